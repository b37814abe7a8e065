"""What waits for somebody: cases held, papers to sign, referrals to receive, places to look at again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anju.catalogue.enums import Severity
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.permissions import granting
from anju.kernel.scope import STREET_SLASHES, within
from anju.people.models import Shift
from anju.supervision.lists.enums import OPEN, Decision, ProposalKind, Rung, State
from anju.supervision.lists.models import Discharge, Dispute, Draft, Duty, LookBack, Proposal, Submission
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.listing import NOT_CLOSED, due_before
from anju.supervision.lists.rules import clocks
from anju.ui import worklist

_RELATED = ("hazard__kind", "hazard__place", "accountable", "holder", "verifier")
ASKED = {
    State.REPORTED: Permission.CHECK,
    State.ASSIGNED: Permission.RECTIFY,
    State.SUBMITTED: Permission.VERIFY,
    State.DEFERRED: Permission.RECTIFY,
}


def held(actor: Actor) -> QuerySet[Duty]:
    """Open cases whose term an own organisation holds, where a post may do what is asked; due first.

    Also those for which it asked for time after the deadline: the answer is the street's, the work its own still.
    """
    mine = Duty._all.none()
    for state, permission in ASKED.items():
        organisations = [grant.organisation for grant in granting(actor, permission) if grant.organisation]
        mine = mine | Duty._all.filter(state=state, denied=False, holder__in=organisations)
    rulers = _own(actor, Permission.RULE)
    still = Duty._all.filter(state__in=OPEN)  # all that follow are: said for the index of a party's cases by state
    mine = mine | still.filter(denied=True, holder__in=rulers)
    mine = mine | still.filter(deferral_open=True, holder__in=rulers)
    repairing = _own(actor, Permission.RECTIFY)  # who asked for time too late has the work on the list all the same
    mine = mine | still.filter(deferral_open=True, asked_late=True, accountable__in=repairing)
    return mine.select_related(*_RELATED).order_by("holder_due_at", "id")


def waiting_for_others(actor: Actor) -> QuerySet[Duty]:
    """Open cases one answers or rules for that somebody else holds now."""
    own = list(actor.organisations)
    rows = Duty.objects.for_(actor, Permission.SEE).filter(NOT_CLOSED).exclude(holder__in=own)
    rows = rows.exclude(deferral_open=True, asked_late=True, accountable__in=_own(actor, Permission.RECTIFY))
    return rows.select_related(*_RELATED).order_by("holder_due_at", "id")


def count(actor: Actor) -> int:
    """How many lines 我的待办 has for the actor, in one statement. For the badge, which must say what the page says."""
    now = clock.now()
    by = clock.local(now).date() + timedelta(days=clocks.LOOK_BACK_EARLY)
    return sum(prepared.counts(_waiting, actor, by=by)) + worklist.others(actor, now)


def _waiting(actor: Actor, by: date) -> list[QuerySet[Any]]:
    asked: list[QuerySet[Any]] = [
        held(actor),
        to_rule(actor),
        to_receive(actor),
        drafts(actor),
        proposals(actor),
        referrals(actor).filter(received_at__isnull=True),
        _look_backs(actor, by),
        *worklist.counted(actor),
    ]
    return [rows.order_by().values_list("pk") for rows in asked]


def to_rule(actor: Actor) -> QuerySet[Dispute]:
    """Disputes that wait for an own organisation's ruling."""
    rows = Dispute._all.filter(decision=Decision.PENDING, judge__in=_own(actor, Permission.RULE))
    return rows.select_related("duty__hazard__kind", "duty__hazard__place", "party").order_by("due_at", "pk")


def to_receive(actor: Actor) -> QuerySet[Discharge]:
    """Reported dissuasions that wait for the street's receipt."""
    streets = [path for grant in granting(actor, Permission.RULE) for path in grant.paths]
    here = Q(pk__in=())
    for path in streets:
        here |= within("duty__path", path, wide=STREET_SLASHES)  # few wait anywhere; cases of a street are many
    rows = Discharge._all.filter(here, decision=Decision.PENDING)
    return rows.select_related("duty__hazard__kind", "duty__hazard__place", "organisation").order_by("due_at", "pk")


@dataclass(frozen=True, slots=True)
class Papers:
    """What waits for a signature or an answer."""

    drafts: list[Draft]
    proposals: list[Proposal]
    referrals: list[Proposal]
    look_backs: list[LookBack]

    def __len__(self) -> int:
        return len(self.drafts) + len(self.proposals) + len(self.referrals) + len(self.look_backs)


_WITH_CASE = ("duty__hazard__kind", "duty__hazard__place")


def drafts(actor: Actor) -> QuerySet[Draft]:
    """Drafted 督办 that wait for one of the actor's organisations to sign, the level above included once it climbed."""
    ruled, overseen = _own(actor, Permission.RULE), _own(actor, Permission.OVERSEE)
    mine = Q(level=Rung.STREET, signer__in=ruled) | Q(level=Rung.DISTRICT, signer__in=overseen) | Q(above__in=overseen)
    rows = Draft._all.filter(mine, decision=Decision.PENDING).annotate(size=Count("cases"))
    return rows.select_related("unit", "signer").order_by("due_at", "pk")


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """Proposals that wait for an own organisation's decision."""
    own = _own(actor, Permission.OVERSEE)
    rows = Proposal._all.filter(Q(approver__in=own) | Q(above__in=own), decision=Decision.PENDING)
    return rows.select_related(*_WITH_CASE).order_by("due_at", "pk")


