"""Places × duty: who looks, who manages, who answers (隐患有人查、风险有人管、问题有人抓); each gap is one condition.

Each gap is one statement on a whole set, or two; the sets of ids are put together here, where each is used several
times. A district of 14,000 places with the 390,000 looks of two months takes 0.7 s of processor time, a street 0.1.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.enums import Role
from anju.people.models import Management, Organisation, Post
from anju.people.queries.accountable import accountable_for_many
from anju.people.queries.actor import effective
from anju.people.queries.actor import on_day as held_on
from anju.places.enums import PlaceKind
from anju.places.models import Grid, Place
from anju.places.queries.geo import Box, Cell
from anju.places.queries.tree import pieces, worded
from anju.supervision.grid.enums import LOOKED, Duties, Gap
from anju.supervision.grid.models import PlanPlace, Visit
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries.defaults import not_by_a_company
from anju.supervision.grid.rules.frequency import PATROLLED
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty

PAGE = 50
NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says. A value nobody knows selects nothing rather than everything."""

    duty: str = ""
    gap: str = ""
    place: str = ""
    """A path: at or below it."""
    grid: str = ""
    kind: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; values are trimmed."""
        return cls(**{name: str(query.get(name, "")).strip()[:120] for name in cls.__dataclass_fields__})

    def given(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}

    def with_(self, **other: str) -> dict[str, str]:
        """The filters with some set otherwise."""
        return replace(self, **other).given()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Which gaps are asked for."""
        if self.gap:
            return (Gap(self.gap),) if self.gap in Gap else ()
        if self.duty:
            return tuple(gap for gap in Gap if gap.duty == self.duty)
        return tuple(Gap)


class Seen(NamedTuple):
    """A place as the audit sees it."""

    pk: int
    path: str
    lon_e7: int | None
    lat_e7: int | None


class Patrolled(NamedTuple):
    """A place's row of a grid's plan, with the last look."""

    grid: int
    every: int
    since: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Audit:
    """What one reader audits on one day, the filters by place applied."""

    places: list[Seen]
    """All that should be looked at, in tree order."""
    gaps: Mapping[Gap, Collection[int]]
    """Gap → ids of places that have it, here or elsewhere."""
    plans: Mapping[int, Patrolled]

    def chosen(self, filters: Filters) -> list[Seen]:
        """The places with any of the gaps asked for."""
        wanted = set[int]().union(*(self.gaps[gap] for gap in filters.gaps))
        return [one for one in self.places if one.pk in wanted]

    def counts(self) -> dict[str, int]:
        """How many places have each gap, any of a duty's, any at all (`any`), and how many there are (`places`).

        `waiting`: nobody has looked there yet and the first interval runs, so it is no gap, but nor has it been seen.
        """
        here = {one.pk for one in self.places}
        found: dict[str, int] = {str(gap): len(here & set(ids)) for gap, ids in self.gaps.items()}
        for duty in Duties:
            found[str(duty)] = len(here & set[int]().union(*(self.gaps[gap] for gap in Gap if gap.duty == duty)))
        found["any"] = len(here & set[int]().union(*self.gaps.values()))
        unseen = {pk for pk, one in self.plans.items() if one.last is None} - set(self.gaps[Gap.NEVER])
        return {**found, "places": len(here), "waiting": len(here & unseen)}


def audit(actor: Actor, day: date, filters: Filters) -> Audit:
    """The gaps of what the actor audits: about fifteen statements, whatever the size."""
    reach = Place.objects.for_(actor, Permission.SEE_COVERAGE).filter(closed_on=None)
    inside = Place._all.filter(parent=OuterRef("pk"), closed_on=None, kind__in=PATROLLED)
    patrolled = Q(kind__in=PATROLLED) | (Q(kind=PlaceKind.ESTATE) & ~Exists(inside))
    answered = _unanswered(day)
    rows = _narrowed(reach.filter(patrolled | answered), filters).order_by("path")
    places = [Seen(*row[:4]) for row in rows.values_list("pk", "path", "lon_e7", "lat_e7")]
    due = set(_narrowed(reach.filter(patrolled), filters).values_list("pk", flat=True))
    ground = _ground(actor, filters)
    plans = _plans(ground)
    vacant = set(unwalked(day)) if plans else set()
    gaps: dict[Gap, Collection[int]] = {
        Gap.NO_PLAN: due - plans.keys(),
        Gap.NEVER: {pk for pk, one in plans.items() if one.last is None and _past(one.since, one.every, day)},
        Gap.LATE: {pk for pk, one in plans.items() if one.last is not None and _past(one.last, one.every, day)},
        Gap.NO_MEMBER: {pk for pk, one in plans.items() if one.grid in vacant},
        Gap.COMPANY: _neglected(ground, day),
        Gap.NO_MANAGER: due & set(reach.filter(_unmanaged(reach, day)).values_list("pk", flat=True)),
        Gap.NO_ANSWER: set(Place._all.filter(answered).values_list("pk", flat=True)),
    }
    return Audit(places, gaps, plans)


