"""The register of fires, as far as an actor reaches."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Place
from anju.places.queries import locate
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.inspections.backcheck.models import Fire, FireVersion
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.rules.comparing import Comparison, compare

PAGE = 50
NEAR_E7 = 300 * 90
"""Three hundred metres of latitude, in 1e-7 degrees."""
MOST_NEAR, NAMED = 500, 6


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands in the address."""

    burned: str = ""
    dwelling: str = ""
    street: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    loose: bool = False
    """Only those without a registered place."""


def start_of(day: date) -> datetime:
    """Midnight of a day in the district."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.DISTRICT_TIME)


def fires(actor: Actor, filters: Filters) -> QuerySet[Fire]:
    """Fires within reach, latest first."""
    rows = Fire.objects.for_(actor, Permission.SEE_FIRES)
    if filters.burned in Burned:
        rows = rows.filter(burned=filters.burned)
    if filters.dwelling in Dwelling:
        rows = rows.filter(dwelling=filters.dwelling)
    if filters.street:
        rows = rows.filter(path__startswith=filters.street)
    if filters.since:
        rows = rows.filter(called_at__gte=start_of(filters.since))
    if filters.until:
        rows = rows.filter(called_at__lt=start_of(filters.until + timedelta(days=1)))
    if filters.loose:
        rows = rows.filter(place=None)
    if filters.words:
        words = filters.words
        said = Q(number__contains=words) | Q(place__full_name__contains=words) | Q(spot__contains=words)
        rows = rows.filter(said)
    return rows.select_related("place").order_by("-called_at", "-pk")


def fire_for(actor: Actor, pk: int) -> Fire | None:
    """One fire within reach."""
    return Fire.objects.for_(actor, Permission.SEE_FIRES).select_related("place").filter(pk=pk).first()


def versions(fire: Fire) -> list[FireVersion]:
    """What its row said before, latest first."""
    return list(FireVersion._all.filter(fire=fire).order_by("-number"))


def place_of(pk: int) -> Place | None:
    """A place, for a mechanism."""
    return Place._all.filter(pk=pk).first()


def locked(pk: int) -> Fire:
    """The row, locked, within a deed."""
    return Fire._all.select_for_update(of=("self",)).select_related("place").get(pk=pk)


def ground_at(point_e7: tuple[int, int], district: str) -> str | None:
    """The path of the community, else the street, whose outline in the district holds a point."""
    lon, lat = (side / 1e7 for side in point_e7)
    held = locate(lon, lat, clock.today()).places
    wanted = [held[kind] for kind in (PlaceKind.COMMUNITY, PlaceKind.STREET) if kind in held]
    paths = dict(Place._all.filter(pk__in=wanted).values_list("pk", "path"))
    return next((paths[pk] for pk in wanted if paths[pk].startswith(f"/{district}/")), None)


def near(actor: Actor, fire: Fire) -> list[Place]:
    """Registered places around the point of a fire, nearest first, where the actor may enter fires."""
    if fire.lon_e7 is None or fire.lat_e7 is None:
        return []
    x, y, shrink = fire.lon_e7, fire.lat_e7, max(math.cos(math.radians(fire.lat_e7 / 1e7)), 0.01)
    high, wide = NEAR_E7, int(NEAR_E7 / shrink)
    rows = Place.objects.for_(actor, Permission.ENTER_FIRE).filter(
        closed_on=None, lon_e7__range=(x - wide, x + wide), lat_e7__range=(y - high, y + high)
    )
    found = list(rows.exclude(kind__in=ADMINISTRATIVE).order_by("pk")[:MOST_NEAR])
    return sorted(found, key=lambda row: math.hypot(((row.lon_e7 or x) - x) * shrink, (row.lat_e7 or y) - y))[:NAMED]


def is_known(district: str, number: str) -> bool:
    """Whether a call of this number stands in the register."""
    return Fire._all.filter(district=district, number=number).exists()


def streets(actor: Actor) -> list[Place]:
    """The streets an actor reaches, in their administrative order."""
    rows = Place.objects.for_(actor, Permission.SEE_FIRES).filter(kind=PlaceKind.STREET)
    return list(rows.order_by("path"))


@dataclass(frozen=True, slots=True)
class Years:
    """The comparison and what must be said beside it."""

    found: Comparison
    moved: int
    """Fires whose place was moved or merged since: they count where it lies now, in both years."""


def year_on_year(actor: Actor, year: int, today: date, filters: Filters) -> Years:
    """Fires by month beside the year before. A month of which the whole district's register holds nothing has no
    record; one without a fire here, in a register that is kept, has none.
    """
    span = {"called_at__gte": start_of(date(year - 1, 1, 1)), "called_at__lt": start_of(date(year + 1, 1, 1))}
    rows = fires(actor, filters).filter(versions__number=F("version"), **span).order_by()
    told: list[tuple[Any, ...]] = list(rows.values_list("called_at", "path", "versions__said"))
    days = [day for at, _path, _said in told if (day := clock.local(at).date()) <= today]
    districts = {path.split("/", 2)[1] for grant in actor.grants for path in grant.paths}
    every = Fire.objects.system("in which months the register holds anything").filter(district__in=districts, **span)
    kept = {(day.year, day.month) for at in every.values_list("called_at", flat=True) if (day := clock.local(at))}
    moved = sum(said["path"] != path for _at, path, said in told)
    return Years(compare(days, year, today, kept), moved)
