"""Reads of one record: an organisation, a person, a post, a management; and its history as the ledger tells it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.models import Entry, Seal
from anju.kernel.scope import under
from anju.people.enums import Role
from anju.people.models import Absence, Account, HandoverItem, Management, Organisation, Post, Shift
from anju.people.permissions import Permission
from anju.people.queries import reach
from anju.people.queries.actor import on_day
from anju.people.rules import mask_name

NEWEST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a history; names are masked."""

    number: int
    verb: str
    at: datetime
    by: str
    data: Mapping[str, Any]
    sealed: bool


def history(*subjects: tuple[str, int]) -> list[Told]:
    """The newest entries of subjects (ledger kind, id), newest first: three queries."""
    wanted = Q(pk__in=())
    for kind, pk in subjects:
        wanted |= Q(subject_kind=kind, subject_id=str(pk))
    return _told(list(Entry._all.filter(wanted).order_by("-id")[:NEWEST]))


def told_below(kind: str, paths: Collection[str], *, limit: int) -> list[Told]:
    """The newest entries of a kind of subject that few entries have, at or below any of the paths."""
    if not paths:
        return []
    below = reduce(or_, (under("path", path) for path in paths))
    return _told(list(Entry._all.filter(below, subject_kind=kind).order_by("-id")[:limit]))


def _told(entries: list[Entry]) -> list[Told]:
    sealed = set(Seal._all.filter(entry_id__in=[entry.pk for entry in entries]).values_list("entry_id", flat=True))
    people = names_of({entry.actor for entry in entries})
    return [
        Told(
            entry.pk, entry.verb, clock.from_us(entry.at), people[entry.actor], json.loads(entry.data),
            entry.pk in sealed,
        )
        for entry in entries
    ]  # fmt: skip


def names_of(actors: Collection[str]) -> dict[str, str]:
    """`person:12` → masked name; an actor that is no person has none."""
    ids = {actor: int(actor.partition(":")[2]) for actor in actors if actor.startswith("person:")}
    names = dict(Account._all.filter(pk__in=set(ids.values())).values_list("pk", "name"))
    return {actor: mask_name(names.get(ids.get(actor, 0), "")) for actor in actors}


def organisation_for(actor: Actor, pk: int) -> Organisation | None:
    """One organisation the actor sees."""
    return reach.organisations(actor).select_related("place", "parent").filter(pk=pk).first()


def person_for(actor: Actor, pk: int) -> Account | None:
    """One person the actor sees."""
    return reach.people(actor).select_related("successor").filter(pk=pk).first()


def post_for(actor: Actor, pk: int) -> Post | None:
    """One post the actor sees."""
    return reach.posts(actor).filter(pk=pk).first()


def management_for(actor: Actor, pk: int) -> Management | None:
    """One management the actor sees."""
    return reach.managements(actor).filter(pk=pk).first()


def item_for(actor: Actor, pk: int) -> HandoverItem | None:
    """One item that was not handed over, of a management the actor sees."""
    rows = HandoverItem.objects.for_(actor, Permission.SEE_CONTRACTS)
    return rows.select_related("management").filter(pk=pk).first()


def missing_items(management: Management) -> list[HandoverItem]:
    """What a management that ended did not hand over, open ones first."""
    rows = HandoverItem._all.filter(management=management).order_by("pk")
    return sorted(rows, key=lambda row: row.handed_over_on is not None)


def absence_for(actor: Actor, pk: int) -> Absence | None:
    """One absence of a post the actor sees."""
    absence = Absence._all.select_related("post", "deputy").filter(pk=pk).first()
    return absence if absence and post_for(actor, absence.post_id) else None


def all_absences(post: Post) -> list[Absence]:
    """Every absence of a post, latest first."""
    return list(Absence._all.filter(post=post).select_related("deputy").order_by("-first_day")[:20])


def posts_in(organisation: Organisation, *, today: date) -> list[Post]:
    """The posts held in an organisation today."""
    rows = Post._all.filter(on_day(today), organisation=organisation).select_related(
        "account", "place", "grid", "deputy"
    )
    return list(rows.order_by("role", "since", "pk")[:200])


def managed_by(organisation: Organisation) -> list[Management]:
    """What an organisation manages or managed, running ones first."""
    rows = Management._all.filter(organisation=organisation).select_related("place")
    return sorted(rows.order_by("path", "-since")[:500], key=lambda row: row.ended_on is not None)


def managements_of(place_id: int) -> list[Management]:
    """Every management of a place, latest first."""
    return list(Management._all.filter(place=place_id).select_related("organisation").order_by("-since", "-pk"))


def running_at(places: Collection[int]) -> list[Management]:
    """The managements of places that have no end yet, each with its organisation."""
    return list(Management._all.filter(place__in=places, ended_on__isnull=True).select_related("organisation"))


def all_posts(account: Account) -> list[Post]:
    """Every post a person held, present ones first."""
    rows = Post._all.filter(account=account).select_related("organisation", "place", "grid", "deputy")
    return sorted(rows.order_by("-since", "-pk"), key=lambda row: row.until is not None)


def children_of(organisation: Organisation) -> list[Organisation]:
    """Organisations under this one."""
    return list(Organisation._all.filter(parent=organisation, closed_on__isnull=True).order_by("path", "pk"))


def leavers_to(account: Account) -> list[Account]:
    """Who left and named this person as successor."""
    return list(Account._all.filter(successor=account).order_by("-left_on", "pk"))


def stands_in_for(account: Account, *, today: date) -> list[Post]:
    """Posts of others whose B this person is."""
    rows = Post._all.filter(on_day(today), deputy=account).select_related("account", "organisation")
    return list(rows.order_by("pk"))


def shifts_to_come(account: Account) -> list[Shift]:
    """Duty shifts of a person that have not ended."""
    rows = Shift._all.filter(account=account, cancelled_at__isnull=True, ends_at__gt=clock.now())
    return list(rows.select_related("organisation").order_by("starts_at"))


def organisation_by_id(pk: int) -> Organisation | None:
    """An organisation, whoever asks: for the name of who answers, which is no secret."""
    return Organisation._all.filter(pk=pk).first()


def logins_taken(logins: Collection[str]) -> set[str]:
    """Which of these logins somebody has."""
    wanted = sorted(set(logins))
    return {
        login
        for start in range(0, len(wanted), 500)
        for login in Account._all.filter(login__in=wanted[start : start + 500]).values_list("login", flat=True)
    }


def people_of(organisation: Organisation, *, today: date) -> list[Account]:
    """Active people who hold a post in an organisation today, each once."""
    held = Post._all.filter(on_day(today), organisation=organisation)
    return list(Account._all.filter(pk__in=held.values("account"), is_active=True).order_by("login"))


def members_of(grids: Collection[int], day: date) -> list[tuple[int, str]]:
    """(grid id, masked name) of the active members of grids on a day, longest in post first."""
    rows = Post._all.filter(on_day(day), role=Role.GRID_MEMBER, grid__in=list(grids), account__is_active=True)
    pairs = rows.order_by("since", "pk").values_list("grid", "account__name")
    return [(grid, mask_name(name)) for grid, name in pairs if grid is not None]
