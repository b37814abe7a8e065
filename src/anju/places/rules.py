"""The tree: paths, which kind may hang under which, and how a place is called in full."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anju.places.datum import Point, RefusedError
from anju.places.enums import ADMINISTRATIVE, ManagementMode, PlaceKind, Refusal, WaterState

FULL_NAME = 300
AREA_PLACES = 300
"""Places an area may name: a filter asks for each by its own range."""
NAMED_ALONE = (*ADMINISTRATIVE, PlaceKind.ESTATE)
"""Kinds whose full name does not begin with their parent's."""
DISTRICT_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
DEMO_CODE = "demo-"
"""Every demo district's code begins so, and no real one's: paths, ledger trees and signed heads carry it for ever."""

LABEL_ROOT = "/q/"
"""What a label's QR code opens, with its token behind; the pages of residents answer it."""
LABELS_AT_ONCE = 600
"""Labels of one printing: fifty sheets."""
LABELLED = (
    PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.SHED, PlaceKind.BASEMENT, PlaceKind.FIRE_LANE,
    PlaceKind.PARKING, PlaceKind.GATE,
)  # fmt: skip
"""Where a label hangs."""

_K = PlaceKind
_GROUNDS = (_K.STREET, _K.COMMUNITY, _K.ESTATE)
PARENTS: dict[PlaceKind, tuple[PlaceKind, ...]] = {
    _K.DISTRICT: (),
    _K.STREET: (_K.DISTRICT,),
    _K.COMMUNITY: (_K.STREET,),
    _K.ESTATE: (_K.COMMUNITY, _K.STREET),
    _K.BUILDING: (_K.ESTATE, _K.COMMUNITY, _K.STREET),
    _K.UNIT: (_K.BUILDING,),
    _K.SHED: (*_GROUNDS, _K.BUILDING),
    _K.BASEMENT: (*_GROUNDS, _K.BUILDING),
    _K.SHOP: (*_GROUNDS, _K.BUILDING),
    _K.ROAD: (*_GROUNDS, _K.DISTRICT),
    _K.FIRE_LANE: _GROUNDS,
    _K.PARKING: (*_GROUNDS, _K.BUILDING),
    _K.GATE: (*_GROUNDS, _K.BUILDING),
    _K.OPEN_GROUND: _GROUNDS,
}
"""Which kinds a kind may hang under. A street may hold an estate or building that belongs to no community yet."""


@dataclass(frozen=True, slots=True)
class EstateFigures:
    """What is told of an estate."""

    mode: ManagementMode = ManagementMode.UNKNOWN
    households: int | None = None
    year_built: int | None = None


@dataclass(frozen=True, slots=True)
class BuildingFigures:
    """What is told of a building; height in centimetres."""

    height_cm: int | None = None
    storeys: int | None = None
    storeys_below: int | None = None
    year_built: int | None = None
    households: int | None = None
    water: WaterState = WaterState.UNKNOWN


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to add, under `parent` (a place's id) or under `row` (the index of an earlier row of the call)."""

    kind: PlaceKind
    name: str
    parent: int | None = None
    row: int | None = None
    code: str = ""
    address: str = ""
    point: Point | None = None
    estate: EstateFigures | None = None
    building: BuildingFigures | None = None


def may_hang(kind: PlaceKind, under: PlaceKind | None) -> bool:
    """Whether a place of `kind` may hang under one of kind `under`; a district hangs under nothing."""
    return kind is PlaceKind.DISTRICT if under is None else under in PARENTS[kind]


def district_path(code: str) -> str:
    """`/code/`. Raises RefusedError for a code that cannot begin a path or name a ledger tree."""
    if not code:
        raise RefusedError(Refusal.CODE_MISSING)
    if not DISTRICT_CODE.fullmatch(code):
        raise RefusedError(Refusal.CODE_UNFIT, code)
    return f"/{code}/"


def is_demo(path: str) -> bool:
    """Whether a place path lies in a demo district."""
    return path.startswith(f"/{DEMO_CODE}")


def child_path(parent: str, number: int) -> str:
    """The path of the `number`th child ever made under `parent`, from 1."""
    return f"{parent}{number}/"


def parent_path(path: str) -> str | None:
    """The path above; None for a district."""
    above = path[: path[:-1].rfind("/") + 1]
    return above if above != "/" else None


def district_of(path: str) -> str:
    """The district's path, of a path anywhere below."""
    return path[: path.index("/", 1) + 1]


def lineage(path: str) -> tuple[str, ...]:
    """The paths from the district down to `path` itself."""
    return tuple(_prefixes(path))


def _prefixes(path: str) -> Iterator[str]:
    end = path.find("/", 1)
    while end != -1:
        yield path[: end + 1]
        end = path.find("/", end + 1)


def depth(path: str) -> int:
    """1 for a district, 2 for a street, and so on."""
    return path.count("/") - 1


def may_join(kind: PlaceKind, other: PlaceKind) -> bool:
    """Whether two places can turn out to be one: of the same kind, and no part of the administration."""
    return kind is other and kind not in ADMINISTRATIVE


def is_under(path: str, prefix: str) -> bool:
    """At or below."""
    return path.startswith(prefix)


def rebased(path: str, old: str, new: str) -> str:
    """`path` after the place at `old` became `new`."""
    if not is_under(path, old):
        raise ValueError(f"{path} is not under {old}")
    return new + path[len(old) :]


def full_name(*, kind: PlaceKind, name: str, above: str) -> str:
    """The name as written in an address: from the estate down, or, without one, from the administrative place."""
    if kind in NAMED_ALONE:
        return name[:FULL_NAME]
    return _joined(above, name)[:FULL_NAME]


def _joined(above: str, name: str) -> str:
    """Chinese names stand together; Latin words and numbers keep a space."""
    latin = above[-1:].isascii() and name[:1].isascii() and bool(above) and bool(name)
    return f"{above} {name}" if latin else above + name


def plausible(figures: BuildingFigures | EstateFigures) -> bool:
    """Whether the figures can be of this world: years 1600–2200, ≤ 200 storeys, ≤ 1 km."""
    year = figures.year_built
    if year is not None and not 1600 <= year <= 2200:
        return False
    if figures.households is not None and not 0 <= figures.households <= 100_000:
        return False
    if isinstance(figures, EstateFigures):
        return True
    limits = ((figures.height_cm, 100_000), (figures.storeys, 200), (figures.storeys_below, 20))
    return all(value is None or 0 <= value <= limit for value, limit in limits)


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key in which 2幢 comes before 10幢."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", name) if part)
