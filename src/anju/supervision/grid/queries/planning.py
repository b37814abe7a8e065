"""What is next: the line of a plan's places, the round somebody is on, and how far a plan's cycle has come."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max

from anju.kernel.actors import Actor, Grant
from anju.kernel.permissions import granting
from anju.people.enums import Role
from anju.people.models import Post
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.grid import wording
from anju.supervision.grid.enums import LOOKED, Basis, RoundState, StopState
from anju.supervision.grid.models import Plan, PlanPlace, Round, Stop, Visit
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries.defaults import covering, not_by_a_company, within
from anju.supervision.grid.rules.frequency import is_high_rise, reasons, waterless
from anju.supervision.grid.rules.line import Standing, Tier
from anju.supervision.grid.rules.looking import look_at
from anju.supervision.grid.rules.walking import Spot
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty

REMEMBERED = timedelta(days=400)
"""A look longer ago is none: no interval is longer."""

Item = dict[str, Any]
"""A reason or a thing to look at: a key and its parameters."""


@dataclass(frozen=True, slots=True)
class InLine:
    """A place of a plan on a day, as it stands in line."""

    row: PlanPlace
    standing: Standing
    last: date | None
    spot: Spot

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.row.place

    def why(self) -> list[Item]:
        """Why it is on a round, the strongest reason first."""
        one = self.standing
        said: list[Item] = [{"key": "law", "every": one.every}] if one.tier is Tier.LEGAL else []
        if one.age is None:
            said.append({"key": "never"})
        elif one.overdue:
            said.append({"key": "overdue", "days": one.age, "every": one.every})
        elif one.age > 1:
            said.append({"key": "longest", "days": one.age})
        said += [{"key": str(risk)} for risk in reasons(self.row.note)[1] if risk != "open"]
        if one.cases:
            said.append({"key": "open_case", "count": one.cases})
        return said + ([{"key": "manual"}] if one.basis is Basis.MANUAL else [])

    def look_at(self) -> list[Item]:
        """What to look at there."""
        facts = getattr(self.place, "building_facts", None)
        tall = facts is not None and is_high_rise(facts.height_cm, facts.storeys)
        dry = facts is not None and waterless(facts.water)
        return [{"key": key} for key in look_at(self.spot.kind, high_rise=tall, waterless=dry)]


def line_of(plan: Plan, day: date, *, but: Collection[int] = ()) -> list[InLine]:
    """Every place of a plan as it stands on a day, the first in line first. Five queries or six."""
    rows = PlanPlace._all.filter(plan=plan, place__closed_on=None).exclude(place__in=list(but))
    held = {row.place.path: row for row in rows.select_related("place__building_facts")}
    looks, cases = last_looks(plan, held, day), _open_cases(plan, held, day)
    found = []
    for path, row in held.items():
        last = looks.get(path)
        age = None if last is None else (day - last).days
        standing = Standing(age, row.every_days, Basis(row.basis), cases.get(path, 0))
        found.append(InLine(row, standing, last, spot_of(row.place)))
    return sorted(found, key=lambda one: (one.standing.rank(), one.place.path))


def last_looks(plan: Plan, paths: Collection[str] | Mapping[str, object], day: date) -> dict[str, date]:
    """Path of a place → the day somebody really looked at it or into it, up to `day`. For a company's plan only its own
    people count; for a grid's everybody but property companies.
    """
    rows = Visit._all.filter(
        within(plan, day), outcome__in=LOOKED, voided_at=None, day__lte=day, day__gt=day - REMEMBERED
    )
    if plan.management_id is not None:
        rows = rows.filter(organisation=plan.organisation)
    else:
        rows = rows.filter(not_by_a_company())
    found: dict[str, date] = {}
    for path, last in rows.order_by().values_list("path").annotate(last=Max("day")):
        at = covering(path, paths)
        if at is not None and (at not in found or last > found[at]):
            found[at] = last
    return found


def _open_cases(plan: Plan, paths: Mapping[str, object], day: date) -> dict[str, int]:
    rows = Duty._all.filter(within(plan, day), state__in=OPEN, merged_into=None)
    found: dict[str, int] = defaultdict(int)
    for path, count in rows.order_by().values_list("path").annotate(n=Count("pk")):
        if (at := covering(path, paths)) is not None:
            found[at] += count
    return found


def spot_of(place: Place) -> Spot:
    """A place as a walker sees it."""
    facts = getattr(place, "building_facts", None)
    floors = (facts.storeys or 0) if facts is not None and place.kind == PlaceKind.BUILDING else 0
    floors = 1 if place.kind == PlaceKind.BASEMENT else floors
    return Spot(place.pk, place.path, PlaceKind(place.kind), place.lon_e7, place.lat_e7, floors)


def due(line: Iterable[InLine]) -> list[InLine]:
    """Those that may be taken: due, or soon."""
    return [one for one in line if one.standing.tier is not None]


def taken(plan: Plan, day: date, *, account: int) -> set[int]:
    """Places on somebody else's round of the same plan and day."""
    rows = Stop._all.filter(round__plan=plan, round__day=day, state__in=(StopState.WAITING, StopState.VISITED))
    return set(rows.exclude(round__account=account).values_list("place", flat=True))


