"""Gaps, what was done beside them, and what a party is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people.models import Account
from anju.places.models import Place
from anju.supervision.inspections.backcheck.models import Accountability, Dossier, Gap
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries.timeline import Past, Told

DONE = frozenset({
    "discharge.reported", "discharge.received", "draft.signed", "duty.deferral_asked", "duty.deferred", "duty.planned",
    "duty.submitted", "duty.looked_back", "duty.disputed", "clean_up.recorded",
})  # fmt: skip
"""劝阻, 告知, 上报, funds asked for, interim measures, repairs: what stands beside a gap at equal size."""


def gaps_of(dossier: Dossier) -> list[Gap]:
    """Every gap of a dossier, as listed."""
    return list(Gap._all.filter(dossier=dossier).select_related("place", "party").order_by("kind", "pk"))


def gap_of(dossier: Dossier, pk: int) -> Gap | None:
    """One gap of a dossier."""
    return Gap._all.filter(dossier=dossier, pk=pk).select_related("place", "party", "dossier__fire__place").first()


def locked(pk: int) -> Gap:
    """The row, locked, within a deed."""
    rows = Gap._all.select_for_update(of=("self",)).select_related("dossier__fire", "place")
    return rows.get(pk=pk)


def proposals_of(dossier: Dossier) -> list[Accountability]:
    """Proposals, newest first."""
    rows = Accountability._all.filter(gap__dossier=dossier).select_related("gap__place", "gap__party", "approver")
    return list(rows.order_by("-pk"))


def proposal_of(dossier: Dossier, pk: int) -> Accountability | None:
    """One proposal of a dossier."""
    rows = Accountability._all.filter(gap__dossier=dossier, pk=pk)
    return rows.select_related("gap__dossier__fire", "approver").first()


def locked_proposal(pk: int) -> Accountability:
    """The row, locked, within a deed."""
    return Accountability._all.select_for_update(of=("self",)).select_related("gap").get(pk=pk)


def paths_of(places: Collection[int]) -> dict[int, str]:
    """Place → its path."""
    return dict(Place._all.filter(pk__in=places).values_list("pk", "path"))


def asked_of(actor: Actor) -> list[Gap]:
    """What the actor's organisations are asked, the soonest due first. Nothing else of any dossier."""
    rows = Gap.objects.for_(actor, Permission.ANSWER).filter(asked_at__isnull=False)
    return list(rows.select_related("place", "party", "dossier__fire").order_by("answered_at", "due_at", "pk"))


def asked_gap(actor: Actor, pk: int) -> Gap | None:
    """One of them."""
    rows = Gap.objects.for_(actor, Permission.ANSWER).filter(asked_at__isnull=False, pk=pk)
    return rows.select_related("place", "party", "dossier__fire__place").first()


def may_answer(actor: Actor, gap: Gap) -> bool:
    """Whether the actor answers for the party that was asked."""
    return gap.asked_at is not None and allowed(actor, Permission.ANSWER, parties=[gap.party_id])


def waiting_for(actor: Actor, _now: datetime | None = None) -> QuerySet[Gap]:
    """Questions that wait for the actor's organisations."""
    return Gap.objects.for_(actor, Permission.ANSWER).filter(asked_at__isnull=False, state="unverified")


@dataclass(frozen=True, slots=True)
class Beside:
    """A gap with what was done."""

    gap: Gap
    done: tuple[Told, ...]


def beside(some: Iterable[Gap], past: Past) -> list[Beside]:
    """Each gap with the deeds of its case before the call; of one without a case, those at its place."""
    by_case: dict[int, list[Told]] = defaultdict(list)
    at_place: dict[int, list[Told]] = defaultdict(list)
    for one in past.known():
        if one.verb in DONE:
            by_case[_duty(one)].append(one)
        elif one.verb == "patrol_visit.recorded":
            at_place[int(one.data["place"])].append(one)
    return [
        Beside(gap, tuple((by_case[gap.duty] if gap.duty is not None else at_place[gap.place_id])[-8:])) for gap in some
    ]


def _duty(one: Told) -> int:
    said: Mapping[str, Any] = one.data
    return one.of if one.subject.startswith("duty:") else int(said.get("duty") or 0)


def named_approvers(dossier: Dossier) -> list[Account]:
    """Who of the group may decide a proposal."""
    rows = Account._all.filter(pk__in=dossier.members.filter(ended_at__isnull=True).values("account"), is_active=True)
    return list(rows.order_by("pk"))
