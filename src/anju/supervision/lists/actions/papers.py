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
from anju.notify.rules.wording import mask
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.climbing import LADDER, propose_within
from anju.supervision.lists.actions.entitled import NotYoursError
from anju.supervision.lists.actions.moves import climbs_to_proposals, enter
from anju.supervision.lists.actions.rulings import silent_judge
from anju.supervision.lists.enums import Decision, Event, ProposalKind, Rung, State
from anju.supervision.lists.models import Discharge, Dispute, Draft, DraftCase, Duty, Proposal
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, locked, locked_by_case
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.transitions import NotPossibleError

_SIGNS = {Rung.STREET: Permission.RULE, Rung.DISTRICT: Permission.OVERSEE}


def sign_draft(*, by: Actor, draft_id: int, signed: bool, reason: str = "") -> Draft:
    """A named person signs a drafted 督办, which is then sent, or declines it with a reason."""
    with deed(by=by) as act:
        for duty_id in DraftCase._all.filter(draft=draft_id).order_by("duty_id").values_list("duty_id", flat=True):
            locked(duty_id)  # the cases before their paper, as the ladder does
        made = Draft._all.select_for_update().get(pk=draft_id)
        require(by, _SIGNS[Rung(made.level)], parties=[made.signer_id, made.above_id])
        _pending(made.decision)
        data = _decided(act, made, approved=signed, reason=reason)
        act.enter("draft.signed" if signed else "draft.declined", made, path=made.path, data=data)
        for duty_id in made.cases.order_by("duty_id").values_list("duty_id", flat=True):
            duty = locked(duty_id)
            enter(act, duty, Event.PROGRESS, data={"draft": made.pk, "signed": signed})
        return made


def propose(*, by: Actor, duty_id: int, kind: ProposalKind, reason: str = "", wording: str = "") -> Proposal:
    """A street or the district office proposes 挂牌督办, 摘牌, 曝光 or referral.

    An exposure brings its text; whatever looks like a person or a door in it is masked. Raises NotPossibleError where
    the case does not allow it.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        require(by, Permission.RULE, path=duty.path)
        _may_be_proposed(duty, kind)
        if kind is ProposalKind.EXPOSURE and not wording.strip():
            raise ValueError("请写明拟公开的内容")
        made = propose_within(
            act, duty, kind, clock.from_us(act.at), by_account=by.account, wording=mask(wording.strip())
        )
        if made is None:
            raise NotPossibleError("已经是这样，或同类建议正在办理")
        data: dict[str, Any] = {"proposal": made.pk, "proposes": kind}
        if reason.strip():
            data["reason"] = texts.write(act, duty, "reason", reason, path=duty.path)
        enter(act, duty, Event.PROGRESS, data=data)
        return made


def _may_be_proposed(duty: Duty, kind: ProposalKind) -> None:
    if kind is ProposalKind.DELISTING:
        if not duty.listed:
            raise NotPossibleError("案件没有挂牌，不能摘牌")
        return
    if duty.state == State.CLOSED:
        raise NotPossibleError("案件已经销号")
    if duty.state == State.REPORTED:
        raise NotPossibleError("还没有派责，不能提出建议")
    if kind is ProposalKind.LISTING and not climbs_to_proposals(duty):
        raise NotPossibleError("只有较大和重大（候选）隐患可以建议挂牌督办")


def decide(*, by: Actor, proposal_id: int, approved: bool, reason: str = "") -> Proposal:
    """The district office decides. A referral then lands on the street's enforcement office."""
    with deed(by=by) as act:
        made, duty = locked_by_case(Proposal._all.all(), proposal_id)
        require(by, Permission.OVERSEE, parties=[made.approver_id, made.above_id])
        _pending(made.decision)
        if made.proposed_by is not None and made.proposed_by == by.account:
            raise NotYoursError("提出建议的人不能自己审批")
        data = _decided(act, made, approved=approved, reason=reason, save=False)
        if approved:
            _effect(act, made, duty)
        made.save()
        act.enter("proposal.decided", made, path=made.path, data={**data, "duty": duty.pk, "kind": made.kind})
        duty.save()
        told = {"proposal": made.pk, "decision": made.decision, "decides": made.kind}
        enter(act, duty, Event.PROGRESS, data=told)
        return made


def _effect(act: Deed, made: Proposal, duty: Duty) -> None:
    now = clock.from_us(act.at)
    match made.kind:
        case ProposalKind.LISTING:
            duty.listed = True
        case ProposalKind.DELISTING:
            duty.listed = False
        case ProposalKind.REFERRAL:
            office = territory(duty.path).by_kind.get(OrganisationKind.ENFORCEMENT)
            if office is None:
                raise NotPossibleError("这个街道没有登记综合执法单位，请先在单位登记册中补录")
            made.receiver_id, made.climbed, made.above_id = office, False, None
            made.receive_due_at = end_of_working_days(now, clocks.RECEIVE_DAYS, day_table(duty.path)).at
            enter(act, duty, Event.REFER, data={"proposal": made.pk, "receiver": made.receiver_id})


