"""What alarms ask of the domain of facilities: one function for each question."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from anju.facilities.enums import FacilityState
from anju.facilities.models import Facility
from anju.people.queries import on_duty_many
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import BuildingFacts, Place

METRE_E7 = 90
"""Units of 1e-7 degree of latitude in a metre, and a little."""
WALK_M, SEARCH_M = 1_500, 3_000
STATION = "F29"
WATER = ("F01", "F05", "F08")
"""Hydrants, tanks, and the inlets that feed a building's own pipes."""
ON_CARD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("water", ("F01", "F02", "F03", "F04", "F05", "F06", "F08")),
    ("valves", ("F07", "F40")),
    ("ways", ("F21", "F22", "F23", "F25", "F26", "F27", "F28")),
    ("panel", ("F17", "F20", "F30")),
)
"""What the plan card groups: water and risers, cut-offs, ways in and out, panel and control room."""


@dataclass(frozen=True, slots=True)
class NearStation:
    """A micro-station, how far, and who is on duty there now."""

    station: Facility
    metres: int
    accounts: tuple[int, ...]

    @property
    def staffed(self) -> bool:
        return bool(self.accounts)


@dataclass(frozen=True, slots=True)
class NearWater:
    """A place to take water from, and how far."""

    facility: Facility
    metres: int


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What is known of a building, for whoever goes in."""

    building: Place
    facts: BuildingFacts | None
    groups: tuple[tuple[str, tuple[Facility, ...]], ...]


def nearest_stations(lon_e7: int, lat_e7: int, *, at: datetime, limit: int = 3) -> list[NearStation]:
    """Micro-stations within three kilometres, nearest first; who is on duty by the roster of whoever keeps them."""
    found = _near(Facility._all.filter(kind=STATION, state=FacilityState.IN_SERVICE), lon_e7, lat_e7, SEARCH_M)
    shifts = on_duty_many({row.owner_id for row, _metres in found if row.owner_id is not None}, at)
    return [
        NearStation(row, metres, tuple(one.pk for one in shifts.get(row.owner_id or 0, ())))
        for row, metres in found[:limit]
    ]


def nearest_water(lon_e7: int, lat_e7: int, *, limit: int = 4) -> list[NearWater]:
    """Water within one and a half kilometres, nearest first."""
    rows = Facility._all.filter(kind__in=WATER, state=FacilityState.IN_SERVICE)
    return [NearWater(row, metres) for row, metres in _near(rows, lon_e7, lat_e7, WALK_M)[:limit]]


def plan_of(place: Place) -> PlanCard:
    """The card of the building a place is in; of the place itself where it is in none."""
    building = building_of(place)
    facts = BuildingFacts._all.filter(place=building).first()
    inside = Q(path__gte=building.path, path__lt=building.path[:-1] + "0")
    rows = list(Facility._all.filter(inside).exclude(state=FacilityState.REMOVED).order_by("kind", "pk")[:200])
    groups = ((name, tuple(row for row in rows if row.kind in kinds)) for name, kinds in ON_CARD)
    return PlanCard(building, facts, tuple((name, found) for name, found in groups if found))


def building_of(place: Place) -> Place:
    """The building a place is or is in; else the place."""
    above = Place._all.filter(path__in=ancestors(place.path), kind=PlaceKind.BUILDING).first()
    return above or place


def point_of(place: Place) -> tuple[int, int] | None:
    """(lon, lat) of a place, or of the nearest above that has one; 1e-7 degrees, WGS-84."""
    rows = Place._all.filter(path__in=ancestors(place.path), lon_e7__isnull=False, lat_e7__isnull=False)
    nearest = max(rows, key=lambda row: len(row.path), default=None)
    return None if nearest is None or nearest.kind in _TOO_WIDE else (nearest.lon_e7 or 0, nearest.lat_e7 or 0)


_TOO_WIDE = (PlaceKind.DISTRICT, PlaceKind.STREET)


def _near(rows: QuerySet[Facility], lon_e7: int, lat_e7: int, within_m: int) -> list[tuple[Facility, int]]:
    """Facilities with a point no farther than so many metres, nearest first."""
    reach = within_m * METRE_E7
    wide = int(reach / max(math.cos(math.radians(lat_e7 / 1e7)), 0.01))
    boxed = rows.filter(
        lat_e7__range=(lat_e7 - reach, lat_e7 + reach), lon_e7__range=(lon_e7 - wide, lon_e7 + wide)
    ).select_related("place")[:500]
    found = [(row, _metres(lon_e7, lat_e7, row.lon_e7 or 0, row.lat_e7 or 0)) for row in boxed]
    return sorted(((row, m) for row, m in found if m <= within_m), key=lambda one: (one[1], one[0].pk))


def _metres(lon_e7: int, lat_e7: int, other_lon: int, other_lat: int) -> int:
    east = (other_lon - lon_e7) / 1e7 * 111_320 * math.cos(math.radians(lat_e7 / 1e7))
    north = (other_lat - lat_e7) / 1e7 * 110_574
    return round(math.hypot(east, north))
