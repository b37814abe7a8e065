"""Reading by where: points in a box, clusters of them, outlines, and which place holds a point."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from threading import Lock
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Avg, BigIntegerField, Count, F, Max, Min, Model, Q, QuerySet, Sum
from django.db.models.functions import Cast

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.places.datum import e7
from anju.places.enums import PlaceKind
from anju.places.geometry import OutlineIndex
from anju.places.models import Boundary, Place
from anju.places.permissions import Places
from anju.places.queries.grids import grid_of
from anju.places.queries.tree import visible

WORLD_E7 = 3_600_000_000
HALF_E7 = WORLD_E7 // 2
ACROSS = 24
"""Cells a box is cut into at most, each way: with the rims at most 25 × 25 clusters in an answer."""
CELL_PIXELS_LOG2 = 6
TILE_LOG2 = 8

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Box:
    """A window on the map in whole 1e-7 degrees, with the map's zoom (the world is 256 · 2^zoom pixels wide)."""

    west_e7: int
    south_e7: int
    east_e7: int
    north_e7: int
    zoom: int

    @classmethod
    def read(cls, bbox: str, zoom: str) -> "Box":
        """From `w,s,e,n` in degrees and a zoom. Raises ValueError for what is no box on the globe."""
        sides = [float(side) for side in bbox.split(",")]
        if len(sides) != 4 or not all(isfinite(side) for side in sides):
            raise ValueError(bbox)
        west, south, east, north = sides
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(bbox)
        return cls(e7(west), e7(south), e7(east), e7(north), max(0, min(22, int(float(zoom or 14)))))

    @property
    def cell_e7(self) -> int:
        """The side of a cluster's cell: about 64 pixels, a power-of-two part of the world so that panning keeps the
        clusters, and never so small that the box holds more than 24 each way."""
        widest = max(self.east_e7 - self.west_e7, self.north_e7 - self.south_e7)
        level = max(0, self.zoom) + TILE_LOG2 - CELL_PIXELS_LOG2
        while level > 0 and widest > (WORLD_E7 >> level) * ACROSS:
            level -= 1
        return max(1, WORLD_E7 >> level)


