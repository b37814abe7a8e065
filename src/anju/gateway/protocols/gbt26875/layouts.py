"""How the objects of each type lie on the wire: the one table that decoding, encoding and explaining read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from struct import Struct, calcsize
from struct import error as StructError  # noqa: N812
from typing import Any, Final

from . import objects as o
from .values import Text, TimeLabel


class Kind(StrEnum):
    """How a field is read."""

    NUMBER = "number"
    TIME = "time"
    TEXT = "text"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object. `code` is its struct code (little-endian)."""

    key: str
    code: str
    kind: Kind = Kind.NUMBER

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return calcsize("<" + self.code)


def _field(key: str, code: str) -> Field:
    if code == "time":
        return Field(key, "6s", Kind.TIME)
    if code.startswith(("text", "bytes")):
        kind = Kind.TEXT if code.startswith("text") else Kind.BYTES
        return Field(key, code.removeprefix("text").removeprefix("bytes") + "s", kind)
    return Field(key, code)


class BadObjectError(ValueError):
    """An object that cannot be sent: a number out of range, a text of another width."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The objects of one type.

    With `counted`, a byte with its length and a text follow the fields, so that objects differ in size. `most` is how
    many objects of this type the standard puts into one unit. `downward`: sent by the centre.
    """

    number: int
    cls: type[Any]
    fields: tuple[Field, ...]
    most: int
    counted: str = ""
    downward: bool = False
    clauses: Mapping[str, str] = field(default_factory=dict)
    """Field → where the standard draws it, as far as that is known; `` (empty) stands for the whole object."""
    struct: Struct = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = "".join(one.code for one in self.fields) + ("B" if self.counted else "")
        object.__setattr__(self, "struct", Struct("<" + codes))

    @property
    def size(self) -> int:
        """Bytes of one object; of a counted one the least."""
        return self.struct.size

    def read(self, body: bytes, count: int, *, bcd: bool) -> tuple[o.InformationObject, ...] | None:
        """`count` objects that fill `body` exactly, or None where they do not."""
        if self.counted:
            spans = self.spans(body, count)
            return None if spans is None else tuple(self._read_counted(body, spans))
        if self.struct.size * count != len(body):
            return None
        cls = self.cls
        readers = [(place, one.kind) for place, one in enumerate(self.fields) if one.kind is not Kind.NUMBER]
        return tuple(cls(*_converted(row, readers, bcd)) for row in self.struct.iter_unpack(body))

    def _read_counted(self, body: bytes, spans: Sequence[tuple[int, int]]) -> Iterator[o.InformationObject]:
        for start, end in spans:
            *numbers, _length = self.struct.unpack_from(body, start)
            yield self.cls(*numbers, Text(body[start + self.struct.size : end]))

    def spans(self, body: bytes, count: int) -> list[tuple[int, int]] | None:
        """(start, end) of each object in `body`; None where `count` objects do not fill it exactly."""
        size = self.struct.size
        if not self.counted:
            fits = size * count == len(body)
            return [(at * size, at * size + size) for at in range(count)] if fits else None
        spans, start = [], 0
        for _ in range(count):
            if start + size > len(body):
                return None
            end = start + size + body[start + size - 1]
            if end > len(body):
                return None
            spans.append((start, end))
            start = end
        return spans if start == len(body) else None

    def write(self, objects: Iterable[o.InformationObject]) -> bytes:
        """The bytes of some objects. Raises BadObjectError."""
        return b"".join(map(self._write, objects))

    def _write(self, one: o.InformationObject) -> bytes:
        if type(one) is not self.cls:
            raise BadObjectError(f"type {self.number} carries {self.cls.__name__}, not {type(one).__name__}")
        values = [_written(field, getattr(one, field.key)) for field in self.fields]
        tail = b""
        if self.counted:
            tail = getattr(one, self.counted).raw
            values.append(len(tail))
        try:
            return self.struct.pack(*values) + tail
        except StructError as error:
            raise BadObjectError(f"type {self.number}: {error}") from error


