"""The usual course of a case: reported, assigned, put right, verified, looked at again."""

from dataclasses import replace
from datetime import datetime, timedelta

from anju.catalogue import rules as catalogue_rules
from anju.catalogue.enums import EvidenceKind
from anju.kernel.calendar.days import end_of_day, local_day
from anju.kernel.files import evidence
from anju.kernel.files.enums import Stage
from anju.kernel.ledger.deeds import Deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.history.desk import Desk, Live, SpotKey
from anju.supervision.lists.actions.history.past import Happening, PastCase
from anju.supervision.lists.actions.moves import Move, enter, next_term
from anju.supervision.lists.actions.rectifying import Proof, complete, is_grave, new_look_backs, new_submission
from anju.supervision.lists.actions.reporting import new_duty, new_hazard, reported, set_due
from anju.supervision.lists.enums import (
    TRUSTED_SOURCES,
    Clock,
    Decision,
    Event,
    LookBackResult,
    Outcome,
    ReopenReason,
    State,
    TermReason,
)
from anju.supervision.lists.models import Duty
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.parties import Hand, next_level


def report(desk: Desk, act: Deed, case: PastCase, number: str, version: int, spot: SpotKey | None) -> Live:
    """`actions.report`: a new case, assigned where staff found it, joined to a standing one of the same spot."""
    now = case.reported_at
    kind = desk.versions[version]
    source = case.source if desk.lived else replace(case.source, happened_at=now)
    hazard = new_hazard(act.by, number, version, kind.facts, case.at, case.description, source, now)
    hazard.kind = kind
    if not desk.lived:
        hazard.reported_at = desk.entered
        hazard.reporter = desk.account(act.by)
    desk.book.number(hazard)
    desk.book.keep(hazard)
    seen = [
        desk.book.picture(act, blob, hazard, hazard.path, Stage.BEFORE, EvidenceKind.PHOTO) for blob in case.pictures
    ]
    hazard.photos = [*hazard.photos, *(row.pk for row in seen)]
    act.enter("hazard.reported", hazard, path=hazard.path, data=reported(hazard), happened_at=hazard.happened_at)
    for row in seen:
        evidence.added(act, row)
    ground = desk.grounds[hazard.path]
    duty = new_duty(hazard, kind.facts, case.liable_text, ground.need(OrganisationKind.COMMUNITY), now)
    desk.book.number(duty)
    live = Live(duty, hazard, kind.facts, ground, len(case.then), spot=spot, due_on=case.due_on)
    begun = next_term(duty, TermReason.REPORTED, Clock.CHECK, holder=duty.holder_id, due_at=duty.holder_due_at, now=now)
    desk.begin(live, begun)
    live.scheduled_at = now
    master = desk.standing_at(spot)
    before = _before(desk, live, now) if master is None else None
    duty.recurrence_of_id = before
    enter(act, duty, Event.REPORT, before="", data={"recurrence_of": before} if before else None)
    if source.kind in TRUSTED_SOURCES:
        assign(desk, act, live, now, None, "", automatic=True)
    if master is not None:
        follow(desk, act, live, master, now)
    else:
        desk.stand(live)
    return live


def _before(desk: Desk, live: Live, now: datetime) -> int | None:
    """The case that this one repeats: rectified at the same spot within the district's look-out."""
    if live.spot is None:
        return None
    since = now - timedelta(days=desk.settings(live.duty.path).recurrence_days)
    closed = [
        (duty.closed_at, duty.pk)
        for duty in (done.duty for done in desk.rectified.get(live.spot, ()))
        if duty.outcome == Outcome.RECTIFIED and duty.closed_at is not None and duty.closed_at >= since
    ]
    return max(closed)[1] if closed else None


def assign(
    desk: Desk, act: Deed, live: Live, now: datetime, named: int | None, reason: str, *, automatic: bool = False
) -> None:
    """`reporting.assign`."""
    duty = live.duty
    found = desk.answerer(live, now)
    if named is not None and named != found.organisation:
        duty.why = [*found.why, {"reason": "named", "organisation": named}]
        duty.accountable_id = named
    else:
        duty.why, duty.accountable_id = found.why, found.organisation
    data = desk.say(act, live, reason)
    duty.verifier_id = next_level(desk.verifiers(live), barred=[duty.accountable_id])
    duty.assigned_at = now
    set_due(duty, catalogue_rules.due(live.facts, now, desk.table))
    if live.due_on is not None:
        duty.due_at, duty.due_latest = end_of_day(live.due_on), None
    desk.perform(act, live, Event.ASSIGN, now, Move(data=data, fresh_ladder=True, automatic=automatic))


