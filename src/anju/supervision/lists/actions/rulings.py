"""Disputes, deferrals, discharges, handovers: what the street rules."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_day, end_of_working_days
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.moves import Move, NotYoursError, check, enter, pass_term, perform, schedule
from anju.supervision.lists.actions.reporting import choose_verifier
from anju.supervision.lists.enums import (
    OPEN,
    Clock,
    Decision,
    DeferralReason,
    Event,
    State,
    TermReason,
)
from anju.supervision.lists.models import Deferral, Discharge, Dispute, Duty
from anju.supervision.lists.queries.cases import day_table, locked, repairers
from anju.supervision.lists.queries.parties import answerer, territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.transitions import NotPossibleError


def _say(act: Deed, duty: Duty, reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise ValueError("请写明理由")
    return {"reason": texts.write(act, duty, "reason", reason, path=duty.path)}


def dispute(*, by: Actor, duty_id: int, reason: str, proposed: int | None = None) -> Dispute:
    """The accountable says another answers. Once per party; the clock runs; the third goes to the district office."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.DISPUTE)
        if duty.dispute_open:
            raise NotPossibleError("已有一项异议等待裁定")
        if Dispute._all.filter(duty=duty, party=duty.accountable_id).exists():
            raise NotPossibleError("同一责任方只能提一次异议")
        now = clock.from_us(act.at)
        ground = territory(duty.path)
        judge = _judge(duty, ground.rulers())
        made = Dispute(
            duty=duty,
            party_id=duty.answering,
            proposed_id=proposed,
            reason=reason,
            judge_id=judge,
            made_at=now,
            due_at=end_of_working_days(now, clocks.RULE_DAYS, day_table(duty.path)).at,
        )
        made.save()
        act.enter("dispute.made", made, path=duty.path, data={"duty": duty.pk, "judge": judge})
        duty.dispute_open, duty.disputes_made = True, duty.disputes_made + 1
        data = {**_say(act, duty, reason), "judge": judge, "proposed": proposed}
        perform(act, duty, Event.DISPUTE, Move(data=data))
        return made


def _judge(duty: Duty, rulers: tuple[int, ...]) -> int:
    """The street, or the district office from the third dispute on; never the accountable itself."""
    levels = rulers[1:] if duty.disputes_made >= clocks.DISPUTES_BY_STREET and len(rulers) > 1 else rulers
    found = next((ruler for ruler in levels if ruler != duty.accountable_id), None)
    if found is None:
        raise NotPossibleError("没有可以裁定的上级单位，请登记区消委办")
    return found


