"""Disputes, deferrals, discharges, handovers: what the street rules."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_day, end_of_working_days
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.entitled import check, entitled
from anju.supervision.lists.actions.lapsing import lapse_asked, lapse_drafts
from anju.supervision.lists.actions.moves import Move, enter, pass_term, perform, schedule
from anju.supervision.lists.actions.reporting import choose_verifier
from anju.supervision.lists.enums import OPEN, Clock, Decision, DeferralReason, Event, Rung, State, TermReason
from anju.supervision.lists.models import Deferral, Discharge, Dispute, Duty, Term
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
        if proposed is not None and proposed == duty.accountable_id:
            raise ValueError("请指出另一家单位")
        now = clock.from_us(act.at)
        judge = _judge(duty, territory(duty.path).rulers())
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


def silent_judge(act: Deed, made: Dispute) -> int | None:
    """A judge who has not ruled in time loses the ruling to the next level up; who has it now, None at the top."""
    duty, now = locked(made.duty_id), clock.from_us(act.at)
    rulers = territory(duty.path).rulers()
    rest = rulers[rulers.index(made.judge_id) + 1 :] if made.judge_id in rulers else rulers
    above = next((ruler for ruler in rest if ruler != duty.accountable_id), None)
    old, made.judge_id = made.judge_id, above or made.judge_id
    made.due_at = end_of_working_days(now, clocks.RULE_DAYS, day_table(duty.path)).at
    made.save(update_fields=["judge", "due_at"])
    act.enter("dispute.unanswered", made, path=duty.path, data={"duty": duty.pk, "silent": old, "to": above})
    enter(act, duty, Event.CLIMB, data={"silent": old, "clock": Clock.RULE, "to_holder": made.judge_id})
    return above


def _judge(duty: Duty, rulers: tuple[int, ...], *, third: bool = True) -> int:
    """The street, or the district office from the third dispute on; never the accountable itself."""
    high = third and duty.disputes_made >= clocks.DISPUTES_BY_STREET and len(rulers) > 1
    levels = rulers[1:] if high else rulers
    found = next((ruler for ruler in levels if ruler != duty.accountable_id), None)
    if found is None:
        raise NotPossibleError("没有可以裁定的上级单位，请登记区消委办")
    return found


def rule_dispute(*, by: Actor, duty_id: int, upheld: bool, reason: str, accountable: int | None = None) -> Duty:
    """The judge rules: another organisation answers, or the dispute is dismissed."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        event = Event.UPHOLD if upheld else Event.DISMISS
        made = check(by, duty, event).dispute
        assert made is not None
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


def ask_deferral(
    *,
    by: Actor,
    duty_id: int,
    reason: DeferralReason,
    interim: str,
    explanation: str = "",
    wished_on: date | None = None,
) -> Deferral:
    """Ask for more time until a date, with interim measures. The street answers in 3 working days; the ladder climbs
    against it. Asked for after the deadline, the case stays late and its own ladder goes on too.
    """
    if not interim.strip():
        raise ValueError("请写明延期期间的临时防范措施")
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.ASK_DEFERRAL)
        now = clock.from_us(act.at)
        if wished_on is not None:
            _within_reach(wished_on, now, "希望延到哪天")
        late = clocks.late_days(duty.due_at, now, day_table(duty.path))
        asked = Deferral(
            duty=duty, reason=reason, interim=interim, asked_at=now, asked_by=by.account, wished_on=wished_on,
            late_days=late,
        )  # fmt: skip
        asked.save()
        act.enter("deferral.asked", asked, path=duty.path, data={"duty": duty.pk, "reason": reason})
        duty.deferral_open, duty.asked_late = True, bool(late)
        judge = _judge(duty, territory(duty.path).rulers(), third=False)
        until = end_of_working_days(now, clocks.RULE_DAYS, day_table(duty.path)).at
        data: dict[str, Any] = {"because": reason, "deferral": asked.pk, **wish_of(asked)}
        if explanation:
            data["reason"] = texts.write(act, duty, "reason", explanation, path=duty.path)
        perform(act, duty, Event.ASK_DEFERRAL, Move(holder=judge, holder_due_at=until, data=data))
        return asked


