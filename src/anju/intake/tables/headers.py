"""Where a table's header stands: below title rows, on one line or two, in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Row, Value
from anju.intake.tables.text import header_key, tidy

_LOOK_AT: Final = 30
_LONGEST_NAME: Final = 60
_NUMBER_OR_DATE: Final = re.compile(r"[\d\s.,:/+\-年月日时分秒TEZ%]+")
ERROR_COLUMN: Final = "错误原因"


@dataclass(frozen=True, slots=True)
class Header:
    """The names by column (from 0) and the row on which the header ends; data begins after it."""

    names: dict[int, str]
    last_row: int

    def column(self, name: str) -> int | None:
        """The column of a name as it stands or after normalising; None where there is none."""
        wanted = header_key(name)
        return next((column for column, text in self.names.items() if header_key(text) == wanted), None)


def find_header(rows: Iterable[Row], *, is_known: Callable[[str], bool] = lambda name: False) -> Header:
    """The most header-like of the first rows: many short, distinct texts; names that are known weigh most.

    A second header row (groups above, names below) is joined: a column's lower text is its name, with the group
    before it only where two columns would otherwise be called the same.
    """
    first = list(islice(rows, _LOOK_AT))
    if not first:
        raise TableRefused("file.empty")
    scores = [_score(row, is_known) for row in first]
    best = max(range(len(first)), key=lambda index: (scores[index], -index))
    if scores[best] <= 0:
        raise TableRefused("file.no_header")
    return _build(first, best)


def header_at(rows: Iterable[Row], number: int) -> Header:
    """The header on the row a person pointed at, whatever it looks like. Raises TableRefused where it has no text."""
    row = next((row for row in islice(rows, _LOOK_AT) if row.number == number), None)
    names = _names(row) if row is not None else {}
    if not names:
        raise TableRefused("file.no_header")
    return Header(names, number)


def _names(row: Row) -> dict[int, str]:
    """The row's texts by column, without the column that a checked workbook was given."""
    found = {column: tidy(value) for column, value in enumerate(row.cells) if isinstance(value, str)}
    return {column: text for column, text in found.items() if text and text != ERROR_COLUMN}


def _score(row: Row, is_known: Callable[[str], bool]) -> float:
    values = [value for value in row.cells if value is not None]
    names = _names(row).values()
    distinct = {name for name in names if len(name) <= _LONGEST_NAME and not _looks_like_data(name)}
    known = sum(3.0 for name in distinct if is_known(header_key(name)))
    if not known and len(distinct) < min(2, len(values)):
        return 0.0
    others = sum(2.0 for value in values if not isinstance(value, str) or _looks_like_data(tidy(value)))
    sent_back = 3.0 if ERROR_COLUMN in row.cells else 0.0
    return known + len(distinct) + sent_back - others


def _looks_like_data(text: Value) -> bool:
    """Whether a value is a number or a date rather than a name."""
    if isinstance(text, str):
        return _NUMBER_OR_DATE.fullmatch(text) is not None
    return text is not None


def _build(rows: list[Row], best: int) -> Header:
    upper, last = _names(rows[best]), rows[best].number
    texts = list(upper.values())
    if len(set(texts)) < len(texts) and best + 1 < len(rows):
        lower = _names(rows[best + 1])
        if _continues(upper, lower):
            return Header(_joined(upper, lower), rows[best + 1].number)
    elif best > 0 and _continues(_names(rows[best - 1]), upper):
        return Header(_joined(_names(rows[best - 1]), upper), last)
    return Header(upper, last)


def _continues(upper: dict[int, str], lower: dict[int, str]) -> bool:
    """Whether two rows are one header: cells merged downwards repeat, and a group above splits into names below."""
    repeated = [column for column, text in lower.items() if upper.get(column) == text]
    split = [column for column, text in lower.items() if upper.get(column) not in {None, text}]
    groups = [upper[column] for column in split]
    return bool(repeated) and bool(split) and len(set(groups)) < len(groups)


def _joined(upper: dict[int, str], lower: dict[int, str]) -> dict[int, str]:
    names = {**upper, **lower}
    counts = list(names.values())
    return {
        column: f"{upper[column]}/{text}" if counts.count(text) > 1 and upper.get(column, text) != text else text
        for column, text in sorted(names.items())
    }
