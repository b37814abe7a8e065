"""Many frames at once, as columns: for bulk work, where a value per object would cost more than everything else.

Only the objects that come in masses are read: system, component and UITD status and analog values. All other frames,
and those whose unit does not fit its type, are named in `others`, for `adu.decode`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from struct import Struct
from typing import Any, Final

from . import frames
from .dialects import STD, Dialect
from .frames import LENGTH_AT, MOST, OVERHEAD, REPLY, SEND

BULK: Final = (1, 2, 3, 21)
_FRAME_KEYS: Final = ("frame", "source", "serial")
_UNIT_AT: Final = 27

Column = list[Any]
Span = tuple[int, int]
"""(offset, length) of a frame."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`of[type][key]` is a list with one element per object of that type, in the order of the frames.

    Keys are the fields of the object (`layouts`), texts and time labels as bytes, and `frame` (place of the frame among
    those given), `source` (six bytes) and `serial`.
    """

    of: dict[int, dict[str, Column]]
    others: list[int] = field(default_factory=list)
    """Places of the frames that are not in the columns."""

    def count(self, number: int) -> int:
        """Objects of a type."""
        return len(self.of[number]["frame"])


def spans_of(data: bytes) -> list[Span]:
    """The frames of bytes that are nothing but frames, one behind the other. Raises ValueError where they are not.

    Only marks and lengths are looked at: the bytes are taken to come from a splitter.
    """
    spans, at, size = [], 0, len(data)
    while at < size:
        length = int.from_bytes(data[at + LENGTH_AT : at + LENGTH_AT + 2], "little")
        end = at + OVERHEAD + length
        if data[at : at + 2] != frames.START or length > MOST or data[end - 2 : end] != frames.END:
            raise ValueError(f"no frame at byte {at}")
        spans.append((at, end - at))
        at = end
    return spans


def read(data: bytes, spans: Sequence[Span] | None = None, dialect: Dialect = STD) -> Columns:
    """The columns of good frames that lie in `data` at `spans`, by default one behind the other.

    Raises ValueError where `spans` is not given and the bytes are not frames, end to end.
    """
    spans = spans_of(data) if spans is None else spans
    plans = {number: _plan(number, dialect) for number in BULK}
    rows: dict[int, list[Iterable[tuple[Any, ...]]]] = {number: [] for number in BULK}
    heads: dict[int, list[tuple[int, int, int]]] = {number: [] for number in BULK}
    others: list[int] = []
    view = memoryview(data)
    for place, (at, size) in enumerate(spans):
        plan = plans.get(data[at + _UNIT_AT]) if size > OVERHEAD + 2 and data[at + 26] in (SEND, REPLY) else None
        body = size - OVERHEAD - 2
        if plan is None or body != (count := data[at + _UNIT_AT + 1]) * plan.size:
            others.append(place)
            continue
        begin = at + _UNIT_AT + 2
        number = data[at + _UNIT_AT]
        rows[number].append(plan.iter_unpack(view[begin : begin + body]))
        heads[number].append((place, at, count))
    return Columns({number: _columns(data, number, dialect, rows[number], heads[number]) for number in BULK}, others)


def _plan(number: int, dialect: Dialect) -> Struct | None:
    """The struct of a type; None where the dialect has several layouts or another class for it: the slow way then."""
    known = dialect.layouts_of(number)
    return known[0].struct if len(known) == 1 and known == dialect.edition.layouts[number] else None


def _columns(
    data: bytes,
    number: int,
    dialect: Dialect,
    rows: list[Iterable[tuple[Any, ...]]],
    heads: list[tuple[int, int, int]],
) -> dict[str, Column]:
    keys = [one.key for one in dialect.edition.layouts[number][0].fields]
    columns: dict[str, Column] = {key: [] for key in (*_FRAME_KEYS, *keys)}
    flat = list(chain.from_iterable(chain.from_iterable(rows)))
    for place, key in enumerate(keys):
        columns[key] = flat[place :: len(keys)]
    columns["frame"] = list(chain.from_iterable(repeat(place, count) for place, _at, count in heads))
    columns["source"] = list(chain.from_iterable(repeat(data[at + 12 : at + 18], count) for _, at, count in heads))
    columns["serial"] = list(
        chain.from_iterable(repeat(data[at + 2] | data[at + 3] << 8, count) for _, at, count in heads)
    )
    return columns