def wish_of(asked: Deferral) -> dict[str, Any]:
    """What the entry says of a request beside its cause: until when, and how late it was asked."""
    wished = {} if asked.wished_on is None else {"wished_on": asked.wished_on.isoformat()}
    return {**wished, "asked_late": asked.late_days} if asked.late_days else wished


def _within_reach(day: date, now: datetime, what: str, *, standing: datetime | None = None, earliest: int = 1) -> None:
    """A date somebody sets: not in the past, and no further ahead than the rule allows."""
    today = clock.local(now).date()
    if day < today + timedelta(days=earliest):
        raise ValueError(f"{what}：请填{'今天以后' if earliest else '今天或以后'}的日期")
    latest = clocks.latest_day(today, standing)
    if day > latest:
        raise ValueError(f"{what}：最迟到 {latest:%Y-%m-%d}（{clocks.LONGEST_DAYS} 天以内），到时还需要可以再办")


def answer_deferral(*, by: Actor, duty_id: int, granted: bool, review_on: date | None = None, reason: str = "") -> Duty:
    """Grant until a review date, or refuse with a reason; the old due date stays then.

    Later than was asked for needs a reason too; no review lies further ahead than the rule allows.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        event = Event.DEFER if granted else Event.REFUSE_DEFERRAL
        asked = check(by, duty, event).deferral
        assert asked is not None
        now = clock.from_us(act.at)
        if granted:
            if review_on is None:
                raise ValueError("请定一个今天以后的复查日期")
            _within_reach(review_on, now, "复查日期")
            if asked.wished_on is not None and review_on > asked.wished_on and not reason.strip():
                raise ValueError("复查日期比申请的还晚，请写明理由")
        asked.decision = Decision.APPROVED if granted else Decision.DECLINED
        asked.decided_at, asked.decided_by, asked.review_on = now, by.account, review_on if granted else None
        asked.save()
        act.enter("deferral.answered", asked, path=duty.path, data={"duty": duty.pk, "decision": asked.decision})
        duty.deferral_open = False
        if not granted:
            return perform(act, duty, event, Move(data=_say(act, duty, reason)))
        assert review_on is not None
        review = end_of_day(review_on)
        said = _say(act, duty, reason) if reason.strip() else {}
        data = {"review": review, "deferral": asked.pk, "old_due": duty.due_at, **said}
        return perform(act, duty, event, Move(holder_due_at=review, data=data))


def resume(*, by: Actor, duty_id: int, automatic: bool = False) -> Duty:
    """The review date has come (or the accountable is ready sooner): rectification goes on, the clock is fresh."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        entitled(by, duty, Event.RESUME, automatic=automatic)
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
        data = {**_say(act, duty, reason), "old_due": duty.due_at}
        _set_date(act, duty, due_on)
        return perform(act, duty, Event.EXTEND, Move(data=data, fresh_ladder=True))


def confirm_date(*, by: Actor, duty_id: int, due_on: date) -> Duty:
    """The street confirms the date of an imported case; only from then on does it climb."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.CONFIRM_DATE)
        data = {"old_due": duty.due_at}
        _set_date(act, duty, due_on)
        return perform(act, duty, Event.CONFIRM_DATE, Move(data=data, fresh_ladder=True))


def _set_date(act: Deed, duty: Duty, due_on: date) -> None:
    _within_reach(due_on, clock.from_us(act.at), "新的期限", standing=duty.due_at, earliest=0)
    duty.due_at, duty.due_latest = end_of_day(due_on), None
    duty.date_confirmed = True
    align_term(duty)


def align_term(duty: Duty) -> None:
    """Where the accountable holds the term, its date is the case's."""
    if duty.state == State.ASSIGNED and duty.holder_id == duty.accountable_id:
        duty.holder_due_at = duty.due_at
        Term._all.filter(duty=duty, until__isnull=True).update(due_at=duty.due_at)


