"""The places of a plan: one flat list, parents before children."""

from dataclasses import dataclass, field
from enum import StrEnum

from anju.demo.plan.lattice import Point

__all__ = ["BuildingFacts", "EstateFacts", "Grid", "Kind", "Management", "Place", "Water"]


class Kind(StrEnum):
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ESTATE = "estate"
    BUILDING = "building"
    UNIT = "unit"
    SHED = "shed"
    BASEMENT = "basement"
    SHOP = "shop"
    ROAD = "road"
    FIRE_LANE = "fire_lane"
    PARKING = "parking"
    GATE = "gate"
    OPEN_GROUND = "open_ground"


class Management(StrEnum):
    """Who answers for an estate."""

    PROPERTY = "property_company"
    OWNERS = "owners"
    CUSTODY = "community_custody"


class Water(StrEnum):
    """Whether the risers of a building hold water."""

    NONE_NEEDED = "none_needed"
    OK = "ok"
    LOW = "low"
    DRY = "dry"


@dataclass(slots=True)
class BuildingFacts:
    """Height in centimetres, so that no fact is a float."""

    height_cm: int
    storeys: int
    year: int
    units: int
    households: int
    water: Water
    lift: bool


@dataclass(slots=True)
class EstateFacts:
    """``style`` is walkup, slab, tower or mixed; ``management`` before anybody walked out."""

    style: str
    year: int
    management: Management = Management.PROPERTY
    committee: bool = False
    households: int = 0


@dataclass(slots=True)
class Place:
    """One place. ``shape`` is a closed ring for areas, a line for roads and lanes, empty for points (WGS-84)."""

    ref: int
    kind: Kind
    name: str
    parent: int
    point: Point
    shape: tuple[Point, ...] = ()
    building: BuildingFacts | None = None
    estate: EstateFacts | None = None
    grid: int = -1
    """Index of the grid the place lies in; -1 for the district, streets and roads."""


@dataclass(slots=True)
class Grid:
    """A patrol grid: a part of one community."""

    ref: int
    name: str
    street: int
    community: int
    shape: tuple[Point, ...]
    places: list[int] = field(default_factory=list)
    """Estates and open ground inside; their children belong to the grid with them."""