def _past(since: date, every: int, day: date) -> bool:
    """Whether an interval is over and more."""
    return (day - since).days > every


def _narrowed(rows: QuerySet[Place], filters: Filters) -> QuerySet[Place]:
    """By place, grid, kind and words."""
    if filters.place:
        try:
            rows = rows.filter(under("path", filters.place))
        except ValueError:
            return rows.none()
    if filters.grid:
        held = _grid_rows().filter(plan__grid=int(filters.grid)) if filters.grid.isdecimal() else PlanPlace._all.none()
        rows = rows.filter(pk__in=held.values("place"))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return worded(rows, filters.q)


# Who looks.


def _grid_rows() -> QuerySet[PlanPlace]:
    return PlanPlace._all.filter(plan__until=None, plan__grid__isnull=False)


def _ground(actor: Actor, filters: Filters) -> Q:
    """Rows of plans on the actor's ground: less than the district is asked faster."""
    paths = {path for grant in granting(actor, Permission.SEE_COVERAGE) for path in grant.paths}
    inside = reduce(or_, (under("place__path", path) for path in paths), NOTHING)
    return inside & Q(plan__grid=int(filters.grid)) if filters.grid.isdecimal() else inside


def _latest(*by: Q, **where: Any) -> Subquery:
    """The moment of the last real look at a row's place."""
    looks = Visit._all.filter(*by, outcome__in=LOOKED, voided_at=None, **where)
    return Subquery(looks.order_by("-happened_at").values("happened_at")[:1])


def _plans(ground: Q) -> dict[int, Patrolled]:
    """Place id → its row of a grid's plan; a look at a stairwell is one at its building. Two statements."""
    counting = not_by_a_company()
    rows = _grid_rows().filter(ground).annotate(at=_latest(counting, place=OuterRef("place")))
    found = {
        pk: Patrolled(grid, every, since, _day(at))
        for pk, grid, every, since, at in rows.values_list("place", "plan__grid", "every_days", "plan__since", "at")
    }
    inside = _latest(counting, place__parent=OuterRef("place"), place__kind=PlaceKind.UNIT)
    stairs = _grid_rows().filter(ground, place__kind=PlaceKind.BUILDING).annotate(at=inside)
    for pk, at in stairs.filter(at__isnull=False).values_list("place", "at"):
        one, day = found[pk], _day(at)
        if day is not None and (one.last is None or day > one.last):
            found[pk] = one._replace(last=day)
    return found


def _neglected(ground: Q, day: date) -> set[int]:
    """Places a property company did not look at within its own plan's interval, by its own people."""
    own = PlanPlace._all.filter(ground, plan__until=None, plan__management__isnull=False)
    rows = own.annotate(at=_latest(place=OuterRef("place"), organisation=OuterRef("plan__organisation")))
    said = rows.values_list("place", "every_days", "plan__since", "at")
    return {pk for pk, every, since, at in said if _past(_day(at) or since, every, day)}


def _day(at: datetime | None) -> date | None:
    return None if at is None else clock.local(at).date()


def unwalked(day: date) -> list[int]:
    """Ids of the grids without a member on a day."""
    walked = Post._all.filter(held_on(day), role=Role.GRID_MEMBER, grid=OuterRef("pk"), account__is_active=True)
    return list(Grid._all.filter(~Exists(walked), closed_on=None).values_list("pk", flat=True))


# Who manages, who answers.

HOLDING = (PlaceKind.ESTATE, PlaceKind.COMMUNITY, PlaceKind.STREET)


def _unmanaged(reach: QuerySet[Place], day: date) -> Q:
    """Places right in an estate (or on ground outside estates) that nobody answers for, and what is in their buildings.

    A building under a management of its own is answered for.
    """
    above = dict(reach.filter(kind__in=HOLDING).values_list("path", "pk"))
    answers = accountable_for_many(above, on=day)
    ids = [above[path] for path, answer in answers.items() if answer is None]
    if not ids:
        return NOTHING
    alone = list(Management._all.filter(effective(day), place__parent__in=ids).values_list("place", flat=True))
    inside = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids, parent__kind=PlaceKind.BUILDING)
    return inside & ~Q(pk__in=alone) & ~Q(parent__in=alone)