def referrals(actor: Actor) -> QuerySet[Proposal]:
    """Referrals at an own enforcement office: to receive first, then those whose outcome is not recorded yet."""
    rows = Proposal._all.filter(
        Q(decision=Decision.APPROVED) | Q(decision=Decision.RECEIVED, ended_at__isnull=True),
        kind=ProposalKind.REFERRAL,
        receiver__in=_own(actor, Permission.RECEIVE),
    )
    return rows.select_related(*_WITH_CASE).order_by("decision", "receive_due_at", "pk")


def look_backs(actor: Actor, *, today: date) -> QuerySet[LookBack]:
    """Look-backs that may be done by now."""
    return _look_backs(actor, today + timedelta(days=clocks.LOOK_BACK_EARLY))


def _look_backs(actor: Actor, by: date) -> QuerySet[LookBack]:
    rows = LookBack._all.filter(result="", due_on__lte=by, organisation__in=_own(actor, Permission.VERIFY))
    return rows.select_related(*_WITH_CASE).order_by("due_on", "pk")


def papers(actor: Actor, *, today: date, limit: int = 50) -> Papers:
    """Drafts to sign, proposals to decide, referrals to receive, look-backs that are due."""
    return Papers(
        list(drafts(actor)[:limit]),
        list(proposals(actor)[:limit]),
        list(referrals(actor)[:limit]),
        list(look_backs(actor, today=today)[:limit]),
    )


def register(actor: Actor, *, limit: int = 100) -> tuple[list[Draft], list[Proposal]]:
    """What has been signed, declined, decided or was not needed any more, newest first."""
    drafts = Draft.objects.for_(actor, Permission.RULE).exclude(decision=Decision.PENDING)
    mine = Proposal.objects.for_(actor, Permission.OVERSEE) | Proposal.objects.for_(actor, Permission.RECEIVE)
    proposals = mine.exclude(decision=Decision.PENDING).select_related(*_WITH_CASE)
    return (
        list(drafts.annotate(size=Count("cases")).select_related("unit").order_by("-decided_at", "-pk")[:limit]),
        list(proposals.order_by("-decided_at", "-pk")[:limit]),
    )


def draft_of(actor: Actor, pk: int) -> Draft | None:
    """A draft the actor may read, signed or not."""
    return Draft.objects.for_(actor, Permission.RULE).select_related("unit", "signer", "above").filter(pk=pk).first()


def cases_of(draft: Draft) -> list[Duty]:
    """The cases a draft lists, what is due first first."""
    rows = Duty._all.filter(drafts__draft=draft).select_related(*_RELATED)
    return list(rows.order_by("due_at", "id"))


def proposal_of(actor: Actor, pk: int) -> Proposal | None:
    """A proposal the actor decides, or a referral at an own enforcement office."""
    for permission in (Permission.OVERSEE, Permission.RECEIVE):
        rows = Proposal.objects.for_(actor, permission).select_related(*_WITH_CASE, "duty__accountable", "receiver")
        if (found := rows.filter(pk=pk).first()) is not None:
            return found
    return None


def papers_of_case(duty: Duty) -> list[Proposal]:
    """What was proposed about a case, newest first."""
    return prepared.read(_papers_of, duty=duty.pk)


def _papers_of(duty: int) -> QuerySet[Proposal]:
    return Proposal._all.filter(duty=duty).select_related("approver", "receiver").order_by("-pk")


def to_verify(actor: Actor) -> QuerySet[Duty]:
    """Cases an own organisation may pass from photos: held for verification, handed in by none of the actor's hands."""
    own = _own(actor, Permission.VERIFY)
    rows = Duty._all.filter(state=State.SUBMITTED, holder__in=own).exclude(accountable__in=list(actor.organisations))
    waiting = rows.filter(submissions__decision=Decision.PENDING).exclude(
        submissions__decision=Decision.PENDING, submissions__account=actor.account or 0
    )
    return waiting.select_related(*_RELATED).order_by("holder_due_at", "id")


def pairs_of(duties: list[Duty]) -> list[tuple[Duty, Submission | None]]:
    """Each case with what was handed in and waits: one query."""
    rows = Submission._all.filter(duty__in=[duty.pk for duty in duties], decision=Decision.PENDING)
    handed_in = {row.duty_id: row for row in rows}
    return [(duty, handed_in.get(duty.pk)) for duty in duties]


def on_shift(actor: Actor, moment: datetime) -> QuerySet[Duty]:
    """What is urgent for the offices whose duty roster (值班表) names this person now: late, or due before morning."""
    offices = Shift.objects.system("who is on duty").filter(
        account=actor.account or 0, cancelled_at__isnull=True, starts_at__lte=moment, ends_at__gt=moment
    )
    soon = due_before(moment + timedelta(hours=12)) | Q(severity=Severity.MAJOR)
    rows = Duty._all.filter(soon, state__in=OPEN, holder__in=list(offices.values_list("organisation", flat=True)))
    return rows.select_related(*_RELATED).order_by("holder_due_at", "id")


def done_by(actor: Actor) -> QuerySet[Duty]:
    """Cases the actor handed in or closed, latest first."""
    rows = Duty.objects.for_(actor, Permission.SEE).filter(
        Q(submitted_by=actor.account or 0) | Q(closed_by=actor.account or 0)
    )
    return rows.select_related(*_RELATED).order_by("-submitted_at", "-id")


def coming(actor: Actor, *, limit: int = 5) -> list[Duty]:
    """The automatic steps that come next on what the actor holds."""
    own = [grant.organisation for grant in actor.grants if grant.organisation]
    rows = Duty._all.filter(holder__in=own, next_action_at__isnull=False).select_related(*_RELATED)
    return list(rows.order_by("next_action_at", "id")[:limit])


def _own(actor: Actor, permission: str) -> list[int]:
    return [grant.organisation for grant in granting(actor, permission) if grant.organisation]
