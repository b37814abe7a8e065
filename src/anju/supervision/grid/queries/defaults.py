"""What a plan holds by default: the places a grid lies over or a company manages, and how often each is looked at."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from anju.kernel.scope import under
from anju.people.enums import Answering, OrganisationKind
from anju.people.models import Organisation
from anju.people.queries.accountable import accountable_for_many
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import GridPlace, Place
from anju.places.queries import on_day
from anju.supervision.grid.models import Plan
from anju.supervision.grid.rules.frequency import (
    PATROLLED,
    Facts,
    Frequency,
    Risk,
    for_company,
    for_grid,
    is_high_rise,
    waterless,
)
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty, Hazard

DWELLING = "DW-"
"""The family of kinds in which somebody lives in a shed or basement."""
REMEMBERED = timedelta(days=730)
RECURRING = timedelta(days=365)
NOWHERE = Q(pk__in=())


def within(plan: Plan, day: date, column: str = "path") -> Q:
    """Rows that lie on the plan's ground on a day, by a path column: of a grid, without what is drawn into another."""
    if plan.management_id is not None:
        return under(column, plan.path)
    return over_grid(plan.grid_id or 0, day, column)


def over_grid(grid: int, day: date, column: str = "path") -> Q:
    """Rows a grid lies over on a day."""
    paths = list(GridPlace._all.filter(on_day(day), grid=grid).values_list("place__path", flat=True))
    if not paths:
        return NOWHERE
    inside = reduce(or_, (under(column, path) for path in paths))
    below = reduce(or_, (under("place__path", path) for path in paths))
    others = GridPlace._all.filter(below, on_day(day)).exclude(grid=grid).values_list("place__path", flat=True)
    return inside & ~reduce(or_, (under(column, path) for path in others), NOWHERE)


def not_by_a_company() -> Q:
    """Looks that count for a grid: a property company's own patrols do not stand in for it."""
    companies = Organisation._all.filter(kind=OrganisationKind.PROPERTY_COMPANY)
    return Q(organisation=None) | ~Q(organisation__in=list(companies.values_list("pk", flat=True)))


def places_of(plan: Plan, day: date) -> list[Place]:
    """The open places of the kinds that are patrolled, and estates in which none is registered, in tree order."""
    rows = Place._all.filter(within(plan, day), closed_on=None, kind__in=(*PATROLLED, PlaceKind.ESTATE))
    found = list(rows.select_related("building_facts").order_by("path"))
    holding = {above for place in found if place.kind != PlaceKind.ESTATE for above in ancestors(place.path)}
    return [place for place in found if place.kind != PlaceKind.ESTATE or place.path not in holding]


def defaults_of(plan: Plan, day: date) -> dict[Place, Frequency]:
    """Place → how often and why, for all a plan should hold on a day. At most nine queries."""
    places = places_of(plan, day)
    if plan.management_id is not None:
        towers = {above for place in places if _tall(place) for above in ancestors(place.path)}
        return {place: for_company(_company_facts(place, plan, towers)) for place in places}
    risks = _risks(plan, places, day)
    answers = accountable_for_many([place.path for place in places], on=day)
    managed = {path for path, one in answers.items() if one and one.mode is Answering.PROPERTY_COMPANY}
    return {
        place: for_grid(Facts(PlaceKind(place.kind), _tall(place), place.path in managed, frozenset(risks[place.path])))
        for place in places
    }


def _tall(place: Place) -> bool:
    facts = getattr(place, "building_facts", None)
    return facts is not None and is_high_rise(facts.height_cm, facts.storeys)


SERVING = (PlaceKind.FIRE_LANE, PlaceKind.BASEMENT, PlaceKind.SHED, PlaceKind.OPEN_GROUND)
"""What clause 34 takes in beside the building: ways out, facilities and key parts of an estate with a high-rise."""


def _company_facts(place: Place, plan: Plan, towers: Collection[str]) -> Facts:
    serving = place.kind in SERVING and any(
        above in towers for above in ancestors(place.path)[1:] if _inside(above, plan)
    )
    return Facts(PlaceKind(place.kind), _tall(place) or serving)


def _inside(path: str, plan: Plan) -> bool:
    return path.startswith(plan.path)


def covering(path: str, paths: Collection[str] | Mapping[str, object]) -> str | None:
    """Which of `paths` a path lies at or nearest below: a stairwell's building."""
    return next((above for above in ancestors(path) if above in paths), None)


def _risks(plan: Plan, places: Iterable[Place], day: date) -> dict[str, set[Risk]]:
    """Path of a place → its risks: what is known of the building, and of cases at the place or in it."""
    found: dict[str, set[Risk]] = defaultdict(set)
    for place in places:
        found[place.path] = {Risk.WATERLESS} if _tall(place) and waterless(place.building_facts.water) else set()
    ground = within(plan, day)
    open_paths = Duty._all.filter(ground, state__in=OPEN, merged_into=None).values_list("path", flat=True)
    repeated = Duty._all.filter(ground, recurrence_of__isnull=False, opened_at__date__gte=day - RECURRING)
    lived_in = Hazard._all.filter(ground, kind_code__startswith=DWELLING, happened_at__date__gte=day - REMEMBERED)
    for risk, paths in (
        (Risk.OPEN_CASE, open_paths),
        (Risk.RECURRED, repeated.values_list("path", flat=True)),
        (Risk.DWELLING, lived_in.values_list("path", flat=True)),
    ):
        for path in paths:
            if (at := covering(path, found)) is not None:
                found[at].add(risk)
    return found
