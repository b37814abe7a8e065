"""Excel's numbers as dates: serials in both date systems, and which number formats mean a date."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

# ECMA-376 part 1, 18.8.30: built-in formats; 27-36 and 50-58 are dates in Chinese, Japanese and Korean locales.
BUILT_IN_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])

_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's times have no zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL: Final = 2_958_466
_LITERALS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZERO_PADDED: Final = re.compile(r"0{2,}")


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time, e.g. `yyyy"年"m"月"d"日"`."""
    plain = _LITERALS.sub("", code.split(";")[0])
    return bool(_DATE_LETTERS.search(plain)) and "general" not in plain.lower()


def padded_width(code: str) -> int:
    """The width of a format that only pads with zeros (`000000`), else 0: such a number is an id."""
    return len(code) if _ZERO_PADDED.fullmatch(code) else 0


def serial_to_datetime(serial: float, *, mode_1904: bool = False) -> datetime | time | None:
    """A serial as a naive datetime, to the second; a bare time of day below 1; None outside Excel's range.

    In the 1900 system Excel believes in 29 February 1900, so serials below 60 count from a day later.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    whole, fraction = divmod(serial, 1.0)
    seconds = round(fraction * 86_400)
    if whole == 0 and not mode_1904:
        return None if seconds >= 86_400 else (_EPOCH_1904 + timedelta(seconds=seconds)).time()
    epoch = _EPOCH_1904 if mode_1904 else _EPOCH_1900
    if not mode_1904 and whole < 60:
        whole += 1
    return epoch + timedelta(days=whole, seconds=seconds)