# Whose round.


def grants_of(actor: Actor) -> list[Grant]:
    """The posts somebody patrols in, the acting one first."""
    grants = [grant for grant in granting(actor, Permission.PATROL) if grant.paths]
    return sorted(grants, key=lambda grant: actor.acting is None or grant.post != actor.acting.post)


def plans_of(actor: Actor, day: date) -> list[Plan]:
    """The plans somebody walks by: of the grid of the first post that has one, else those of a company's projects."""
    grants = grants_of(actor)
    posts = Post._all.in_bulk([grant.post for grant in grants])
    for grant in grants:
        post = posts[grant.post]
        rows = Plan._all.filter(until=None, since__lte=day).select_related("grid", "management__organisation")
        if post.grid_id is not None:
            return list(rows.filter(grid=post.grid_id))
        if post.role == Role.PROPERTY_MANAGER:
            own = rows.filter(organisation=grant.organisation).order_by("path")
            return [plan for plan in own if any(plan.path.startswith(path) for path in grant.paths)]
    return []


def grid_without_plan(actor: Actor) -> int | None:
    """The grid of the first post that has one, where it has no plan yet."""
    posts = Post._all.in_bulk([grant.post for grant in grants_of(actor)])
    first = next((posts[grant.post].grid_id for grant in grants_of(actor) if posts[grant.post].grid_id), None)
    return first if first is not None and not Plan._all.filter(grid=first, until=None).exists() else None


def open_round(account: int) -> Round | None:
    """The round somebody is on, of whatever day, locked."""
    return Round._all.select_for_update().filter(account=account, state=RoundState.OPEN).first()


def has_round(account: int, day: date) -> bool:
    """Whether somebody's round of a day was drawn, open or ended: one that was ended is not drawn again."""
    return Round._all.filter(account=account, day=day).exists()


def stops_of(one: Round) -> list[Stop]:
    """A round's stops in walking order."""
    rows = Stop._all.filter(round=one).select_related("place__building_facts")
    return list(rows.order_by("order", "pk"))


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop as it is shown."""

    stop: int
    place: Place
    order: int
    metres: int
    why: list[str]
    look_at: list[str]
    state: StopState


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as it is shown; `metres` of the whole walk, floors counted."""

    round: Round
    stops: list[StopView]

    @property
    def metres(self) -> int:
        """Of what is still to walk and was walked; skipped ones left out."""
        return sum(stop.metres for stop in self.stops if stop.state != StopState.SKIPPED)


def round_of(actor: Actor, day: date) -> RoundView | None:
    """The round of a person on a day, worded in the present language; None where none was drawn."""
    rows = Round._all.filter(account=actor.account or 0, day=day).select_related(
        "plan__grid", "plan__management__place"
    )
    found = rows.order_by("-pk").first()
    return None if found is None else view_of(found)


def view_of(one: Round) -> RoundView:
    """A round as it is shown."""
    return RoundView(one, [_stop_view(stop) for stop in stops_of(one)])


def _stop_view(stop: Stop) -> StopView:
    return StopView(
        stop.pk, stop.place, stop.order, stop.metres, wording.why(stop.why), wording.look_at(stop.look_at),
        StopState(stop.state),
    )  # fmt: skip


def rounds_left_open(before: date) -> list[int]:
    """Ids of the open rounds of former days."""
    return list(Round._all.filter(state=RoundState.OPEN, day__lt=before).values_list("pk", flat=True)[:500])
