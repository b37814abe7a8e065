"""What waits for somebody: cases held, papers to sign, referrals to receive, places to look at again."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.supervision.lists.enums import OPEN, Decision, ProposalKind, Rung, State
from anju.supervision.lists.models import Draft, Duty, LookBack, Proposal
from anju.supervision.lists.permissions import Permission

_RELATED = ("hazard__kind", "hazard__place", "accountable", "holder", "verifier")
_ASKED = {
    State.REPORTED: Permission.CHECK,
    State.ASSIGNED: Permission.RECTIFY,
    State.SUBMITTED: Permission.VERIFY,
    State.DEFERRED: Permission.RECTIFY,
}


def held(actor: Actor) -> QuerySet[Duty]:
    """Open cases whose term an own organisation holds, where a post may do what is asked; due first."""
    mine = Duty._all.none()
    for state, permission in _ASKED.items():
        organisations = [grant.organisation for grant in granting(actor, permission) if grant.organisation]
        mine = mine | Duty._all.filter(state=state, holder__in=organisations)
    rulers = [grant.organisation for grant in granting(actor, Permission.RULE) if grant.organisation]
    mine = mine | Duty._all.filter(deferral_open=True, holder__in=rulers)
    return mine.select_related(*_RELATED).order_by("holder_due_at", "id")


def waiting_for_others(actor: Actor) -> QuerySet[Duty]:
    """Open cases one answers or rules for that somebody else holds now."""
    own = list(actor.organisations)
    rows = Duty.objects.for_(actor, Permission.SEE).filter(state__in=OPEN).exclude(holder__in=own)
    return rows.select_related(*_RELATED).order_by("holder_due_at", "id")


def count(actor: Actor) -> int:
    """How many cases wait for the actor's organisations. For the badge."""
    return held(actor).count()


@dataclass(frozen=True, slots=True)
class Papers:
    """What waits for a signature or an answer."""

    drafts: list[Draft]
    proposals: list[Proposal]
    referrals: list[Proposal]
    look_backs: list[LookBack]


def papers(actor: Actor, *, today: date, limit: int = 50) -> Papers:
    """Drafts to sign, proposals to decide, referrals to receive, look-backs that are due."""
    drafts = Draft._all.filter(
        decision=Decision.PENDING, level=Rung.STREET, signer__in=_own(actor, Permission.RULE)
    ) | Draft._all.filter(decision=Decision.PENDING, level=Rung.DISTRICT, signer__in=_own(actor, Permission.OVERSEE))
    proposals = Proposal._all.filter(decision=Decision.PENDING, approver__in=_own(actor, Permission.OVERSEE))
    referrals = Proposal._all.filter(
        kind=ProposalKind.REFERRAL, decision=Decision.APPROVED, receiver__in=_own(actor, Permission.RECEIVE)
    )
    looks = LookBack._all.filter(result="", due_on__lte=today, organisation__in=_own(actor, Permission.VERIFY))
    with_case = ("duty__hazard__kind", "duty__hazard__place")
    return Papers(
        list(drafts.select_related("unit").order_by("due_at")[:limit]),
        list(proposals.select_related(*with_case).order_by("due_at")[:limit]),
        list(referrals.select_related(*with_case).order_by("receive_due_at")[:limit]),
        list(looks.select_related(*with_case).order_by("due_on")[:limit]),
    )


def _own(actor: Actor, permission: str) -> list[int]:
    return [grant.organisation for grant in granting(actor, permission) if grant.organisation]