def assigned(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """A checker has looked at a resident's report."""
    assign(desk, act, live, told.at, told.organisation, told.reason)


def submit(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.submit`."""
    duty, now = live.duty, told.at
    found_and_fixed = told.on_the_spot and act.by.account is not None and act.by.account == live.hazard.reporter
    if duty.state != State.ASSIGNED:
        desk.perform(act, live, Event.SUBMIT, now)  # says why not
    if not desk.recorded(act.by):
        complete(live.facts, told.outcome, told.reason, told.evidence)
    made = new_submission(act.by, duty, told.outcome, told.reason, _proofs(desk, act, duty, told), now)
    made.on_the_spot = told.on_the_spot
    made.account, made.organisations = desk.account(act.by), sorted(desk.organisations(act.by))
    percent = desk.settings(duty.path).on_site_percent
    made.on_site = desk.draw(percent) if told.drawn is None else told.drawn
    if desk.recorded(act.by):
        made.on_site = False
    desk.book.number(made)
    live.submission = made
    act.enter("submission.made", made, path=duty.path, data={"duty": duty.pk, "outcome": told.outcome})
    desk.lapse_asked(act, live, now)
    live.hands.append(Hand(made.account, frozenset(made.organisations)))
    duty.submitted_at, duty.submitted_by = now, made.account
    barred = {duty.accountable_id}.union(*(hand.organisations for hand in live.hands))
    duty.verifier_id = next_level(desk.verifiers(live), barred=barred)
    if duty.verifier_id is None:
        raise desk.refuse(live, "本区没有独立于责任方的复核单位，请登记上一级单位")
    data = {
        "proposed": told.outcome,
        "evidence": len(told.evidence),
        "on_the_spot": told.on_the_spot,
        **desk.say(act, live, told.reason),
    }
    due = desk.working_days(now, clocks.VERIFY_DAYS)
    move = Move(holder=duty.verifier_id, holder_due_at=due, data=data, automatic=found_and_fixed)
    desk.perform(act, live, Event.SUBMIT, now, move)


_PICTURED = (EvidenceKind.PHOTO_PAIR, EvidenceKind.PHOTO)


def _proofs(desk: Desk, act: Deed, duty: Duty, told: Happening) -> tuple[Proof, ...]:
    """What was handed in, the picture where there is one."""
    kind = next((proof.kind for proof in told.evidence if proof.kind in _PICTURED), None)
    if told.picture is None or kind is None:
        return told.evidence
    row = desk.book.picture(act, told.picture, duty, duty.path, Stage.AFTER, kind)
    evidence.added(act, row)
    return tuple(Proof(one.kind, row.pk) if one.kind in _PICTURED else one for one in told.evidence)


def verify(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.verify`: closed with the proposed outcome, or returned."""
    duty, made, now = live.duty, live.submission, told.at
    passed = told.event is Event.PASS
    if made is None or duty.state != State.SUBMITTED:
        raise desk.refuse(live, "没有提交，不能复核")
    desk.independent(act.by, live)
    if passed and made.on_site and not told.on_site:
        raise desk.refuse(live, "被抽中现场复核，不能凭照片通过")
    made.decision = Decision.APPROVED if passed else Decision.DECLINED
    made.decided_at, made.decided_by = now, desk.account(act.by)
    act.enter("submission.decided", made, path=duty.path, data={"duty": duty.pk, "decision": made.decision})
    desk.book.keep(made)
    live.submission = None
    say = desk.say if passed else desk.must_say
    data = {"on_site": told.on_site, "submission": made.pk, **say(act, live, told.reason)}
    if not passed:
        desk.perform(act, live, Event.RETURN, now, Move(data=data))
        return
    verifier, outcome = duty.verifier_id, Outcome(made.outcome)
    assert verifier is not None
    desk.perform(act, live, Event.PASS, now, Move(outcome=outcome, data=data))
    desk.leave(live)
    if outcome is Outcome.RECTIFIED:
        if live.spot is not None:
            desk.rectified.setdefault(live.spot, []).append(live)
        _plan_look_backs(desk, act, live, told, verifier)
    _followers_end(desk, act, live, now)


def _plan_look_backs(desk: Desk, act: Deed, live: Live, told: Happening, verifier: int) -> None:
    duty = live.duty
    if not is_grave(duty):
        percent = desk.settings(duty.path).look_back_percent
        if not (desk.draw(percent) if told.drawn is None else told.drawn):
            return
    for look_back in new_look_backs(duty, verifier, local_day(told.at), desk.settings(duty.path).look_back_days):
        desk.book.number(look_back)
        live.look_backs.append(look_back)
        act.enter("look_back.planned", look_back, path=duty.path, data={"duty": duty.pk, "days": look_back.days})
    live.look_backs.sort(key=lambda row: (row.due_on, row.pk))


def look_back(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.look_back` of the one that is due next."""
    if not live.look_backs:
        raise desk.refuse(live, "没有安排回头看")
    duty, made, result, now = live.duty, live.look_backs[0], told.result, told.at
    desk.independent(act.by, live)
    if result is not LookBackResult.NO_ENTRY:
        made.result, made.done_at, made.done_by = result, now, desk.account(act.by)
        desk.book.keep(live.look_backs.pop(0))
    act.enter("look_back.done", made, path=duty.path, data={"duty": duty.pk, "result": result})
    said = desk.say(act, live, told.reason) if told.reason.strip() else {}
    enter(act, duty, Event.LOOK_BACK, data={"look_back": made.pk, "result": result, **said})
    if result is LookBackResult.RELAPSED and duty.state == State.CLOSED:
        duty.reopened += 1
        stand_again(desk, act, live, Event.REOPEN, now, {"because": ReopenReason.LOOK_BACK}, automatic=True)


def reopen(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.reopen`: contest, recurrence or inspection."""
    live.duty.reopened += 1
    data = {"because": ReopenReason(told.because), **desk.say(act, live, told.reason)}
    seen = told.because == ReopenReason.INSPECTION  # whoever inspects need not be a party of the case
    stand_again(desk, act, live, Event.REOPEN, told.at, data, automatic=seen)


def stand_again(
    desk: Desk, act: Deed, live: Live, event: Event, now: datetime, data: dict[str, object], *, automatic: bool
) -> None:
    """Back to rectification, resolved afresh, with a new deadline."""
    duty = live.duty
    found = desk.answerer(live, now)
    duty.accountable_id, duty.why = found.organisation, found.why
    duty.verifier_id = desk.choose_verifier(live)
    duty.merged_into = None
    for planned in live.look_backs:
        planned.result, planned.done_at = LookBackResult.LAPSED, now
        desk.book.keep(planned)
        act.enter("look_back.lapsed", planned, path=duty.path, data={"duty": duty.pk})
    live.look_backs.clear()
    duty.assigned_at = duty.assigned_at or now
    set_due(duty, catalogue_rules.due(live.facts, now, desk.table))
    desk.perform(act, live, event, now, Move(data=data, fresh_ladder=True, automatic=automatic))
    desk.stand(live)


def follow(desk: Desk, act: Deed, live: Live, master: Live, now: datetime) -> None:
    """`joining.follow`: the case is merged into the one that stands at its spot."""
    duty, first = live.duty, master.duty
    duty.merged_into = first
    desk.perform(act, live, Event.MERGE, now, Move(outcome=Outcome.MERGED, data={"master": first.pk}, automatic=True))
    if duty.due_at is not None and first.due_at is not None and duty.due_at < first.due_at:
        first.due_at = duty.due_at
        if first.holder_id == first.accountable_id:
            first.holder_due_at = duty.due_at
    enter(act, first, Event.JOIN, data={"joined": duty.pk})
    master.followers.append(live)


def _followers_end(desk: Desk, act: Deed, master: Live, now: datetime) -> None:
    outcome = master.duty.outcome
    for live in master.followers:
        if outcome != Outcome.NOT_SO:
            data = {"master": master.duty.pk, "master_outcome": outcome}
            enter(act, live.duty, Event.PROGRESS, data=data)
        else:
            stand_again(desk, act, live, Event.UNMERGE, now, {"master": master.duty.pk}, automatic=True)
    if outcome == Outcome.NOT_SO:
        master.followers.clear()