def _unanswered(day: date) -> Q:
    """Places with an open case that is held by an organisation without anybody in a post."""
    cases = Duty._all.filter(state__in=OPEN, merged_into=None)
    manned = Post._all.filter(held_on(day), organisation=OuterRef("pk"), account__is_active=True)
    nobody = Organisation._all.filter(~Exists(manned), pk__in=cases.values("holder"))
    held = cases.filter(holder__in=list(nobody.values_list("pk", flat=True)))
    stairwells = held.filter(hazard__place__kind=PlaceKind.UNIT)
    return Q(pk__in=held.exclude(hazard__place__kind=PlaceKind.UNIT).values("hazard__place")) | Q(
        pk__in=stairwells.values("hazard__place__parent")
    )


# What a page shows.


@dataclass(frozen=True, slots=True)
class Line:
    """One place with its gaps."""

    place: Place
    gaps: tuple[Gap, ...]
    grid: Grid | None
    last: date | None
    every: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page in tree order, and the path to go on from; empty where there is nothing more."""

    rows: list[Line]
    total: int
    after: str = ""


def page(found: Audit, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """A keyset page by path."""
    chosen = found.chosen(filters)
    rest = [one for one in chosen if one.path > after] if after else chosen
    shown = rest[:limit]
    return Page(_lines(found, shown), len(chosen), shown[-1].path if len(rest) > limit else "")


def every(found: Audit, filters: Filters) -> Iterator[Line]:
    """All of them in tree order, for an export."""
    for piece in pieces(found.chosen(filters)):
        yield from _lines(found, piece)


def _lines(found: Audit, seen: Sequence[Seen]) -> list[Line]:
    """The places themselves, with their grids: two statements."""
    places = Place._all.in_bulk([one.pk for one in seen])
    plans = {one.pk: found.plans[one.pk] for one in seen if one.pk in found.plans}
    grids = Grid._all.in_bulk({one.grid for one in plans.values()})
    return [
        Line(
            places[one.pk],
            tuple(gap for gap in Gap if one.pk in found.gaps[gap]),
            grids[plans[one.pk].grid] if one.pk in plans else None,
            plans[one.pk].last if one.pk in plans else None,
            plans[one.pk].every if one.pk in plans else None,
        )
        for one in seen
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """How a grid's cycle stands: places, never persons."""

    total: int
    kept: int
    """Looked at within their interval."""
    late: int
    never: int


def progress_of(found: Audit, day: date) -> dict[int, Progress]:
    """Grid id → its cycle, of the grids audited."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for one in found.plans.values():
        kept = one.last is not None and not _past(one.last, one.every, day)
        counts[one.grid]["kept" if kept else "never" if one.last is None else "late"] += 1
    return {grid: Progress(sum(n.values()), n["kept"], n["late"], n["never"]) for grid, n in counts.items()}


FEW = 200


def in_box(found: Audit, filters: Filters, box: Box) -> tuple[list[Line], list[Cell]]:
    """What of the chosen places stands in a box: the places while they are few, else cells with their counts."""
    here = [one for one in found.chosen(filters) if _inside(one, box)]
    if len(here) <= FEW:
        return _lines(found, here), []
    cells: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for one in here:
        cells[(one.lon_e7 or 0) // box.cell_e7, (one.lat_e7 or 0) // box.cell_e7].append(one)
    return [], [_cell(some) for some in cells.values()]


def _inside(one: Seen, box: Box) -> bool:
    if one.lon_e7 is None or one.lat_e7 is None:
        return False
    return box.west_e7 <= one.lon_e7 <= box.east_e7 and box.south_e7 <= one.lat_e7 <= box.north_e7


def _cell(some: Sequence[Seen]) -> Cell:
    lon = sum(one.lon_e7 or 0 for one in some) / len(some) / 1e7
    lat = sum(one.lat_e7 or 0 for one in some) / len(some) / 1e7
    return Cell(lon, lat, len(some), some[0].pk if len(some) == 1 else None)


def without_point(found: Audit, filters: Filters) -> int:
    """How many the map cannot show."""
    return sum(one.lon_e7 is None for one in found.chosen(filters))
