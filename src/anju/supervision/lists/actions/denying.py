"""A report that is not so: its checker says so, and somebody of the level above decides."""

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_working_days
from anju.kernel.ledger.deeds import Deed, deed
from anju.supervision.lists.actions.entitled import check
from anju.supervision.lists.actions.moves import Move, perform
from anju.supervision.lists.actions.rectifying import new_submission
from anju.supervision.lists.enums import Decision, Event, Outcome
from anju.supervision.lists.models import Duty, Submission
from anju.supervision.lists.queries.cases import checked_by, day_table, locked
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.parties import next_level
from anju.supervision.lists.rules.transitions import NotPossibleError

DENIALS = (Outcome.NOT_SO, Outcome.NOT_OURS)


def deny(*, by: Actor, duty_id: int, reason: str, outcome: Outcome = Outcome.NOT_SO) -> Duty:
    """The checker has looked: it is not so, or not ours. The case stays open until the level above has decided.

    Raises NotPossibleError, NotYoursError; ValueError without a reason or with another outcome.
    """
    if outcome not in DENIALS:
        raise ValueError("请选择不成立或不属管辖")
    if not reason.strip():
        raise ValueError("请写明现场看到了什么，为什么不属实")
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.DENY)
        now = clock.from_us(act.at)
        said = new_submission(by, duty, outcome, reason, (), now)
        said.by_checker = True
        said.save()
        act.enter("submission.made", said, path=duty.path, data={"duty": duty.pk, "outcome": outcome})
        above = _above(duty, by)
        due = end_of_working_days(now, clocks.VERIFY_DAYS, day_table(duty.path)).at
        data = {"proposed": outcome, "reason": texts.write(act, duty, "reason", reason, path=duty.path)}
        duty.verifier_id = above
        return perform(act, duty, Event.DENY, Move(holder=above, holder_due_at=due, data=data))


def _above(duty: Duty, by: Actor) -> int:
    """The lowest level that rules here and is none of the checker's own organisations."""
    rulers = territory(duty.path).rulers()
    rest = rulers[rulers.index(duty.holder_id) + 1 :] if duty.holder_id in rulers else rulers
    found = next_level(rest, barred=[duty.holder_id, *by.organisations])
    if found is None:
        raise NotPossibleError("没有可以核定的上一级单位，请登记街道或区消委办")
    return found


def recheck(*, by: Actor, duty_id: int, reason: str) -> Duty:
    """Whoever decides does not agree: the checker looks again, with a fresh clock."""
    if not reason.strip():
        raise ValueError("请写明理由")
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.RECHECK)
        end_denial(act, duty, Decision.DECLINED)
        due = end_of_working_days(clock.from_us(act.at), clocks.CHECK_DAYS, day_table(duty.path)).at
        data = {"reason": texts.write(act, duty, "reason", reason, path=duty.path)}
        return perform(act, duty, Event.RECHECK, Move(holder=checked_by(duty), holder_due_at=due, data=data))


def end_denial(act: Deed, duty: Duty, decision: Decision) -> None:
    """What the checker said is decided; the caller moves the case on."""
    for said in Submission._all.select_for_update().filter(duty=duty, by_checker=True, decision=Decision.PENDING):
        said.decision, said.decided_at, said.decided_by = decision, clock.from_us(act.at), act.by.account
        said.save(update_fields=["decision", "decided_at", "decided_by"])
        act.enter("submission.decided", said, path=duty.path, data={"duty": duty.pk, "decision": decision})
