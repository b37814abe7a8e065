"""What a member takes along for a day: the own grid or the own projects, and what is known there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from anju.kernel.actors import Actor, Grant
from anju.kernel.permissions import covers, granting
from anju.kernel.scope import under
from anju.people.enums import Role
from anju.people.models import Post
from anju.people.rules import CONTRACT_ROLES
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Grid, GridPlace, Place
from anju.places.queries import on_day
from anju.supervision.grid.enums import LOOKED, RoundState
from anju.supervision.grid.models import Question, Recheck, Round, Stop, Visit
from anju.supervision.grid.permissions import Permission
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission as Lists

MOST_PLACES = 1500
PER_PLACE = 12
"""Open cases of one place that are taken along; the nearest due first."""
LAST_LOOKS = timedelta(days=400)
COMMON = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where somebody walks: in which post, in which grid (none: the projects of a property company), which places."""

    grant: Grant
    post: Post
    grid: Grid | None
    places: Sequence[Place]
    within: Q = field(repr=False)
    """The same as a condition on `path`."""


def ground_of(actor: Actor, day: date) -> Ground | None:
    """The ground of the acting post, else of the first that has one. None for who patrols nowhere.

    Only posts with a grid or a contract have one: a community is not carried about in a pocket.
    """
    grants = [grant for grant in granting(actor, Permission.PATROL) if grant.paths]
    posts = Post._all.select_related("grid", "organisation").in_bulk([grant.post for grant in grants])
    first = [grant for grant in grants if actor.acting is not None and grant.post == actor.acting.post]
    for grant in [*first, *grants]:
        post = posts[grant.post]
        if post.grid_id is None and (grant.role not in CONTRACT_ROLES or post.place_id is not None):
            continue
        within = _within(grant.paths, _others(grant.paths, post.grid_id, day) if post.grid_id else ())
        rows = Place._all.filter(within, closed_on=None).exclude(kind__in=ADMINISTRATIVE)
        places = list(rows.select_related("building_facts", "estate_facts").order_by("path")[:MOST_PLACES])
        return Ground(grant, post, post.grid, places, within)
    return None


def _others(paths: Collection[str], grid: int, day: date) -> list[str]:
    """What lies below these paths and is drawn into another grid."""
    below = reduce(or_, (under("place__path", path) for path in paths))
    rows = GridPlace._all.filter(below, on_day(day)).exclude(grid=grid)
    return list(rows.values_list("place__path", flat=True))


def _within(paths: Collection[str], but: Collection[str]) -> Q:
    inside = reduce(or_, (under("path", path) for path in paths))
    return inside & ~reduce(or_, (under("path", path) for path in but)) if but else inside


def open_cases(actor: Actor, ground: Ground, hidden: dict[int, datetime]) -> dict[int, list[Duty]]:
    """Place → its open cases, due first. What a blind second look must not know is left out."""
    rows = Duty.objects.for_(actor, Lists.SEE).filter(ground.within, state__in=OPEN, merged_into__isnull=True)
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in rows.select_related("hazard").order_by("holder_due_at", "pk"):
        place, since = duty.hazard.place_id, hidden.get(duty.hazard.place_id)
        if len(found[place]) < PER_PLACE and (since is None or duty.hazard.happened_at < since):
            found[place].append(duty)
    return found


def last_looks(ground: Ground, hidden: Collection[int], *, now: datetime) -> dict[int, tuple[datetime, str]]:
    """Place → when it was last really looked at, and what came of it."""
    newest = Window(RowNumber(), partition_by=F("place"), order_by=[F("happened_at").desc(), F("pk").desc()])
    rows = Visit._all.filter(
        ground.within, outcome__in=LOOKED, voided_at__isnull=True, happened_at__gte=now - LAST_LOOKS
    )
    found = rows.annotate(rank=newest).filter(rank=1).values_list("place", "happened_at", "outcome")
    return {place: (at, outcome) for place, at, outcome in found if place not in hidden}


BLIND_FOR = timedelta(days=1)
"""A second look goes on after its first record: what others told there stays hidden for so long."""


def hidden_from(account: int, *, now: datetime) -> dict[int, datetime]:
    """Place → the moment of the first look, of second looks this person makes without knowing the first."""
    rows = _blind(account, now).filter(first__isnull=False)
    return dict(rows.values_list("place", "first__happened_at"))


def looked_at_again(account: int, ground: Ground, *, now: datetime) -> list[Place]:
    """The places of somebody's second looks that lie outside his ground, and their units."""
    again = _blind(account, now).values("place")
    rows = Place._all.filter(Q(pk__in=again) | Q(parent__in=again, kind=PlaceKind.UNIT), closed_on=None)
    known = {place.pk for place in ground.places}
    found = rows.select_related("building_facts", "estate_facts").order_by("path")
    return [place for place in found if place.pk not in known]


def _blind(account: int, now: datetime) -> QuerySet[Recheck]:
    going_on = Q(checked_at__isnull=True) | Q(checked_at__gt=now - BLIND_FOR)
    return Recheck._all.filter(going_on, checker=account)


def common_kinds(ground: Ground, *, now: datetime) -> dict[str, list[str]]:
    """Kind of place → the codes reported most at such places around here in a year, most common first."""
    home = ground.grid.path if ground.grid is not None else min(ground.grant.paths, key=len)
    rows = Hazard._all.filter(under("path", home), happened_at__gte=now - COMMON).values_list(
        "place__kind", "kind_code"
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, code in rows.iterator(chunk_size=2000):
        counts[kind][code] += 1
    return {kind: [code for code, _n in counter.most_common()] for kind, counter in counts.items()}


WALKERS = (Role.GRID_MEMBER, Role.PROPERTY_MANAGER)


def walks(actor: Actor) -> bool:
    """Whether the actor has a post that walks: in a grid, or for a company's projects."""
    return any(one.role in WALKERS for one in granting(actor, Permission.PATROL))


def walks_at(actor: Actor, place: Place) -> bool:
    """Whether a place is ground of one of the actor's own: a grid member's grid, a project manager's contract."""
    grants = granting(actor, Permission.PATROL)
    return any(one.role in WALKERS and covers(one, path=place.path, place=place.pk) for one in grants)


def round_of(account: int) -> tuple[Round, list[Stop]] | None:
    """The round somebody is on, with its stops in walking order."""
    found = Round._all.filter(account=account, state=RoundState.OPEN).first()
    return None if found is None else (found, list(found.stops.order_by("order", "pk")))


def questions_to(account: int, *, now: datetime) -> list[Question]:
    """What this person is asked and has not answered."""
    rows = Question._all.filter(account=account, answered_at__isnull=True, expires_at__gt=now)
    return list(rows.select_related("place").order_by("asked_at", "pk"))


def units(places: Sequence[Place]) -> dict[int, list[Place]]:
    """Building → its units."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.kind == PlaceKind.UNIT and place.parent_id is not None:
            found[place.parent_id].append(place)
    return found
