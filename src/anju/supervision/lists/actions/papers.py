"""What a named person signs, approves, receives."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from anju.kernel import clock, texts
from anju.kernel.actors import Actor, system
from anju.kernel.calendar import end_of_working_days
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.climbing import LADDER, propose_within
from anju.supervision.lists.actions.moves import NotYoursError, enter
from anju.supervision.lists.enums import Decision, Event, ProposalKind, Rung
from anju.supervision.lists.models import Draft, Duty, Proposal
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, locked
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.transitions import NotPossibleError

_SIGNS = {Rung.STREET: Permission.RULE, Rung.DISTRICT: Permission.OVERSEE}


def sign_draft(*, by: Actor, draft_id: int, signed: bool, reason: str = "") -> Draft:
    """A named person signs a drafted 督办, which is then sent, or declines it with a reason."""
    with deed(by=by) as act:
        made = Draft._all.select_for_update().get(pk=draft_id)
        require(by, _SIGNS[Rung(made.level)], path=made.path, parties=[made.signer_id])
        _pending(made.decision)
        data = _decided(act, made, approved=signed, reason=reason)
        act.enter("draft.signed" if signed else "draft.declined", made, path=made.path, data=data)
        for duty_id in made.cases.order_by("duty_id").values_list("duty_id", flat=True):
            duty = locked(duty_id)
            enter(act, duty, Event.PROGRESS, data={"draft": made.pk, "signed": signed})
        return made


def propose(*, by: Actor, duty_id: int, kind: ProposalKind) -> Proposal:
    """A street or the district office proposes 挂牌督办, 摘牌, 曝光 or referral."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        require(by, Permission.RULE, path=duty.path)
        if kind is ProposalKind.DELISTING and not duty.listed:
            raise NotPossibleError("案件没有挂牌，不能摘牌")
        made = propose_within(act, duty, kind, clock.from_us(act.at), by_account=by.account)
        if made is None:
            raise NotPossibleError("已经挂牌，或同类建议正在等待审批")
        enter(act, duty, Event.PROGRESS, data={"proposal": made.pk, "kind": duty.kind_code})
        return made


def decide(*, by: Actor, proposal_id: int, approved: bool, reason: str = "") -> Proposal:
    """The district office decides. A referral then lands on the street's enforcement office."""
    with deed(by=by) as act:
        made = Proposal._all.select_for_update().get(pk=proposal_id)
        require(by, Permission.OVERSEE, path=made.path)
        _pending(made.decision)
        if made.proposed_by is not None and made.proposed_by == by.account:
            raise NotYoursError("提出建议的人不能自己审批")
        duty = locked(made.duty_id)
        data = _decided(act, made, approved=approved, reason=reason, save=False)
        if approved:
            _effect(act, made, duty)
        made.save()
        act.enter("proposal.decided", made, path=made.path, data={**data, "duty": duty.pk, "kind": made.kind})
        duty.save()
        enter(act, duty, Event.PROGRESS, data={"proposal": made.pk, "decision": made.decision})
        return made


def _effect(act: Deed, made: Proposal, duty: Duty) -> None:
    now = clock.from_us(act.at)
    match made.kind:
        case ProposalKind.LISTING:
            duty.listed = True
        case ProposalKind.DELISTING:
            duty.listed = False
        case ProposalKind.REFERRAL:
            made.receiver_id = territory(duty.path).need(OrganisationKind.ENFORCEMENT)
            made.receive_due_at = end_of_working_days(now, clocks.RECEIVE_DAYS, day_table(duty.path)).at
            act.enter("duty.referred", duty, path=duty.path, data={"proposal": made.pk, "receiver": made.receiver_id})


def receive(*, by: Actor, proposal_id: int, received: bool, reason: str = "", outside_no: str = "") -> Proposal:
    """Street enforcement receives a referral or returns it with a reason. A patrol photo is a lead; officers collect
    evidence themselves.
    """
    with deed(by=by) as act:
        made = Proposal._all.select_for_update().get(pk=proposal_id, kind=ProposalKind.REFERRAL)
        require(by, Permission.RECEIVE, parties=[made.receiver_id])
        if made.decision != Decision.APPROVED:
            raise NotPossibleError("这件移送已经处理")
        data: dict[str, Any] = {"duty": made.duty_id, "received": received}
        if not received:
            data["reason"] = _said(act, made, reason)
        made.decision = Decision.RECEIVED if received else Decision.RETURNED
        made.received_at, made.received_by, made.outside_no = clock.from_us(act.at), by.account, outside_no
        made.save()
        act.enter("referral.received" if received else "referral.returned", made, path=made.path, data=data)
        enter(act, locked(made.duty_id), Event.PROGRESS, data={"referral": made.pk, "decision": made.decision})
        return made


def record_result(*, by: Actor, proposal_id: int, result: str, outside_no: str = "") -> Proposal:
    """What enforcement did with a received referral, in its own words and under its own case number."""
    with deed(by=by) as act:
        made = Proposal._all.select_for_update().get(pk=proposal_id, decision=Decision.RECEIVED)
        require(by, Permission.RECEIVE, parties=[made.receiver_id])
        made.result, made.outside_no = result, outside_no or made.outside_no
        made.save()
        data = {"duty": made.duty_id, "result": texts.write(act, made, "result", result, path=made.path)}
        act.enter("referral.ended", made, path=made.path, data=data)
        return made


def _pending(decision: str) -> None:
    if decision != Decision.PENDING:
        raise NotPossibleError("这一件已经处理过了")


def _said(act: Deed, made: Draft | Proposal, reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise ValueError("请写明理由")
    return texts.write(act, made, "reason", reason, path=made.path)


def _decided(act: Deed, made: Draft | Proposal, *, approved: bool, reason: str, save: bool = True) -> dict[str, Any]:
    made.decision = Decision.APPROVED if approved else Decision.DECLINED
    made.decided_at, made.decided_by = clock.from_us(act.at), act.by.account
    data: dict[str, Any] = {"decision": made.decision}
    if not approved or reason:
        data["reason"] = _said(act, made, reason)
    if save:
        made.save()
    return data


def silent_papers(now: datetime, *, limit: int = 100) -> Iterable[tuple[str, int]]:
    """Drafts and proposals nobody has answered in time, as ("draft" | "proposal", id)."""
    drafts = Draft._all.filter(decision=Decision.PENDING, due_at__lt=now, climbed=False)
    proposals = Proposal._all.filter(climbed=False).filter(
        Q(decision=Decision.PENDING, due_at__lt=now) | Q(decision=Decision.APPROVED, receive_due_at__lt=now)
    )
    yield from (("draft", pk) for pk in drafts.values_list("pk", flat=True)[:limit])
    yield from (("proposal", pk) for pk in proposals.values_list("pk", flat=True)[:limit])


def climb_paper(kind: str, pk: int) -> bool:
    """A person's silence climbs: the level above is told, once. The entry says whose silence it was."""
    model: type[Draft] | type[Proposal] = Draft if kind == "draft" else Proposal
    with deed(by=system(LADDER)) as act:
        if not model._all.filter(pk=pk, climbed=False).update(climbed=True):
            return False
        made = model._all.get(pk=pk)
        silent = made.signer_id if isinstance(made, Draft) else (made.receiver_id or made.approver_id)
        act.enter(f"{kind}.unanswered", made, path=made.path, data={"silent": silent})
        return True
