"""What else can befall a case: disputes, deferrals, other dates and hands, the five fixes."""

from datetime import datetime

from anju.kernel.calendar.days import end_of_day, local_day
from anju.kernel.ledger.deeds import Deed
from anju.supervision.lists.actions.history.desk import Desk, Live
from anju.supervision.lists.actions.history.past import Happening
from anju.supervision.lists.actions.moves import Move, enter, next_term
from anju.supervision.lists.actions.rectifying import FIVE_FIXES
from anju.supervision.lists.actions.rulings import wish_of
from anju.supervision.lists.enums import Clock, Decision, DeferralReason, Event, Rung, State, TermReason
from anju.supervision.lists.models import Deferral, Discharge, Dispute
from anju.supervision.lists.rules import clocks


def plan(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.plan`: the five fixes."""
    duty = live.duty
    if State(duty.state) not in {State.ASSIGNED, State.DEFERRED}:
        raise desk.refuse(live, "只有待整改或已延期的案件可以填报五落实")
    if unknown := set(told.fixes) - set(FIVE_FIXES):
        raise ValueError(f"not one of the five fixes: {sorted(unknown)}")
    if not desk.recorded(act.by) and duty.accountable_id not in desk.organisations(act.by):
        raise desk.refuse(live, "五落实由责任方填报")
    for name, value in told.fixes.items():
        setattr(duty, name, value)
    enter(act, duty, Event.PLAN, data={"fixes": sorted(told.fixes), "funds_fen": duty.funds_fen})


def dispute(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.dispute`."""
    duty, now = live.duty, told.at
    if duty.dispute_open or duty.accountable_id in live.disputants:
        raise desk.refuse(live, "已有一项异议，或同一责任方提过异议")
    rulers = live.ground.rulers()
    levels = rulers[1:] if duty.disputes_made >= clocks.DISPUTES_BY_STREET and len(rulers) > 1 else rulers
    judge = next((ruler for ruler in levels if ruler != duty.accountable_id), None)
    if judge is None:
        raise desk.refuse(live, "没有可以裁定的上级单位，请登记区消委办")
    live.disputants.add(duty.answering)
    made = Dispute(
        duty_id=duty.pk,
        party_id=duty.answering,
        proposed_id=told.organisation,
        reason=told.reason,
        judge_id=judge,
        made_at=now,
        due_at=desk.working_days(now, clocks.RULE_DAYS),
    )
    desk.book.number(made)
    live.dispute = made
    act.enter("dispute.made", made, path=duty.path, data={"duty": duty.pk, "judge": judge})
    duty.dispute_open, duty.disputes_made = True, duty.disputes_made + 1
    data = {**desk.must_say(act, live, told.reason), "judge": judge, "proposed": told.organisation}
    desk.perform(act, live, Event.DISPUTE, now, Move(data=data))


def rule(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.rule_dispute`: another answers, or the dispute is dismissed."""
    duty, made, now = live.duty, live.dispute, told.at
    if made is None:
        raise desk.refuse(live, "没有等待裁定的异议")
    if not desk.recorded(act.by) and made.judge_id not in desk.organisations(act.by):
        raise desk.refuse(live, "这项异议由另一级裁定")
    upheld = told.event is Event.UPHOLD
    made.decision = Decision.APPROVED if upheld else Decision.DECLINED
    made.decided_at, made.decided_by = now, desk.account(act.by)
    act.enter("dispute.ruled", made, path=duty.path, data={"duty": duty.pk, "decision": made.decision})
    desk.book.keep(made)
    live.dispute, duty.dispute_open = None, False
    move = Move(data=desk.must_say(act, live, told.reason))
    if upheld:
        _move_to(desk, live, told, told.organisation or made.proposed_id, {"reason": "ruling", "dispute": made.pk})
        move.fresh_ladder = True
    desk.perform(act, live, told.event, now, move)


def _move_to(desk: Desk, live: Live, told: Happening, accountable: int | None, why: dict[str, str | int]) -> None:
    duty = live.duty
    if accountable is None or accountable == duty.accountable_id:
        raise desk.refuse(live, "请指定新的责任方")
    duty.accountable_id = accountable
    duty.why = [*duty.why, {**why, "organisation": accountable}]
    duty.due_at = clocks.no_sooner(duty.due_at, told.at, clocks.HANDOVER_DAYS, desk.table)
    duty.due_latest = None
    duty.verifier_id = desk.choose_verifier(live)


def hand_over(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.hand_over`: a contract ended, custody began."""
    duty, now, reason = live.duty, told.at, TermReason(told.because)
    if State(duty.state) not in {State.ASSIGNED, State.DEFERRED, State.SUBMITTED}:
        raise desk.refuse(live, "没有责任方，不能移交")
    old = duty.accountable_id
    _move_to(desk, live, told, told.organisation, {"reason": str(reason)})
    deferred = duty.state == State.DEFERRED
    if not deferred:
        desk.lapse_asked(act, live, now)
    if duty.state != State.SUBMITTED:
        asked, due = (Clock.WAIT, duty.holder_due_at) if deferred else (Clock.RECTIFY, duty.due_at)
        _pass(desk, live, reason, asked, duty.answering, due, now)
    elif duty.verifier_id is not None and duty.verifier_id != duty.holder_id:
        _pass(desk, live, reason, Clock.VERIFY, duty.verifier_id, duty.holder_due_at, now)
    duty.rung, duty.rung_at = Rung.NONE, None
    live.scheduled_at = now
    enter(act, duty, Event.HAND_OVER, data={"because": reason, "old_accountable": old})


def _pass(desk: Desk, live: Live, reason: str, asked: Clock, holder: int, due: datetime | None, now: datetime) -> None:
    desk.end_term(live, now)
    desk.begin(live, next_term(live.duty, reason, asked, holder=holder, due_at=due, now=now))


def ask_deferral(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.ask_deferral`."""
    duty, now = live.duty, told.at
    if not told.interim.strip():
        raise ValueError("请写明延期期间的临时防范措施")
    if duty.deferral_open:
        raise desk.refuse(live, "已有一项延期申请等待答复")
    if duty.date_confirmed and not clocks.may_still_ask(duty.due_at, now, desk.table):
        raise desk.refuse(live, "期限已过多日，不能再申请延期")
    reason = DeferralReason(told.because)
    late = clocks.late_days(duty.due_at, now, desk.table)
    asked = Deferral(
        duty_id=duty.pk, reason=reason, interim=told.interim, asked_at=now, asked_by=desk.account(act.by),
        wished_on=told.on, late_days=late,
    )  # fmt: skip
    desk.book.number(asked)
    live.deferral = asked
    act.enter("deferral.asked", asked, path=duty.path, data={"duty": duty.pk, "reason": reason})
    duty.deferral_open, duty.asked_late = True, bool(late)
    judge = next(ruler for ruler in live.ground.rulers() if ruler != duty.accountable_id)
    data = {"because": reason, "deferral": asked.pk, **wish_of(asked), **desk.say(act, live, told.reason)}
    due = desk.working_days(now, clocks.RULE_DAYS)
    desk.perform(act, live, Event.ASK_DEFERRAL, now, Move(holder=judge, holder_due_at=due, data=data))


def answer_deferral(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.answer_deferral`: until a review date, or not."""
    duty, asked, now = live.duty, live.deferral, told.at
    if asked is None:
        raise desk.refuse(live, "没有等待答复的延期申请")
    if not desk.recorded(act.by) and duty.holder_id not in desk.organisations(act.by):
        raise desk.refuse(live, "这项延期申请由另一级答复")
    granted = told.event is Event.DEFER
    if granted and (told.on is None or not local_day(now) < told.on <= clocks.latest_day(local_day(now))):
        raise ValueError(f"请定一个以后的复查日期，最迟 {clocks.LONGEST_DAYS} 天")
    asked.decision = Decision.APPROVED if granted else Decision.DECLINED
    asked.decided_at, asked.decided_by = now, desk.account(act.by)
    asked.review_on = told.on if granted else None
    act.enter("deferral.answered", asked, path=duty.path, data={"duty": duty.pk, "decision": asked.decision})
    desk.book.keep(asked)
    live.deferral, duty.deferral_open = None, False
    if not granted or told.on is None:
        desk.perform(act, live, told.event, now, Move(data=desk.must_say(act, live, told.reason)))
        return
    review = end_of_day(told.on)
    move = Move(holder_due_at=review, data={"review": review, "deferral": asked.pk, "old_due": duty.due_at})
    desk.perform(act, live, told.event, now, move)


def extend(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.extend`."""
    duty = live.duty
    if told.on is None or told.on < local_day(told.at):
        raise ValueError("新的期限不能早于当天")
    if told.on > clocks.latest_day(local_day(told.at), duty.due_at):
        raise ValueError(f"新的期限最迟 {clocks.LONGEST_DAYS} 天")
    data = {**desk.must_say(act, live, told.reason), "old_due": duty.due_at}
    duty.due_at, duty.due_latest = end_of_day(told.on), None
    duty.date_confirmed = True
    if duty.holder_id == duty.accountable_id:
        duty.holder_due_at = duty.due_at
    desk.perform(act, live, Event.EXTEND, told.at, Move(data=data, fresh_ladder=True))


def report_discharge(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.discharge`: the company has dissuaded, given notice in writing, and reports."""
    duty, now = live.duty, told.at
    spoke, wrote = told.dissuaded_at, told.noticed_at
    if spoke is None or wrote is None or not spoke <= wrote <= now:
        raise ValueError("劝阻应在书面告知之前，书面告知应在上报之前")
    if live.discharge is not None:
        raise desk.refuse(live, "已有一项上报等待回执")
    made = Discharge(
        duty_id=duty.pk, organisation_id=duty.answering, dissuaded_at=spoke, noticed_at=wrote, reported_at=now,
        reported_by=desk.account(act.by), due_at=desk.working_days(now, clocks.RECEIPT_DAYS),
    )  # fmt: skip
    desk.book.number(made)
    live.discharge = made
    act.enter("discharge.reported", made, path=duty.path, data={"duty": duty.pk})
    desk.perform(act, live, Event.ASK_DISCHARGE, now, Move(data={"discharge": made.pk}))


def receive_discharge(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.receive_discharge`: the street names who takes it on; the hazard stays open."""
    duty, made, now = live.duty, live.discharge, told.at
    if made is None or told.organisation is None:
        raise desk.refuse(live, "没有等待回执的上报，或没有写明由谁接手")
    _move_to(desk, live, told, told.organisation, {"reason": "discharged", "discharge": made.pk})
    made.received_at, made.received_by, made.receiver_id = now, desk.account(act.by), told.organisation
    made.decision = Decision.RECEIVED
    act.enter("discharge.received", made, path=duty.path, data={"duty": duty.pk, "receiver": told.organisation})
    desk.book.keep(made)
    live.discharge = None
    desk.lapse_asked(act, live, now)
    desk.perform(act, live, Event.DISCHARGE, now, Move(data={"discharge": made.pk}, fresh_ladder=True))
