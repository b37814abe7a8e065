"""Places as a visitor without an account may find them: names of estates, buildings and what stands beside them.

What is on every street sign is no secret: kind, name and where it lies. Nothing else of a place is told here.
"""

import math

from anju.places import rules
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries.tree import LAST, worded

FINDABLE = (
    PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.SHED, PlaceKind.BASEMENT, PlaceKind.ROAD,
    PlaceKind.FIRE_LANE, PlaceKind.PARKING, PlaceKind.GATE, PlaceKind.OPEN_GROUND,
)  # fmt: skip
WHY = "names of public places for a visitor who reports a hazard"
INSIDE = 300
"""Children offered to choose from."""


def find(words: str, *, limit: int = 12) -> list[Place]:
    """The places called so, estates first."""
    words = " ".join(words.split())[:60]
    if not words:
        return []
    rows = Place.objects.system(WHY).filter(kind__in=FINDABLE, closed_on=None)
    first = list(rows.filter(full_name__gte=words, full_name__lt=words + LAST).order_by("full_name", "pk")[: limit * 3])
    if len(first) < limit:
        known = {row.pk for row in first}
        first += [row for row in worded(rows, words)[: limit * 3] if row.pk not in known]
    order = {kind: position for position, kind in enumerate(FINDABLE)}
    first.sort(key=lambda row: (order[PlaceKind(row.kind)], len(row.full_name), rules.natural(row.full_name)))
    return first[:limit]


def findable(pk: int) -> Place | None:
    """One of them, in use."""
    return Place.objects.system(WHY).filter(pk=pk, kind__in=FINDABLE, closed_on=None).first()


def inside(place: Place) -> list[Place]:
    """What stands right in it and can be chosen: buildings of an estate, units of a building."""
    rows = Place.objects.system(WHY).filter(parent=place, kind__in=FINDABLE, closed_on=None)[:INSIDE]
    order = {kind: position for position, kind in enumerate(FINDABLE)}
    return sorted(rows, key=lambda row: (order[PlaceKind(row.kind)], rules.natural(row.name), row.pk))


NEAR_M = 150
"""Metres within which a point is taken for a place."""
_METRE_E7 = 90
"""About a metre of latitude, in 1e-7 degrees."""


def nearest(lon: float, lat: float) -> Place | None:
    """The place whose point is nearest, within `NEAR_M`; an estate's only where nothing smaller is. WGS-84 degrees."""
    x, y = round(lon * 1e7), round(lat * 1e7)
    shrink = max(math.cos(math.radians(lat)), 0.01)
    reach_y, reach_x = NEAR_M * _METRE_E7, int(NEAR_M * _METRE_E7 / shrink)
    rows = Place.objects.system(WHY).filter(
        kind__in=FINDABLE, closed_on=None, lat_e7__range=(y - reach_y, y + reach_y),
        lon_e7__range=(x - reach_x, x + reach_x),
    )  # fmt: skip

    def far(row: Place) -> tuple[bool, float, int]:
        assert row.lon_e7 is not None
        assert row.lat_e7 is not None
        return row.kind == PlaceKind.ESTATE, math.hypot((row.lon_e7 - x) * shrink, row.lat_e7 - y), row.pk

    return min((row for row in rows[:INSIDE] if far(row)[1] <= reach_y), key=far, default=None)