def rule_dispute(*, by: Actor, duty_id: int, upheld: bool, reason: str, accountable: int | None = None) -> Duty:
    """The judge rules: another organisation answers, or the dispute is dismissed."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        event = Event.UPHOLD if upheld else Event.DISMISS
        check(by, duty, event)
        made = Dispute._all.select_for_update().filter(duty=duty, decision=Decision.PENDING).first()
        if made is None:
            raise NotPossibleError("没有等待裁定的异议")
        if made.judge_id not in by.organisations:
            raise NotYoursError("这项异议由另一级裁定")
        made.decision = Decision.APPROVED if upheld else Decision.DECLINED
        made.decided_at, made.decided_by = clock.from_us(act.at), by.account
        made.save()
        act.enter("dispute.ruled", made, path=duty.path, data={"duty": duty.pk, "decision": made.decision})
        duty.dispute_open = False
        move = Move(data=_say(act, duty, reason))
        if upheld:
            _move_to(
                duty, accountable or made.proposed_id, clock.from_us(act.at), {"reason": "ruling", "dispute": made.pk}
            )
            move.fresh_ladder = True
        return perform(act, duty, event, move)


def _move_to(duty: Duty, accountable: int | None, now: datetime, why: dict[str, Any]) -> None:
    """Another organisation answers, with at least 3 working days; the verifier stays independent of it."""
    if accountable is None:
        raise ValueError("请指定新的责任方")
    if accountable == duty.accountable_id:
        raise ValueError("新的责任方与原责任方相同")
    duty.accountable_id = accountable
    duty.why = [*duty.why, {**why, "organisation": accountable}]
    duty.due_at = clocks.no_sooner(duty.due_at, now, clocks.HANDOVER_DAYS, day_table(duty.path))
    duty.due_latest = None
    barred = [organisation for hand in repairers(duty) for organisation in hand.organisations]
    duty.verifier_id = choose_verifier(duty, duty.hazard.kind.facts, territory(duty.path), barred=barred)


def ask_deferral(*, by: Actor, duty_id: int, reason: DeferralReason, interim: str, explanation: str = "") -> Deferral:
    """Ask for more time, with interim measures. The street answers in 3 working days; the ladder climbs against it."""
    if not interim.strip():
        raise ValueError("请写明延期期间的临时防范措施")
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.ASK_DEFERRAL)
        if duty.deferral_open:
            raise NotPossibleError("已有一项延期申请等待答复")
        now = clock.from_us(act.at)
        asked = Deferral(duty=duty, reason=reason, interim=interim, asked_at=now, asked_by=by.account)
        asked.save()
        act.enter("deferral.asked", asked, path=duty.path, data={"duty": duty.pk, "reason": reason})
        duty.deferral_open = True
        judge = next(ruler for ruler in [*territory(duty.path).rulers()] if ruler != duty.accountable_id)
        due = end_of_working_days(now, clocks.RULE_DAYS, day_table(duty.path)).at
        data: dict[str, Any] = {"because": reason, "deferral": asked.pk}
        if explanation:
            data["reason"] = texts.write(act, duty, "reason", explanation, path=duty.path)
        perform(act, duty, Event.ASK_DEFERRAL, Move(holder=judge, holder_due_at=due, data=data))
        return asked


def answer_deferral(*, by: Actor, duty_id: int, granted: bool, review_on: date | None = None, reason: str = "") -> Duty:
    """Grant until a review date, or refuse with a reason; the old due date stays then."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        event = Event.DEFER if granted else Event.REFUSE_DEFERRAL
        check(by, duty, event)
        if duty.holder_id not in by.organisations:
            raise NotYoursError("这项延期申请由另一级答复")
        asked = Deferral._all.select_for_update().filter(duty=duty, decision=Decision.PENDING).first()
        if asked is None:
            raise NotPossibleError("没有等待答复的延期申请")
        now = clock.from_us(act.at)
        if granted and (review_on is None or review_on <= clock.local(now).date()):
            raise ValueError("请定一个今天以后的复查日期")
        asked.decision = Decision.APPROVED if granted else Decision.DECLINED
        asked.decided_at, asked.decided_by, asked.review_on = now, by.account, review_on if granted else None
        asked.save()
        act.enter("deferral.answered", asked, path=duty.path, data={"duty": duty.pk, "decision": asked.decision})
        duty.deferral_open = False
        if not granted:
            return perform(act, duty, event, Move(data=_say(act, duty, reason)))
        assert review_on is not None
        review = end_of_day(review_on)
        data = {"review": review, "deferral": asked.pk}
        return perform(act, duty, event, Move(holder_due_at=review, data=data))


def resume(*, by: Actor, duty_id: int, automatic: bool = False) -> Duty:
    """The review date has come (or the accountable is ready sooner): rectification goes on, the clock is fresh."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        now = clock.from_us(act.at)
        missed = duty.holder_due_at is not None and duty.holder_due_at <= now
        duty.due_at = clocks.no_sooner(duty.due_at, now, clocks.HANDOVER_DAYS, day_table(duty.path))
        move = Move(data={"missed_review": missed}, fresh_ladder=True, automatic=automatic)
        return perform(act, duty, Event.RESUME, move)


def extend(*, by: Actor, duty_id: int, due_on: date, reason: str) -> Duty:
    """The street sets another due date, with a reason. It is shown as an extension for ever."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.EXTEND)
        if due_on < clock.local(clock.from_us(act.at)).date():
            raise ValueError("新的期限不能早于今天")
        data = {**_say(act, duty, reason), "old_due": duty.due_at}
        duty.due_at, duty.due_latest = end_of_day(due_on), None
        duty.date_confirmed = True
        if duty.holder_id == duty.accountable_id:
            duty.holder_due_at = duty.due_at
        return perform(act, duty, Event.EXTEND, Move(data=data, fresh_ladder=True))


