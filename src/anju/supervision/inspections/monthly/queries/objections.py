"""Objections within reach."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.supervision.inspections.monthly.enums import Decision
from anju.supervision.inspections.monthly.models import Objection, Task
from anju.supervision.inspections.monthly.permissions import Permission


def _seen(actor: Actor) -> QuerySet[Objection]:
    """All of the district for whoever answers, else those of the own organisation."""
    whole = "task__month", "task__place", "task__duty__hazard__kind", "organisation"
    if actor.holds(Permission.MANAGE):
        return Objection.objects.for_(actor, Permission.MANAGE).select_related(*whole)
    own = [grant.organisation for grant in granting(actor, Permission.OWN) if grant.organisation is not None]
    return Objection._all.filter(organisation__in=own).select_related(*whole)


def pending(actor: Actor) -> list[Objection]:
    """Those that wait for an answer, the one due first on top."""
    return list(_seen(actor).filter(decision=Decision.PENDING).order_by("due_at", "pk"))


def decided(actor: Actor) -> list[Objection]:
    """Those that were answered, newest first."""
    return list(_seen(actor).exclude(decision=Decision.PENDING).order_by("-decided_at")[:100])


def waiting(actor: Actor, _now: datetime | None = None) -> QuerySet[Objection]:
    """Those that wait for this actor's answer."""
    return Objection.objects.for_(actor, Permission.MANAGE).filter(decision=Decision.PENDING)


def late(now: datetime) -> list[Objection]:
    """Those whose answer is late."""
    return list(Objection._all.filter(decision=Decision.PENDING, due_at__lt=now).order_by("pk"))


def one(actor: Actor, pk: int) -> Objection | None:
    """One within reach."""
    return _seen(actor).filter(pk=pk).first()


def among(actor: Actor, ids: Collection[int]) -> list[Objection]:
    """Those within reach."""
    return list(_seen(actor).filter(pk__in=ids))


def of_task(task: Task) -> list[Objection]:
    """Every objection to a look, the first one first."""
    return list(Objection._all.filter(task=task).select_related("organisation").order_by("pk"))


def locked(pk: int) -> Objection:
    """An objection, held until the transaction ends."""
    return Objection._all.select_for_update(of=("self",)).select_related("task").get(pk=pk)


def words(row: Objection) -> list[str]:
    """What was asked and what was answered; erased ones are empty."""
    ids = texts.ids_of(row)
    found = texts.read(ids)
    return [found.get(pk) or "" for pk in ids]