def _converted(row: tuple[Any, ...], readers: Sequence[tuple[int, Kind]], bcd: bool) -> list[Any]:
    values = list(row)
    for place, kind in readers:
        if kind is Kind.TIME:
            values[place] = TimeLabel(values[place], bcd)
        elif kind is Kind.TEXT:
            values[place] = Text(values[place])
    return values


def _written(one: Field, value: Any) -> Any:
    """What struct packs; it would cut or fill bytes of another width without a word."""
    if one.kind is Kind.NUMBER:
        return value
    raw = value if one.kind is Kind.BYTES else value.raw
    if len(raw) != one.size:
        raise BadObjectError(f"{one.key} has {one.size} bytes, not {len(raw)}")
    return raw


def layout(
    number: int,
    cls: type[o.InformationObject],
    fields: str,
    most: int,
    *,
    counted: str = "",
    downward: bool = False,
    clauses: Mapping[str, str] | None = None,
) -> Layout:
    """A layout from words `key:code`; code is a struct code, `time`, `textN` or `bytesN`."""
    parts = tuple(_field(*word.split(":")) for word in fields.split())
    return Layout(number, cls, parts, most, counted, downward, clauses or {})


_SYSTEM = "system_type:B system_addr:B"
_COMPONENT = f"{_SYSTEM} component_type:B component_addr:I"
_READ_COMPONENT = f"{_SYSTEM} component_addr:I"

_UP = (
    layout(1, o.SystemStatus, f"{_SYSTEM} status:H time:time", 102),
    layout(2, o.ComponentStatus, f"{_COMPONENT} status:H desc:text31 time:time", 22),
    layout(
        3,
        o.ComponentAnalog,
        f"{_COMPONENT} analog_type:B raw:h time:time",
        63,
        clauses={"raw": "8.2.1.3"},
    ),
    layout(
        4, o.SystemOperation, f"{_SYSTEM} op:B operator:B time:time", 102, clauses={"op": "图 9", "operator": "图 9"}
    ),
    layout(5, o.SystemVersion, f"{_SYSTEM} major:B minor:B", 1),
    layout(6, o.SystemConfig, _SYSTEM, 3, counted="config"),
    layout(7, o.ComponentConfig, f"{_COMPONENT} desc:text31", 26),
    layout(8, o.SystemTime, f"{_SYSTEM} time:time", 1),
    layout(21, o.UitdStatus, "status:B time:time", 1),
    layout(24, o.UitdOperation, "op:B operator:B time:time", 127),
    layout(25, o.UitdVersion, "major:B minor:B", 1),
    layout(26, o.UitdConfig, "", 1, counted="config"),
    layout(28, o.UitdTime, "time:time", 1),
)
_DOWN = (
    layout(61, o.ReadSystem, _SYSTEM, 102, downward=True),
    layout(62, o.ReadComponent, _READ_COMPONENT, 22, downward=True),
    layout(63, o.ReadComponent, _READ_COMPONENT, 63, downward=True),
    layout(64, o.ReadSystemOperations, f"{_SYSTEM} count:B since:time", 1, downward=True),
    layout(65, o.ReadSystem, _SYSTEM, 1, downward=True),
    layout(66, o.ReadSystem, _SYSTEM, 3, downward=True),
    layout(67, o.ReadComponent, _READ_COMPONENT, 26, downward=True),
    layout(68, o.ReadSystem, _SYSTEM, 1, downward=True),
    layout(81, o.Blank, "reserved:B", 1, downward=True),
    layout(84, o.ReadUitdOperations, "count:B since:time", 1, downward=True),
    *(layout(number, o.Blank, "reserved:B", 1, downward=True) for number in (85, 86, 88)),
    layout(89, o.Blank, "reserved:B", 1, downward=True, clauses={"": "图 44"}),
    layout(90, o.SynchroniseClock, "time:time", 1, downward=True, clauses={"": "图 45"}),
    layout(91, o.DutyInspection, "timeout_min:B", 1, downward=True, clauses={"": "图 46"}),
)

Layouts = Mapping[int, tuple[Layout, ...]]
"""Type → its layouts, told apart by the length of the unit."""

STANDARD: Final[Layouts] = {one.number: (one,) for one in (*_UP, *_DOWN)}
"""GB/T 26875.3-2011, section 5 of `docs/protocols/gbt26875.md`."""