def receive(*, by: Actor, proposal_id: int, received: bool, reason: str = "", outside_no: str = "") -> Proposal:
    """Street enforcement receives a referral or returns it with a reason. A patrol photo is a lead; officers collect
    evidence themselves.
    """
    with deed(by=by) as act:
        made, duty = locked_by_case(Proposal._all.filter(kind=ProposalKind.REFERRAL), proposal_id)
        require(by, Permission.RECEIVE, parties=[made.receiver_id])
        if made.decision != Decision.APPROVED:
            raise NotPossibleError("这件移送已经处理")
        data: dict[str, Any] = {"duty": made.duty_id, "received": received}
        if received and not outside_no.strip():
            raise ValueError("请填写执法系统的案件编号")
        if not received:
            data["reason"] = _said(act, made, reason)
        made.decision = Decision.RECEIVED if received else Decision.RETURNED
        made.received_at, made.received_by, made.outside_no = clock.from_us(act.at), by.account, outside_no.strip()
        made.save()
        act.enter("referral.received" if received else "referral.returned", made, path=made.path, data=data)
        enter(act, duty, Event.PROGRESS, data={"referral": made.pk, "decision": made.decision})
        return made


def record_result(*, by: Actor, proposal_id: int, result: str, outside_no: str = "") -> Proposal:
    """What enforcement did with a received referral, in its own words and under its own case number."""
    with deed(by=by) as act:
        made, duty = locked_by_case(Proposal._all.filter(decision=Decision.RECEIVED), proposal_id)
        require(by, Permission.RECEIVE, parties=[made.receiver_id])
        if not result.strip():
            raise ValueError("请写明办理结果")
        made.result, made.outside_no = result.strip(), outside_no.strip() or made.outside_no
        made.ended_at = clock.from_us(act.at)
        made.save()
        data = {"duty": made.duty_id, "result": texts.write(act, made, "result", result, path=made.path)}
        act.enter("referral.ended", made, path=made.path, data=data)
        enter(act, duty, Event.PROGRESS, data={"referral": made.pk, "ended": True})
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
    """What nobody has answered in time: ("draft" | "proposal" | "dispute" | "discharge", id)."""
    pending = Q(decision=Decision.PENDING, due_at__lt=now)
    drafts = Draft._all.filter(pending, climbed=False)
    proposals = Proposal._all.filter(_unanswered(now))
    discharges = Discharge._all.filter(pending, climbed=False)
    for kind, rows in (
        ("draft", drafts),
        ("proposal", proposals),
        ("discharge", discharges),
        ("dispute", Dispute._all.filter(pending)),
    ):
        yield from ((kind, pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:limit])


def _unanswered(now: datetime) -> Q:
    """Proposals whose approver, or whose receiver, is silent beyond the date, and that have not climbed for it."""
    undecided = Q(decision=Decision.PENDING, due_at__lt=now)
    return Q(climbed=False) & (undecided | Q(decision=Decision.APPROVED, receive_due_at__lt=now))


def climb_paper(kind: str, pk: int) -> bool:
    """A person's silence climbs to the level above, once; the entry says whose silence it was. False: done already.

    A draft may then be signed, a proposal decided, by the level above too; a dispute is ruled by it instead.
    """
    with deed(by=system(LADDER)) as act:
        now = clock.from_us(act.at)
        match kind:
            case "draft":
                return _climb_draft(act, pk, now)
            case "proposal":
                return _climb_proposal(act, pk, now)
            case "dispute":
                waiting = Dispute._all.filter(decision=Decision.PENDING, due_at__lt=now)
                try:
                    made, _duty = locked_by_case(waiting, pk)
                except Dispute.DoesNotExist:
                    return False  # ruled since it was found silent, or another worker's
                silent_judge(act, made)
                return True
        return _climb_discharge(act, pk)


def _climb_draft(act: Deed, pk: int, now: datetime) -> bool:
    if not Draft._all.filter(pk=pk, climbed=False, decision=Decision.PENDING).update(climbed=True):
        return False
    made = Draft._all.get(pk=pk)
    above = territory(made.path).by_kind.get(OrganisationKind.DISTRICT_OFFICE)
    made.above_id = above if above != made.signer_id else None
    made.save(update_fields=["above"])
    act.enter("draft.unanswered", made, path=made.path, data={"silent": made.signer_id, "to": made.above_id})
    return True


def _climb_proposal(act: Deed, pk: int, now: datetime) -> bool:
    if not Proposal._all.filter(_unanswered(now), pk=pk).update(climbed=True):
        return False  # answered since it was found silent, or another worker's
    made = Proposal._all.get(pk=pk)
    silent = made.receiver_id or made.approver_id
    above = territory(made.path).by_kind.get(OrganisationKind.DISTRICT_OFFICE)
    made.above_id = above if above != silent else None
    made.save(update_fields=["above"])
    act.enter("proposal.unanswered", made, path=made.path, data={"silent": silent, "to": made.above_id})
    return True


def _climb_discharge(act: Deed, pk: int) -> bool:
    if not Discharge._all.filter(pk=pk, climbed=False, decision=Decision.PENDING).update(climbed=True):
        return False
    made = Discharge._all.select_related("duty").get(pk=pk)
    path = made.duty.path
    above = territory(path).by_kind.get(OrganisationKind.DISTRICT_OFFICE)
    data = {"duty": made.duty_id, "to": above}
    act.enter("discharge.unanswered", made, path=path, data=data)
    return True
