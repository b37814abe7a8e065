"""One fault, one case: merging, following, reopening, looking back."""

from typing import Any

from anju.catalogue.rules import due
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.supervision.lists.actions.entitled import check, entitled
from anju.supervision.lists.actions.lapsing import lapse_asked, lapse_look_backs, lapse_papers
from anju.supervision.lists.actions.moves import Move, enter, perform, schedule
from anju.supervision.lists.actions.reporting import Source, Spot, choose_verifier, report, set_due
from anju.supervision.lists.enums import (
    OBSERVED,
    Decision,
    Event,
    LookBackResult,
    Outcome,
    ReopenReason,
    State,
)
from anju.supervision.lists.models import Duty, LookBack, Submission, Term
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, locked, locked_by_case, repairers
from anju.supervision.lists.queries.parties import answerer, territory
from anju.supervision.lists.rules.transitions import NotPossibleError


def follow(act: Deed, duty: Duty, master: Duty) -> Duty:
    """A fresh report of a standing fault joins its case by itself; its reporter is told what becomes of it."""
    return _merge(act, duty, master, automatic=True)


def merge(*, by: Actor, duty_id: int, master_id: int) -> Duty:
    """Staff join a case to another of the same kind. The earlier due date counts. Raises NotPossibleError."""
    if duty_id == master_id:
        raise NotPossibleError("不能并入自己")
    with deed(by=by) as act:
        first, second = (locked(pk) for pk in sorted((duty_id, master_id)))
        duty, master = (first, second) if first.pk == duty_id else (second, first)
        check(by, duty, Event.MERGE)
        if master.state == State.CLOSED:
            raise NotPossibleError("主条已销号，不能并入；如又发生，请复开主条")
        if duty.kind_code != master.kind_code:
            raise NotPossibleError("两条的隐患类别不同，不能合并")
        return _merge(act, duty, master, automatic=False)


def _merge(act: Deed, duty: Duty, master: Duty, *, automatic: bool) -> Duty:
    duty.merged_into = master
    lapse_asked(act, duty)
    lapse_papers(act, duty)
    _withdraw_submission(act, duty)
    move = Move(outcome=Outcome.MERGED, data={"master": master.pk}, automatic=automatic)
    perform(act, duty, Event.MERGE, move)
    for pk in list(Duty._all.filter(merged_into=duty).order_by("pk").values_list("pk", flat=True)):
        follower = locked(pk)
        follower.merged_into = master
        follower.save(update_fields=["merged_into"])
        enter(act, follower, Event.MERGE, data={"master": master.pk, "with": duty.pk})
    _take_earlier_date(act, master, duty)
    enter(act, master, Event.JOIN, data={"joined": duty.pk})
    return duty


def _withdraw_submission(act: Deed, duty: Duty) -> None:
    """Work handed in on a case that now follows another is decided there."""
    for handed_in in Submission._all.select_for_update().filter(duty=duty, decision=Decision.PENDING):
        handed_in.decision, handed_in.decided_at = Decision.LAPSED, clock.from_us(act.at)
        handed_in.save(update_fields=["decision", "decided_at"])
        act.enter("submission.lapsed", handed_in, path=duty.path, data={"duty": duty.pk})


def _take_earlier_date(act: Deed, master: Duty, duty: Duty) -> None:
    if duty.due_at is None or master.due_at is None or duty.due_at >= master.due_at:
        return
    master.due_at, master.due_latest = duty.due_at, duty.due_latest
    if master.state == State.ASSIGNED and master.holder_id == master.accountable_id:
        master.holder_due_at = duty.due_at
        Term._all.filter(duty=master, until__isnull=True).update(due_at=duty.due_at)
    schedule(master, clock.from_us(act.at))
    master.save()