@dataclass(frozen=True, slots=True)
class Cell:
    """Things that stand so close together that the map shows them as one."""

    lon: float
    lat: float
    count: int
    one: int | None
    """The row's id where there is only one."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """What stands in a box: the rows themselves while they are few, else cells."""

    rows: list[Any] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


def in_box(rows: QuerySet[Row], box: Box, *, lon: str = "lon_e7", lat: str = "lat_e7") -> QuerySet[Row]:
    """Rows whose point lies in the box."""
    return rows.filter(
        **{
            f"{lat}__gte": box.south_e7,
            f"{lat}__lte": box.north_e7,
            f"{lon}__gte": box.west_e7,
            f"{lon}__lte": box.east_e7,
        }
    )


def clusters(
    rows: QuerySet[Row],
    box: Box,
    *,
    lon: str = "lon_e7",
    lat: str = "lat_e7",
    weight: str | None = None,
    few: int = 200,
) -> Clusters:
    """What of `rows` stands in the box: at most `few` rows, or at most 625 cells counted by the database.

    Works on any queryset with two e7 columns. Counting takes time with the rows in the box: a domain with millions
    keeps a roll-up by small cells and passes it here with `weight`, the column that says how many each stands for.
    """
    here = in_box(rows, box, lon=lon, lat=lat)
    if weight is None:
        nearby = list(here.order_by()[: few + 1])
        if len(nearby) <= few:
            return Clusters(rows=nearby)
    size = box.cell_e7
    cut = here.order_by().annotate(
        cell_x=(Cast(F(lon), BigIntegerField()) + HALF_E7) / size,
        cell_y=(Cast(F(lat), BigIntegerField()) + HALF_E7) / size,
    )
    counted = Sum(weight) if weight else Count("pk")
    cells = cut.values("cell_x", "cell_y").annotate(n=counted, x=Avg(lon), y=Avg(lat), one=Max("pk"))
    return Clusters(
        cells=[
            Cell(float(cell["x"]) / 1e7, float(cell["y"]) / 1e7, cell["n"], cell["one"] if cell["n"] == 1 else None)
            for cell in cells.order_by("cell_y", "cell_x")
        ]
    )


def outlines_in(actor: Actor, box: Box, kinds: Iterable[PlaceKind], limit: int = 400) -> list[Place]:
    """Open places of these kinds whose outline meets the box, each with its `boundary`; larger grounds first."""
    rows = visible(actor).filter(kind__in=list(kinds), closed_on=None).filter(meets(box, "boundary__"))
    return list(rows.select_related("boundary").order_by("path")[:limit])


def meets(box: Box, prefix: str = "") -> Q:
    """Outlines whose box meets the window."""
    return Q(
        **{
            f"{prefix}west_e7__lte": box.east_e7,
            f"{prefix}east_e7__gte": box.west_e7,
            f"{prefix}south_e7__lte": box.north_e7,
            f"{prefix}north_e7__gte": box.south_e7,
        }
    )


Sides = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
MARGIN = 0.0005


def _below(path: str) -> Q:
    try:
        return under("path", path)
    except ValueError:
        return Q(pk__in=())


def reach_box(actor: Actor, path: str = "") -> Sides | None:
    """The box of what the actor reaches, or of the place at `path` within it: of its outlines, else of its points.

    None where neither is known.
    """
    tops = {prefix for grant in granting(actor, Places.VIEW) for prefix in grant.paths}
    rows = visible(actor).filter(closed_on=None)
    if path:
        rows = rows.filter(_below(path))
        tops = {path}
    drawn = Boundary._all.filter(place__in=rows.filter(path__in=tops).values("pk")).aggregate(
        west=Min("west_e7"), south=Min("south_e7"), east=Max("east_e7"), north=Max("north_e7")
    )
    if drawn["west"] is None:
        drawn = rows.aggregate(west=Min("lon_e7"), south=Min("lat_e7"), east=Max("lon_e7"), north=Max("lat_e7"))
    if drawn["west"] is None:
        return None
    west, south, east, north = (drawn[side] / 1e7 for side in ("west", "south", "east", "north"))
    return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies: ids by kind, and the grid. Ids only; whoever shows more asks the actor's scope."""

    places: dict[str, int] = field(default_factory=dict)
    grid: int | None = None

    @property
    def nearest(self) -> int | None:
        """The smallest place that holds the point."""
        for kind in (PlaceKind.BUILDING, PlaceKind.ESTATE, PlaceKind.COMMUNITY, PlaceKind.STREET, PlaceKind.DISTRICT):
            if kind in self.places:
                return self.places[kind]
        return next(iter(self.places.values()), None)


Key = tuple[str, int]
GRID = "grid"
_indexes: dict[str, tuple[tuple[int, int], OutlineIndex[Key]]] = {}
_building = Lock()


def locate(lon: float, lat: float, day: date) -> Located:
    """The places whose outlines hold a WGS-84 point, and its grid that day: one drawn around it, else the place's."""
    places: dict[str, int] = {}
    grid: int | None = None
    for kind, pk in _index().holding(lon, lat):
        if kind == GRID:
            grid = grid or pk
        else:
            places.setdefault(kind, pk)
    found = Located(places, grid)
    if grid is None and found.nearest is not None:
        path = Place._all.filter(pk=found.nearest).values_list("path", flat=True).get()
        drawn = grid_of(path, day)
        return Located(places, drawn.pk if drawn else None)
    return found


def _index() -> OutlineIndex[Key]:
    """The index of every outline in use, rebuilt when any was drawn since."""
    state = Boundary._all.aggregate(n=Count("pk"), stamps=Sum("stamp"))
    version = (state["n"], state["stamps"] or 0)
    name = str(connection.settings_dict["NAME"])
    held = _indexes.get(name)
    if held is not None and held[0] == version:
        return held[1]
    with _building:
        held = _indexes.get(name)
        if held is None or held[0] != version:
            held = _indexes[name] = (version, OutlineIndex(_outlines()))
    return held[1]


def _outlines() -> list[tuple[Key, str]]:
    rows = Boundary._all.filter(place__closed_on=None, grid__closed_on=None)
    columns = rows.values_list("place__kind", "place", "grid", "geometry")
    return [((kind, place) if place else (GRID, grid), text) for kind, place, grid, text in columns.iterator()]
