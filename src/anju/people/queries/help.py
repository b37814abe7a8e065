"""Who needs help to get out, by who keeps the list; and, for an alarm's action, all entries of a building."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.models import HelpNeed
from anju.people.permissions import Permission
from anju.people.queries import records, registers
from anju.people.rules import HELP_CONFIRM_AFTER, HELP_KEPT

FIELDS = ("door", "name", "phone")
MOST = 200
"""Entries one building may hold on one answer."""


@dataclass(frozen=True, slots=True)
class Filters(registers.Filters):
    """The help list. `state`: "" (kept), due (not confirmed for a quarter), ended."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class HelpWords:
    """Door, name and phone of one entry in full; empty where erased."""

    door: str = ""
    name: str = ""
    phone: str = ""


def needs(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[HelpNeed]:
    """Entries the actor keeps that the filters select; ended ones as long as they may be taken back."""
    rows = HelpNeed.objects.for_(actor, Permission.KEEP_HELP).select_related("place")
    states = {"": Q(ended_at=None), "due": is_due(now), "ended": Q(ended_at__gt=now - HELP_KEPT, erased_at=None)}
    chosen = states.get(filters.state)
    if chosen is None:
        return rows.none()
    rows = rows.filter(chosen)
    if filters.place:
        rows = rows.filter(registers.below("path", filters.place))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    for word in filters.q.split()[:5]:
        rows = rows.filter(place__full_name__contains=word)
    return rows


def is_due(now: datetime) -> Q:
    """Kept, and not confirmed for a quarter."""
    return Q(ended_at=None, confirmed_at__lte=now - HELP_CONFIRM_AFTER)


def due(actor: Actor, now: datetime) -> QuerySet[HelpNeed]:
    """What waits for the actor to ask after."""
    return HelpNeed.objects.for_(actor, Permission.KEEP_HELP).filter(is_due(now))


def due_count(actor: Actor) -> int:
    """How many do, for the navigation."""
    return prepared.counts(_not_confirmed, actor, since=clock.now() - HELP_CONFIRM_AFTER)[0]


def _not_confirmed(actor: Actor, since: datetime) -> list[QuerySet[Any]]:
    return [
        HelpNeed.objects.for_(actor, Permission.KEEP_HELP).filter(ended_at=None, confirmed_at__lte=since).order_by()
    ]


def need_for(actor: Actor, pk: int) -> HelpNeed | None:
    """One entry the actor keeps, erased ones left out."""
    rows = HelpNeed.objects.for_(actor, Permission.KEEP_HELP).select_related("place")
    return rows.filter(pk=pk, erased_at=None).first()


def by_client_ref(client_ref: str | None) -> HelpNeed | None:
    """What a form's own key has already made."""
    return None if client_ref is None else HelpNeed._all.filter(client_ref=client_ref).first()


def locked(ids: Collection[int]) -> list[HelpNeed]:
    """For a writer, in the order they were made."""
    rows = HelpNeed._all.select_for_update(of=("self",)).select_related("place")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def locked_at(path: str) -> list[HelpNeed]:
    """For a writer: those at a path itself, ended ones too."""
    return list(HelpNeed._all.select_for_update().filter(path=path).order_by("pk"))


def to_erase(now: datetime, limit: int) -> list[int]:
    """Entries that ended longer ago than they may be taken back."""
    rows = HelpNeed._all.filter(ended_at__lte=now - HELP_KEPT, erased_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def words_of(rows: Iterable[HelpNeed]) -> dict[int, HelpWords]:
    """Entry id → its words in full: for masking, and for an action that opens them. One query."""
    ids = [row.pk for row in rows]
    told = texts.by_field("help_need", ids)
    return {pk: HelpWords(*(told.get((str(pk), field)) or "" for field in FIELDS)) for pk in ids}


def kept_at(path: str) -> list[HelpNeed]:
    """Entries kept at or below a path, floor by floor; for an action that has said why it asks."""
    rows = HelpNeed._all.filter(under("path", path), ended_at=None).select_related("place")
    return list(rows.order_by("path", "floor", "pk")[:MOST])


def openings(actor: Actor, *, limit: int = 10) -> list[records.Told]:
    """The latest times the list of a building in the actor's reach was opened for an alarm or a drill."""
    paths = tuple(path for grant in granting(actor, Permission.KEEP_HELP) for path in grant.paths)
    return records.told_below("help", paths, limit=limit)