def unmerge(*, by: Actor, duty_id: int, reason: str) -> Duty:
    """It was another fault after all: the case stands on its own again, with a fresh clock."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.UNMERGE)
        return _stand_again(act, duty, Event.UNMERGE, _said(act, duty, reason), automatic=False)


def followers_end(act: Deed, master: Duty) -> None:
    """What becomes of the cases that follow a closed one: they end with it, or open again where it was "not so"."""
    for pk in Duty._all.filter(merged_into=master).order_by("pk").values_list("pk", flat=True):
        follower = locked(pk)
        if master.outcome != Outcome.NOT_SO:
            enter(act, follower, Event.PROGRESS, data={"master": master.pk, "master_outcome": master.outcome})
        else:
            _stand_again(act, follower, Event.UNMERGE, {"master": master.pk}, automatic=True)


def _stand_again(act: Deed, duty: Duty, event: Event, data: dict[str, Any], *, automatic: bool) -> Duty:
    """Back to rectification: resolved afresh, deadline counted anew, everything said before kept."""
    now = clock.from_us(act.at)
    facts, ground = duty.hazard.kind.facts, territory(duty.path)
    found = answerer(facts, duty.path, on=clock.local(now).date(), ground=ground)
    duty.accountable_id, duty.why = found.organisation, found.why
    barred = [organisation for hand in repairers(duty) for organisation in hand.organisations]
    duty.verifier_id = choose_verifier(duty, facts, ground, barred=barred)
    duty.merged_into = None
    lapse_look_backs(act, duty)
    duty.assigned_at = duty.assigned_at or now
    set_due(duty, due(facts, now, day_table(duty.path)))
    return perform(act, duty, event, Move(data=data, fresh_ladder=True, automatic=automatic))


def reopen(*, by: Actor, duty_id: int, why: ReopenReason, reason: str = "", automatic: bool = False) -> Duty:
    """A closed case was not put right, or has come back: a new clock, linked to all that went before."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        entitled(by, duty, Event.REOPEN, automatic=automatic)
        duty.reopened += 1
        data: dict[str, Any] = {"because": why}
        if reason:
            data |= _said(act, duty, reason)
        return _stand_again(act, duty, Event.REOPEN, data, automatic=automatic)


def _said(act: Deed, duty: Duty, reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise ValueError("请写明理由")
    return {"reason": texts.write(act, duty, "reason", reason, path=duty.path)}


def look_back(*, by: Actor, look_back_id: int, result: LookBackResult, reason: str = "") -> LookBack:
    """Record a look-back. A relapse reopens the case; "could not get in" leaves the look-back to be done again."""
    if result not in OBSERVED:
        raise ValueError("请选择看到的情况")
    with deed(by=by) as act:
        made, duty = locked_by_case(LookBack._all.all(), look_back_id)
        if made.result:
            raise NotPossibleError("这次回头看已经登记")
        check(by, duty, Event.LOOK_BACK)
        data: dict[str, Any] = {"look_back": made.pk, "result": result}
        if reason.strip():
            data |= _said(act, duty, reason)
        if result is not LookBackResult.NO_ENTRY:
            made.result, made.done_at, made.done_by = result, clock.from_us(act.at), by.account
            made.save()
        act.enter("look_back.done", made, path=duty.path, data={"duty": duty.pk, "result": result})
        enter(act, duty, Event.LOOK_BACK, data=data)
        if result is LookBackResult.RELAPSED:
            duty.reopened += 1
            _stand_again(act, duty, Event.REOPEN, {"because": ReopenReason.LOOK_BACK}, automatic=True)
        return made


def join(*, by: Actor, duty_id: int, description: str = "", source: Source | None = None) -> Duty:
    """ "I have seen it too": a report of the same fault, which follows this case; its reporter hears of the end.

    `source`: where the report comes from; by default somebody at a desk.
    """
    with deed(by=by) as act:
        master = locked(duty_id)
        check(by, master, Event.JOIN)
        hazard = master.hazard
        require(by, Permission.REPORT, path=hazard.path, place=hazard.place_id)
        at = Spot(hazard.place, floor=hazard.floor, spot=hazard.spot)
        made = report(by=by, code=hazard.kind_code, at=at, description=description, source=source)
        made = locked(made.pk)
        if made.merged_into_id is None:
            _merge(act, made, master, automatic=True)
        return made
