"""What is no longer asked for: a dispute or deferral once the work is handed in, papers about a case that is closed."""

from typing import TypeVar

from django.db.models import QuerySet

from anju.kernel import clock
from anju.kernel.db import prepared
from anju.kernel.ledger.deeds import Deed
from anju.supervision.lists.enums import Decision, LookBackResult, ProposalKind
from anju.supervision.lists.models import Deferral, Discharge, Dispute, Draft, DraftCase, Duty, LookBack, Proposal

Asked = TypeVar("Asked", Dispute, Deferral, Discharge)


def lapse_asked(act: Deed, duty: Duty) -> None:
    """The accountable's own requests end: the work was handed in, or another answers now, or the case is over.

    The caller saves the duty.
    """
    now = clock.from_us(act.at)
    for made in _pending(Dispute, duty):
        made.decision, made.decided_at = Decision.LAPSED, now
        made.save(update_fields=["decision", "decided_at"])
        act.enter("dispute.lapsed", made, path=duty.path, data={"duty": duty.pk})
    for asked in _pending(Deferral, duty):
        asked.decision, asked.decided_at = Decision.LAPSED, now
        asked.save(update_fields=["decision", "decided_at"])
        act.enter("deferral.lapsed", asked, path=duty.path, data={"duty": duty.pk})
    for reported in _pending(Discharge, duty):
        reported.decision = Decision.LAPSED
        reported.save(update_fields=["decision"])
        act.enter("discharge.lapsed", reported, path=duty.path, data={"duty": duty.pk})
    duty.dispute_open = duty.deferral_open = False


def lapse_drafts(act: Deed, duty: Duty) -> None:
    """Drafts that nobody has signed no longer name the case: its date moved, or another answers, or it is over.

    A draft that names no case any more needs no signature.
    """
    for row in DraftCase._all.filter(duty=duty, draft__decision=Decision.PENDING).order_by("draft_id"):
        made = Draft._all.select_for_update().get(pk=row.draft_id)
        row.delete()
        if made.decision != Decision.PENDING or made.cases.exists():
            continue
        made.decision, made.decided_at = Decision.LAPSED, clock.from_us(act.at)
        made.save(update_fields=["decision", "decided_at"])
        act.enter("draft.lapsed", made, path=made.path, data={"duty": duty.pk})


def lapse_papers(act: Deed, duty: Duty) -> None:
    """Proposals about a case that is over need no answer any more; ending a 挂牌 still does."""
    now = clock.from_us(act.at)
    for made in prepared.read(_papers, duty=duty.pk):
        made.decision, made.decided_at = Decision.LAPSED, now
        made.save(update_fields=["decision", "decided_at"])
        act.enter("proposal.lapsed", made, path=made.path, data={"duty": duty.pk, "kind": made.kind})


def lapse_look_backs(act: Deed, duty: Duty) -> None:
    """A reopened case is not looked back at: its next closing plans its own."""
    for planned in LookBack._all.select_for_update().filter(duty=duty, result="").order_by("pk"):
        planned.result, planned.done_at = LookBackResult.LAPSED, clock.from_us(act.at)
        planned.save(update_fields=["result", "done_at"])
        act.enter("look_back.lapsed", planned, path=duty.path, data={"duty": duty.pk})


def _papers(duty: int) -> QuerySet[Proposal]:
    rows = Proposal._all.select_for_update().filter(duty=duty, decision=Decision.PENDING)
    return rows.exclude(kind=ProposalKind.DELISTING).order_by("pk")


def _pending(model: type[Asked], duty: Duty) -> list[Asked]:
    return prepared.read(_asked_of, model, duty=duty.pk)


def _asked_of(model: type[Asked], duty: int) -> QuerySet[Asked]:
    return model._all.select_for_update().filter(duty=duty, decision=Decision.PENDING).order_by("pk")