def discharge(*, by: Actor, duty_id: int, dissuaded_at: datetime, noticed_at: datetime) -> Discharge:
    """A property company has dissuaded and given written notice, and reports. Its term ends with the receipt."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.ASK_DISCHARGE)
        now = clock.from_us(act.at)
        if not dissuaded_at <= noticed_at <= now:
            raise ValueError("劝阻应在书面告知之前，书面告知应在上报之前")
        made = Discharge(
            duty=duty, organisation_id=duty.answering, dissuaded_at=dissuaded_at, noticed_at=noticed_at,
            reported_at=now, reported_by=by.account,
            due_at=end_of_working_days(now, clocks.RECEIPT_DAYS, day_table(duty.path)).at,
        )  # fmt: skip
        made.save()
        act.enter("discharge.reported", made, path=duty.path, data={"duty": duty.pk})
        perform(act, duty, Event.ASK_DISCHARGE, Move(data={"discharge": made.pk}))
        return made


def receive_discharge(*, by: Actor, duty_id: int, receiver: int) -> Duty:
    """The street receives the report and names who takes it on; the hazard stays open, the company's term ends."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        made = check(by, duty, Event.DISCHARGE).discharge
        assert made is not None
        now = clock.from_us(act.at)
        _move_to(duty, receiver, now, {"reason": "discharged", "discharge": made.pk})
        made.received_at, made.received_by, made.receiver_id = now, by.account, receiver
        made.decision = Decision.RECEIVED
        made.save()
        act.enter("discharge.received", made, path=duty.path, data={"duty": duty.pk, "receiver": receiver})
        lapse_asked(act, duty)
        return perform(act, duty, Event.DISCHARGE, Move(data={"discharge": made.pk}, fresh_ladder=True))


def hand_over(
    *, by: Actor, duty_id: int, accountable: int, reason: TermReason, automatic: bool = False, note: str = ""
) -> Duty:
    """A contract ended, custody began, or works are above the sum: the case goes to another organisation.

    What is under verification or deferred stays there; only the accountable changes.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        entitled(by, duty, Event.HAND_OVER, automatic=automatic)
        data = _say(act, duty, note) if note.strip() else {}
        return hand_over_within(act, duty, accountable, reason, data=data)


def hand_over_within(act: Deed, duty: Duty, accountable: int, reason: TermReason, *, data: dict[str, Any]) -> Duty:
    """`hand_over` as a part of another deed, of a locked case."""
    old, holder, now = duty.accountable_id, duty.holder_id, clock.from_us(act.at)
    _move_to(duty, accountable, now, {"reason": str(reason)})
    if duty.state != State.DEFERRED:
        lapse_asked(act, duty)
    if duty.state == State.SUBMITTED:
        _pass_verification(act, duty, reason)
    else:
        pass_term(act, duty, reason, _asked(duty), holder=accountable, due_at=_until(duty))
    lapse_drafts(act, duty)
    duty.rung, duty.rung_at = Rung.NONE, None
    schedule(duty, now)
    duty.save()
    told = {"because": reason, "old_accountable": old, "old_holder": holder, **data}
    enter(act, duty, Event.HAND_OVER, data=told)
    return duty


def _pass_verification(act: Deed, duty: Duty, reason: TermReason) -> None:
    """The verifier may have become the accountable: then the next level up verifies, with the same date."""
    if duty.verifier_id is None:
        raise NotPossibleError("本区没有独立于新责任方的复核单位，请登记上一级单位")
    if duty.verifier_id != duty.holder_id:
        pass_term(act, duty, reason, Clock.VERIFY, holder=duty.verifier_id, due_at=duty.holder_due_at)


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
            to = answerer(duty.hazard.kind.facts, duty.path, on=clock.today(), ground=ground).organisation
            if to == organisation:
                to = ground.need(OrganisationKind.STREET)
        if to != organisation:
            hand_over(by=by, duty_id=duty.pk, accountable=to, reason=reason, automatic=True)
            moved += 1
    return moved
