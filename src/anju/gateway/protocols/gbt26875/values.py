"""The small values of GB/T 26875.3-2011: time labels, texts and addresses, each kept as it came.

A value keeps the bytes it was read from, so that what is decoded encodes to the same bytes again; what the bytes mean
is a property. Nothing here raises for bytes that came from a device.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

LOCAL = timezone(timedelta(hours=8))
"""A label is the wall clock of the device and names no zone: China has one (UTC+8)."""
CENTURY = 2000
ENCODING = "gb18030"


@dataclass(frozen=True, slots=True)
class TimeLabel:
    """Six bytes: second, minute, hour, day, month, year from 2000; plain binary, or BCD in a dialect.

    Zero and impossible labels are common: `at` is then None and `fault` says why. Source: fig. 17.
    """

    raw: bytes
    bcd: bool = False

    @classmethod
    def of(cls, at: datetime, *, bcd: bool = False) -> "TimeLabel":
        """The label of an aware moment. Raises ValueError for a naive one or a year outside 2000–2099."""
        if at.tzinfo is None:
            raise ValueError("a label needs an aware moment")
        local = at.astimezone(LOCAL)
        year = local.year - CENTURY
        if not 0 <= year <= 99:
            raise ValueError(f"a label holds the years 2000 to 2099, not {local.year}")
        parts = (local.second, local.minute, local.hour, local.day, local.month, year)
        return cls(bytes(part // 10 << 4 | part % 10 for part in parts) if bcd else bytes(parts), bcd)

    @property
    def at(self) -> datetime | None:
        """The moment, aware (UTC+8); None where the bytes are no date."""
        return moment(self.raw, self.bcd)

    @property
    def fault(self) -> str:
        """Empty, `zero` (the device has no clock) or `out_of_range`."""
        if self.at is not None:
            return ""
        return "out_of_range" if any(self.raw) else "zero"


@lru_cache(maxsize=4096)
def moment(raw: bytes, bcd: bool = False) -> datetime | None:
    """The moment of a label's six bytes, or None. Kept for the next ask: frames of one second share their labels."""
    parts = list(raw)
    if bcd:
        if any(part >> 4 > 9 or part & 15 > 9 for part in parts):
            return None
        parts = [(part >> 4) * 10 + (part & 15) for part in parts]
    second, minute, hour, day, month, year = parts
    if year > 99:
        return None
    try:
        return datetime(CENTURY + year, month, day, hour, minute, second, tzinfo=LOCAL)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes of a text in GB 18030. Devices pad with NUL or spaces, and leave stale bytes behind the first NUL."""

    raw: bytes

    @classmethod
    def of(cls, text: str, width: int | None = None) -> "Text":
        """A text as bytes; with `width`, cut at a whole character and filled up with NUL.

        Raises ValueError for a text with NUL, which a reader would take for its end.
        """
        if "\0" in text:
            raise ValueError("a text holds no NUL")
        raw = text.encode(ENCODING)
        if width is None:
            return cls(raw)
        while len(raw) > width:
            text = text[:-1]
            raw = text.encode(ENCODING)
        return cls(raw.ljust(width, b"\0"))

    @property
    def text(self) -> str:
        """Up to the first NUL, without spaces around; bytes that are no character become U+FFFD."""
        return self.raw.partition(b"\0")[0].decode(ENCODING, "replace").strip(" ")


class Split(StrEnum):
    """How a maker divides the four bytes of a component address; the standard leaves it open."""

    LOOP_POINT = "loop_point"
    """Loop (回路) in the low half, point (点位) in the high half: the usual reading."""
    POINT_LOOP = "point_loop"
    """The other way round: point in the low half, zone in the high half."""
    BYTES = "bytes"
    """Four numbers of one byte each, in the order of the wire."""


def split_component(address: int, split: Split) -> tuple[int, ...]:
    """(loop, point) of a component address, or its four bytes. `address` is the u32 as read, low byte first."""
    if split is Split.BYTES:
        return tuple(address.to_bytes(4, "little"))
    low, high = address & 0xFFFF, address >> 16
    return (low, high) if split is Split.LOOP_POINT else (high, low)


def join_component(parts: tuple[int, ...], split: Split) -> int:
    """The u32 of (loop, point) or of four bytes; the inverse of `split_component`. Raises ValueError out of range."""
    if split is Split.BYTES:
        return int.from_bytes(bytes(parts), "little")
    loop, point = parts
    low, high = (loop, point) if split is Split.LOOP_POINT else (point, loop)
    if not (0 <= low <= 0xFFFF and 0 <= high <= 0xFFFF):
        raise ValueError(f"loop and point have two bytes each: {parts}")
    return high << 16 | low


def address(value: bytes | str | int) -> bytes:
    """Six address bytes from themselves, from 12 hex digits in the order of the wire (the key), or from the number
    (u48, low byte first). Raises ValueError for anything else.
    """
    if isinstance(value, int):
        if not 0 <= value < 1 << 48:
            raise ValueError(f"an address has 48 bits: {value}")
        return value.to_bytes(6, "little")
    raw = bytes.fromhex(value) if isinstance(value, str) else bytes(value)
    if len(raw) != 6:
        raise ValueError(f"an address has 6 bytes, not {len(raw)}")
    return raw


def number(raw: bytes) -> int:
    """The number of six address bytes as the standard reads them, low byte first."""
    return int.from_bytes(raw, "little")
