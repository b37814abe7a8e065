"""Who may inspect what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from anju.kernel.permissions import roles_with
from anju.people.models import Account, Post
from anju.people.queries.accountable import accountable_for_many
from anju.people.queries.actor import on_day as held_on
from anju.places.models import GridPlace
from anju.places.queries import on_day
from anju.supervision.grid.models import Visit
from anju.supervision.inspections.monthly.enums import TaskState
from anju.supervision.inspections.monthly.models import Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries.frame import street_of
from anju.supervision.inspections.monthly.rules.assigning import Inspector, Spot
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.cases import repairers

PATROLLED_WITHIN = timedelta(days=365)
"""Whoever patrolled a place so lately does not inspect it."""


def inspectors(district: str, day: date, *, accounts: Collection[int] | None = None) -> list[Inspector]:
    """Everybody who may inspect in a district on a day, with all that would be looking at one's own."""
    roles = roles_with(Permission.INSPECT)
    mine = Post._all.filter(held_on(day), path=district, role__in=roles, account__is_active=True)
    if accounts is not None:
        mine = mine.filter(account__in=accounts)
    posts = list(Post._all.filter(held_on(day), account__in=mine.values("account")).order_by("pk"))
    walked: dict[int, list[str]] = defaultdict(list)
    ground = GridPlace._all.filter(on_day(day), grid__in={post.grid_id for post in posts if post.grid_id})
    for grid, path in ground.values_list("grid", "place__path"):
        walked[grid].append(path)
    by: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        by[post.account_id].append(post)
    return [
        Inspector(
            account,
            frozenset(post.organisation_id for post in held),
            tuple(
                path for post in held for path in (post.path, *walked[post.grid_id or 0]) if path and path != district
            ),
        )
        for account, held in sorted(by.items())
    ]


def spots(tasks: Sequence[Task], now: datetime, day: date) -> dict[int, Spot]:
    """Task → whose place and whose work it is. The rows have their place and duty at hand."""
    answering = accountable_for_many({task.place.path for task in tasks}, on=day)
    organisations: dict[int, set[int]] = defaultdict(set)
    people: dict[int, set[int]] = defaultdict(set)
    looked = _patrolled({task.place_id for task in tasks}, now)
    for task in tasks:
        if (found := answering[task.place.path]) is not None:
            organisations[task.pk].add(found.organisation_id)
        for account, organisation in looked[task.place_id]:
            people[task.pk] |= _known(account)
            organisations[task.pk] |= _known(organisation)
        if task.duty is not None:
            _of_case(task.duty, people[task.pk], organisations[task.pk])
    return {
        task.pk: Spot(
            task.place.path, street_of(task.place.path), frozenset(organisations[task.pk]), frozenset(people[task.pk])
        )
        for task in tasks
    }


def _patrolled(places: Collection[int], now: datetime) -> dict[int, set[tuple[int | None, int | None]]]:
    found: dict[int, set[tuple[int | None, int | None]]] = defaultdict(set)
    for column in ("place", "place__parent"):
        rows = Visit._all.filter(**{f"{column}__in": places}, happened_at__gt=now - PATROLLED_WITHIN, voided_at=None)
        for place, account, organisation in rows.order_by().values_list(column, "account", "organisation").distinct():
            found[place].add((account, organisation))
    return found


def _of_case(duty: Duty, people: set[int], organisations: set[int]) -> None:
    people |= _known(duty.submitted_by, duty.closed_by)
    organisations |= _known(duty.accountable_id, duty.verifier_id)
    for hand in repairers(duty):
        organisations |= hand.organisations
        people |= _known(hand.account)


def _known(*ids: int | None) -> set[int]:
    return {one for one in ids if one is not None}


def load(month: int) -> dict[int, int]:
    """Inspector → how many tasks of a month he was given."""
    found: dict[int, int] = defaultdict(int)
    rows = Task._all.filter(month=month, inspector__isnull=False).exclude(state=TaskState.RESERVE)
    for account in rows.values_list("inspector", flat=True):
        if account is not None:
            found[account] += 1
    return found


def names(accounts: Collection[int]) -> dict[int, str]:
    """Account → name, unmasked: the caller masks."""
    return dict(Account._all.filter(pk__in=accounts).values_list("pk", "name"))
