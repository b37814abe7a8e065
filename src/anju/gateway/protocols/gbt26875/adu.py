"""The application data unit (应用数据单元): type, number of objects, objects. Reading it never raises."""

from collections.abc import Sequence
from dataclasses import dataclass

from .dialects import STD, Dialect
from .layouts import BadObjectError, Layout
from .objects import InformationObject


@dataclass(frozen=True, slots=True)
class Adu:
    """What a unit says.

    `type` is None for an empty unit, a maker's heartbeat, or one too short to have a type. `error` is a word of
    `names.ERRORS`; then there are no objects, and `raw` holds all that came. `unknown`: nobody described this type.
    `remarks`: `count_zero`, `count_over_most` (the standard allows fewer, the objects are good all the same).
    """

    type: int | None
    count: int
    objects: tuple[InformationObject, ...]
    raw: bytes
    error: str | None = None
    unknown: bool = False
    remarks: tuple[str, ...] = ()

    def layout(self, dialect: Dialect) -> Layout:
        """How the objects lie, in the dialect the unit was read with. Raises LookupError where there are none."""
        if self.type is None or not self.objects:
            raise LookupError("a unit without objects has no layout")
        return next(one for one in dialect.layouts_of(self.type) if one.cls is type(self.objects[0]))


def decode(raw: bytes, dialect: Dialect = STD) -> Adu:
    """Read a unit. Any bytes give a value: what cannot be read keeps its bytes and says why."""
    if not raw or raw in dialect.heartbeats:
        return Adu(None, 0, (), raw)
    if len(raw) < 2:
        return Adu(None, 0, (), raw, error="adu_too_short")
    number, count = raw[0], raw[1]
    layouts = dialect.layouts_of(number)
    if not layouts:
        return Adu(number, count, (), raw, unknown=True)
    body = raw[2:]
    for layout in layouts:
        objects = layout.read(body, count, bcd=dialect.bcd)
        if objects is not None:
            remarks = ("count_zero",) if not count else ("count_over_most",) if count > layout.most else ()
            return Adu(number, count, objects, raw, remarks=remarks)
    return Adu(number, count, (), raw, error="object_length")


def encode(
    number: int, objects: Sequence[InformationObject], dialect: Dialect = STD, *, most: int | None = None
) -> bytes:
    """The bytes of a unit, the inverse of `decode`.

    `most` is the longest the unit may be, by default what the edition allows. Raises BadObjectError for an unknown
    type, objects of another class or out of range, too many of them, or none.
    """
    layouts = dialect.layouts_of(number)
    if not layouts:
        raise BadObjectError(f"nobody described type {number}")
    if not objects:
        raise BadObjectError("a unit has at least one object")
    layout = next((one for one in layouts if one.cls is type(objects[0])), layouts[0])
    if len(objects) > layout.most:
        raise BadObjectError(f"type {number} holds at most {layout.most} objects, not {len(objects)}")
    raw = bytes((number, len(objects))) + layout.write(objects)
    limit = dialect.edition.most if most is None else most
    if len(raw) > limit:
        raise BadObjectError(f"the unit has {len(raw)} bytes, more than {limit}")
    return raw