def confirm_date(*, by: Actor, duty_id: int, due_on: date) -> Duty:
    """The street confirms the date of an imported case; only from then on does it climb."""
    return extend(by=by, duty_id=duty_id, due_on=due_on, reason="确认导入案件的期限")


def discharge(*, by: Actor, duty_id: int, dissuaded_at: datetime, noticed_at: datetime) -> Discharge:
    """A property company has dissuaded and given written notice, and reports. Its term ends with the receipt."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.SUBMIT)
        now = clock.from_us(act.at)
        if not dissuaded_at <= noticed_at <= now:
            raise ValueError("劝阻应在书面告知之前，书面告知应在上报之前")
        made = Discharge(
            duty=duty, organisation_id=duty.answering, dissuaded_at=dissuaded_at, noticed_at=noticed_at,
            reported_at=now, reported_by=by.account,
        )  # fmt: skip
        made.save()
        act.enter("discharge.reported", made, path=duty.path, data={"duty": duty.pk})
        enter(act, duty, Event.PROGRESS, data={"discharge": made.pk})
        return made


def receive_discharge(*, by: Actor, discharge_id: int, receiver: int) -> Duty:
    """The street receives the report and names who takes it on; the hazard stays open, the company's term ends."""
    with deed(by=by) as act:
        made = Discharge._all.select_for_update().get(pk=discharge_id, received_at__isnull=True)
        duty = locked(made.duty_id)
        now = clock.from_us(act.at)
        _move_to(duty, receiver, now, {"reason": "discharged", "discharge": made.pk})
        made.received_at, made.received_by, made.receiver_id = now, by.account, receiver
        made.save()
        act.enter("discharge.received", made, path=duty.path, data={"duty": duty.pk, "receiver": receiver})
        return perform(act, duty, Event.DISCHARGE, Move(data={"discharge": made.pk}, fresh_ladder=True))


def hand_over(*, by: Actor, duty_id: int, accountable: int, reason: TermReason, automatic: bool = False) -> Duty:
    """A contract ended, custody began, or works are above the sum: the case goes to another organisation.

    What is under verification or deferred stays there; only the accountable changes.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.HAND_OVER, automatic=automatic)
        old, now = duty.accountable_id, clock.from_us(act.at)
        held = duty.holder_id == old
        _move_to(duty, accountable, now, {"reason": str(reason)})
        if held:
            pass_term(act, duty, reason, _asked(duty), holder=accountable, due_at=_until(duty))
        schedule(duty, now)
        duty.save()
        enter(act, duty, Event.HAND_OVER, data={"because": reason, "old_accountable": old})
        return duty


def _asked(duty: Duty) -> Clock:
    return Clock.WAIT if duty.state == State.DEFERRED else Clock.RECTIFY


def _until(duty: Duty) -> datetime | None:
    return duty.holder_due_at if duty.state == State.DEFERRED else duty.due_at


def hand_over_all(*, by: Actor, organisation: int, path: str, reason: TermReason, successor: int | None = None) -> int:
    """Every open case of an organisation at or below a place goes to who answers there now. Returns how many.

    In emergency custody the street itself answers for the open works (撤场).
    """
    rows = Duty._all.filter(
        Q(path__gte=path, path__lt=path[:-1] + "0"), accountable=organisation, state__in=OPEN, merged_into__isnull=True
    ).exclude(state=State.REPORTED)
    moved = 0
    for duty in rows.select_related("hazard__kind").order_by("id"):
        to = successor
        if to is None:
            ground = territory(duty.path)
            to = answerer(
                duty.hazard.kind.facts, duty.path, on=clock.local(clock.now()).date(), ground=ground
            ).organisation
            if to == organisation:
                to = ground.need(OrganisationKind.STREET)
        if to != organisation:
            hand_over(by=by, duty_id=duty.pk, accountable=to, reason=reason, automatic=True)
            moved += 1
    return moved
