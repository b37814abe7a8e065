"""What a month can be drawn from, as it stands at one moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from anju.catalogue.enums import Severity
from anju.kernel.scope import under
from anju.people.enums import Answering
from anju.people.queries.accountable import Accountable, accountable_for_many
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind, WaterState
from anju.places.models import EstateFacts, Place
from anju.supervision.grid.enums import LOOKED
from anju.supervision.grid.models import Visit
from anju.supervision.grid.queries.questions import doubts
from anju.supervision.grid.rules.frequency import PATROLLED
from anju.supervision.inspections.monthly.enums import Half
from anju.supervision.inspections.monthly.rules.frame import Unit, group_of, weight_of
from anju.supervision.lists.enums import OPEN, LookBackResult, Outcome, State
from anju.supervision.lists.models import Duty, LookBack

SEEN_WITHIN = timedelta(days=400)
"""A look longer ago is none."""
CLOSED_WITHIN = timedelta(days=90)
"""Hazards closed as rectified so lately are looked at again."""
GRAVE = (Severity.SERIOUS, Severity.MAJOR)
RISKS = {Severity.SERIOUS: 1, Severity.MAJOR: 2}
Row = tuple[str, str, int | None, str | None]
"""(path, kind, year built, water) of a place."""
DRY = (WaterState.DRY, WaterState.LOW)


def frame_of(district: str, now: datetime, day: date) -> list[Unit]:
    """Every place that is patrolled and every hazard closed lately, of all streets of a district.

    What lies in no street (a trunk road) is nobody's share and is left out.
    """
    places = {pk: (path, kind, built, water) for pk, path, kind, built, water in _places(district)}
    cases = list(_closed(district, now))
    paths = {path for path, *_rest in places.values()} | {path for _pk, path, *_rest in cases}
    answering = accountable_for_many(paths, on=day)
    years, doubted = _years(district), _doubts(district, places, now)
    seen, risky = _seen(district, now), _risky(district)
    rows = Place._all.filter(under("path", district), kind=PlaceKind.STREET)
    streets = set(rows.values_list("path", flat=True))
    found = []
    for pk, (path, kind, built, water) in places.items():
        if (street := street_of(path)) not in streets:
            continue
        year = built or _nearest(years, path)
        risks = (water in DRY) + (path in risky)
        weight = weight_of(doubted.get(_above(path), 0.0), risks=risks, never_seen=path not in seen)
        group = group_of(PlaceKind(kind), year, managed=managed(answering[path]))
        found.append(Unit(pk, Half.PLACE, street, group, weight))
    checked = _looked_back(district)
    for pk, path, kind, built, severity in cases:
        if (street := street_of(path)) not in streets:
            continue
        group = group_of(PlaceKind(kind), built or _nearest(years, path), managed=managed(answering[path]))
        risks = RISKS.get(Severity(severity), 0)
        weight = weight_of(doubted.get(_above(path), 0.0), risks=risks, never_seen=pk not in checked)
        found.append(Unit(pk, Half.CLOSED, street, group, weight))
    return found


def street_of(path: str) -> str:
    """The street a path lies in; empty for a district's own."""
    parts = path.strip("/").split("/")
    return f"/{parts[0]}/{parts[1]}/" if len(parts) > 1 else ""


def managed(answering: Accountable | None) -> bool:
    """Whether a property company manages the place."""
    return answering is not None and answering.mode is Answering.PROPERTY_COMPANY


def _places(district: str) -> Iterable[tuple[int, str, str, int | None, str | None]]:
    rows = Place._all.filter(under("path", district), kind__in=PATROLLED, closed_on=None)
    return rows.values_list("pk", "path", "kind", "building_facts__year_built", "building_facts__water")


def _closed(district: str, now: datetime) -> Iterable[tuple[int, str, str, int | None, str]]:
    rows = Duty._all.filter(
        under("path", district), state=State.CLOSED, outcome=Outcome.RECTIFIED, closed_at__gt=now - CLOSED_WITHIN,
        closed_at__lte=now, hazard__place__closed_on=None,
    )  # fmt: skip
    return rows.values_list(
        "pk", "hazard__place__path", "hazard__place__kind", "hazard__place__building_facts__year_built", "severity"
    )


def _years(district: str) -> dict[str, int]:
    rows = EstateFacts._all.filter(under("path", district), year_built__isnull=False)
    return {path: year for path, year in rows.values_list("path", "year_built") if year is not None}


def _nearest(years: Mapping[str, int], path: str) -> int | None:
    return next((years[above] for above in ancestors(path) if above in years), None)


def _above(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]


def _doubts(district: str, places: Mapping[int, Row], now: datetime) -> dict[str, float]:
    """What lies above a place → the mean doubt there. Not by place: a frame is read by others, and must not tell what
    somebody was asked about one house.
    """
    of: dict[str, list[float]] = defaultdict(list)
    told = doubts(district, now)
    for pk, (path, *_rest) in places.items():
        of[_above(path)].append(told.get(pk, 0.0))
    return {above: sum(some) / len(some) for above, some in of.items()}


def _seen(district: str, now: datetime) -> set[str]:
    """Paths that were looked at, or something in them was: a stairwell counts as its building."""
    rows = Visit._all.filter(
        under("path", district), outcome__in=LOOKED, voided_at__isnull=True, happened_at__gt=now - SEEN_WITHIN
    )
    return {above for path in rows.order_by().values_list("path", flat=True).distinct() for above in ancestors(path)}


def _risky(district: str) -> set[str]:
    """Where a grave hazard stands open, or one came back."""
    rows = Duty._all.filter(under("path", district), state__in=OPEN, merged_into=None)
    found: set[str] = set()
    for path, severity, before in rows.order_by().values_list("path", "severity", "recurrence_of"):
        if severity in GRAVE or before is not None:
            found.update(ancestors(path))
    return found


def _looked_back(district: str) -> set[int]:
    """Closed cases that somebody has looked at again and found as they should be."""
    rows = LookBack._all.filter(under("duty__path", district), result=LookBackResult.HOLDS)
    return set(rows.values_list("duty", flat=True))
