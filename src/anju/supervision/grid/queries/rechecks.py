"""What a draw draws from, who may look again without knowing the first result, and the draws for their page."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.people.enums import Role
from anju.people.models import Post
from anju.people.queries.actor import on_day as held_on
from anju.places.enums import PlaceKind
from anju.places.models import GridPlace, Place
from anju.places.queries import on_day
from anju.supervision.grid.enums import LOOKED, Part, VisitSource
from anju.supervision.grid.models import Draw, Recheck, Visit
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries.defaults import not_by_a_company
from anju.supervision.grid.rules.choosing import Who
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty

WINDOW = timedelta(days=30)
"""A place that was really looked at so lately can be looked at again."""
IN = 400


@dataclass(frozen=True, slots=True)
class Patrolled:
    """A place that patrols looked at, with the latest look."""

    place: int
    path: str
    kind: str
    visit: int
    account: int | None
    organisation: int | None


def patrolled(street: str, now: datetime) -> dict[int, Patrolled]:
    """Every place of a street that the grid's people looked at in a month, a stairwell counted as its building."""
    rows = Visit._all.filter(
        under("path", street), not_by_a_company(), outcome__in=LOOKED, voided_at__isnull=True,
        happened_at__gt=now - WINDOW, happened_at__lte=now, place__closed_on=None,
    ).exclude(source=VisitSource.IMPORTED)  # fmt: skip
    found = {}
    for at, above, pk, account, organisation in _read(rows):
        place, path, kind = above if at[2] == PlaceKind.UNIT and above[0] is not None else at
        found[place] = Patrolled(place, path, kind, pk, account, organisation)
    return found


def _read(rows: QuerySet[Visit]) -> Iterator[tuple[Any, Any, int, int | None, int | None]]:
    """(place, path, kind) of each look's place, the same of what it lies in, and whose look it is; oldest first."""
    own, above = ("place", "path", "place__kind"), ("place__parent", "place__parent__path", "place__parent__kind")
    found = rows.order_by("happened_at", "pk").values_list(*own, *above, "pk", "account", "organisation")
    for row in found.iterator(chunk_size=2000):
        yield row[:3], row[3:6], row[6], row[7], row[8]


def candidates(district: str, day: date) -> list[Who]:
    """Every grid member of a district. Three statements."""
    members = Post._all.filter(
        held_on(day), under("path", district), role=Role.GRID_MEMBER, account__is_active=True
    ).values("account")
    posts = list(Post._all.filter(held_on(day), account__in=members).order_by("pk"))
    grids: dict[int, list[str]] = defaultdict(list)
    drawn = GridPlace._all.filter(on_day(day), grid__in={post.grid_id for post in posts if post.grid_id})
    for grid, path in drawn.values_list("grid", "place__path"):
        grids[grid].append(path)
    by: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        by[post.account_id].append(post)
    return [
        Who(
            account, frozenset(post.organisation_id for post in held),
            tuple(path for post in held for path in (grids[post.grid_id] if post.grid_id else [post.path]) if path),
            next((post.path for post in held if post.role == Role.GRID_MEMBER), ""),
        )
        for account, held in sorted(by.items())
    ]  # fmt: skip


def knowing(places: Mapping[int, str]) -> dict[int, set[int]]:
    """Place → the organisations that a case at it, or in it, names: their people see the case."""
    found: dict[int, set[int]] = defaultdict(set)
    ids = sorted(places)
    for at in range(0, len(ids), IN):
        piece = ids[at : at + IN]
        at_it = Duty._all.filter(hazard__place__in=piece, state__in=OPEN)
        in_it = Duty._all.filter(hazard__place__parent__in=piece, state__in=OPEN)
        for rows, key in ((at_it, "hazard__place"), (in_it, "hazard__place__parent")):
            for place, *parties in rows.values_list(key, "accountable", "holder", "verifier"):
                found[place] |= {party for party in parties if party is not None}
    return found


def streets_without(month: date) -> list[Place]:
    """Open streets that were not drawn in a month yet."""
    drawn = Draw._all.filter(month=month).values("path")
    rows = Place._all.filter(kind=PlaceKind.STREET, closed_on=None).exclude(path__in=drawn)
    return list(rows.order_by("path"))


def streets_seen(actor: Actor) -> list[Place]:
    """The streets whose draws an actor may make."""
    rows = Place.objects.for_(actor, Permission.DRAW_RECHECKS).filter(kind=PlaceKind.STREET, closed_on=None)
    return list(rows.order_by("path"))


def draws_seen(actor: Actor, month: date) -> list[Draw]:
    """The draws of a month within reach."""
    return list(Draw.objects.for_(actor, Permission.DRAW_RECHECKS).filter(month=month).order_by("path"))


def months_seen(actor: Actor) -> list[date]:
    """Months that were drawn within reach, newest first."""
    rows = Draw.objects.for_(actor, Permission.DRAW_RECHECKS).order_by("-month")
    return list(rows.values_list("month", flat=True).distinct()[:24])


def listed(actor: Actor, month: date) -> QuerySet[Recheck]:
    """The blind second looks of a month within reach. Those that doubt has drawn are listed nowhere: they would tell
    what somebody was asked.
    """
    reached = [draw.pk for draw in draws_seen(actor, month)]
    rows = Recheck.objects.system("those of draws within reach").filter(draw__in=reached, part=Part.BLIND)
    return rows.select_related("place", "checker", "second").order_by("path", "pk")


def own_open(account: int) -> list[Recheck]:
    """What somebody has still to look at again, oldest first."""
    rows = Recheck._all.filter(checker=account, checked_at__isnull=True).select_related("place")
    return list(rows.order_by("drawn_at", "pk"))


def locked(pk: int) -> Recheck | None:
    """A second look, locked."""
    rows = Recheck._all.select_for_update(of=("self",)).select_related("place")
    return rows.filter(pk=pk).first()


def drawn_before(street: str, month: date) -> bool:
    """Whether a street was drawn in a month."""
    return Draw._all.filter(path=street, month=month).exists()


def loads(accounts: Collection[int]) -> dict[int, int]:
    """Person → how many places he has still to look at again."""
    found: dict[int, int] = defaultdict(int)
    for account in Recheck._all.filter(checked_at__isnull=True, checker__isnull=False).values_list(
        "checker", flat=True
    ):
        if account in accounts:
            found[account] += 1
    return found


def visit(pk: int) -> Visit | None:
    """A visit by number."""
    return Visit._all.filter(pk=pk).first()


def street_named(pk: int) -> Place | None:
    """An open street."""
    return Place._all.filter(pk=pk, kind=PlaceKind.STREET, closed_on=None).first()


def own_one(account: int, pk: int) -> Recheck | None:
    """One of what somebody has still to look at again."""
    return Recheck._all.filter(checker=account, checked_at__isnull=True, pk=pk).select_related("place").first()


def draw_seen(actor: Actor, pk: int) -> Draw | None:
    """One draw within reach."""
    return Draw.objects.for_(actor, Permission.DRAW_RECHECKS).filter(pk=pk).first()
