"""One fault, one case: merging, following, reopening, looking back."""

from typing import Any

from anju.catalogue.rules import due
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.supervision.lists.actions.moves import Move, NotYoursError, check, enter, perform
from anju.supervision.lists.actions.reporting import choose_verifier, set_due
from anju.supervision.lists.enums import Event, LookBackResult, Outcome, ReopenReason, State
from anju.supervision.lists.models import Duty, LookBack
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, locked, repairers
from anju.supervision.lists.queries.parties import answerer, territory
from anju.supervision.lists.rules.parties import Hand, may_verify
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
    duty.dispute_open = duty.deferral_open = False
    move = Move(outcome=Outcome.MERGED, data={"master": master.pk}, automatic=automatic)
    perform(act, duty, Event.MERGE, move)
    Duty._all.filter(merged_into=duty).update(merged_into=master)
    if duty.due_at is not None and master.due_at is not None and duty.due_at < master.due_at:
        master.due_at = duty.due_at
        if master.holder_id == master.accountable_id:
            master.holder_due_at = duty.due_at
        master.save(update_fields=["due_at", "holder_due_at"])
    enter(act, master, Event.JOIN, data={"joined": duty.pk})
    return duty


def unmerge(*, by: Actor, duty_id: int, reason: str) -> Duty:
    """It was another fault after all: the case stands on its own again, with a fresh clock."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.UNMERGE)
        return _stand_again(act, duty, Event.UNMERGE, _said(act, duty, reason), automatic=False)


def followers_end(act: Deed, master: Duty) -> None:
    """What becomes of the cases that follow a closed one: rectified with it, or open again where it was "not so"."""
    for pk in Duty._all.filter(merged_into=master).order_by("pk").values_list("pk", flat=True):
        follower = locked(pk)
        if master.outcome == Outcome.RECTIFIED:
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
    duty.assigned_at = duty.assigned_at or now
    set_due(duty, due(facts, now, day_table(duty.path)))
    return perform(act, duty, event, Move(data=data, fresh_ladder=True, automatic=automatic))


def reopen(*, by: Actor, duty_id: int, why: ReopenReason, reason: str = "", automatic: bool = False) -> Duty:
    """A closed case was not put right, or has come back: a new clock, linked to all that went before."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.REOPEN, automatic=automatic)
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
    with deed(by=by) as act:
        made = LookBack._all.select_for_update().get(pk=look_back_id)
        duty = locked(made.duty_id)
        require(by, Permission.VERIFY, path=duty.path, parties=[made.organisation_id])
        bar = may_verify(Hand(by.account, by.organisations), accountable=duty.accountable_id, repairers=repairers(duty))
        if bar:
            raise NotYoursError(bar)
        if made.result:
            raise NotPossibleError("这次回头看已经登记")
        if result is not LookBackResult.NO_ENTRY:
            made.result, made.done_at, made.done_by = result, clock.from_us(act.at), by.account
            made.save()
        act.enter("look_back.done", made, path=duty.path, data={"duty": duty.pk, "result": result})
        enter(act, duty, Event.LOOK_BACK, data={"look_back": made.pk, "result": result})
        if result is LookBackResult.RELAPSED and duty.state == State.CLOSED:
            duty.reopened += 1
            _stand_again(act, duty, Event.REOPEN, {"because": ReopenReason.LOOK_BACK}, automatic=True)
        return made
