"""On site: hazards put on the lists, a look recorded, a place nobody could enter, the sheet handed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.supervision.inspections.monthly.actions.drawing import give
from anju.supervision.inspections.monthly.enums import OF_HALF, Half, Handed, MonthState, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Find, Result, Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months, people, tasks
from anju.supervision.inspections.monthly.rules.assigning import barred, inspector_for
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Photos, Source, Spot
from anju.supervision.lists.enums import Outcome as CaseOutcome
from anju.supervision.lists.enums import ReopenReason, SourceKind, State
from anju.supervision.lists.models import Duty


@dataclass(frozen=True, slots=True)
class Seen:
    """A hazard as it was seen; `client_ref` makes sending it twice harmless."""

    code: str
    client_ref: str
    spot: str = ""
    floor: int | None = None
    description: str = ""
    photos: Sequence[str] = ()


def report_find(*, by: Actor, task: int, seen: Seen) -> Duty:
    """Put what was found on the lists; the look goes on. Raises PermissionDenied, ValidationError and what a report
    raises.
    """
    with deed(by=by):
        row = _open(by, task)
        source = Source(
            kind=SourceKind.INSPECTION, ref=f"monthly:{row.pk}", client_ref=f"monthly:{row.pk}:{seen.client_ref}"
        )
        duty = lists.report_with_photos(
            by=by, code=seen.code, at=Spot(row.place, floor=seen.floor, spot=seen.spot), description=seen.description,
            photos=Photos(before=seen.photos), source=source,
        )  # fmt: skip
        Find._all.get_or_create(task=row, duty=duty)
    return duty


def record_look(*, by: Actor, task: int, outcome: Outcome, reason: str = "") -> Result:
    """The look is over. A closed hazard that is not put right opens again, by name of whoever saw it.

    Raises ValidationError where outcome and finds do not fit, or a false closure is told without a word.
    """
    with deed(by=by) as act:
        row = _open(by, task)
        found = tasks.new_finds(row)
        _fits(row, outcome, found, reason)
        row.state, row.looked_at, row.looked_by = TaskState.DONE, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "looked_at", "looked_by"])
        data = {"month": row.month_id}
        act.enter("inspection.looked", row, path=row.path, data=data)
        if outcome is Outcome.NOT_FIXED:
            _reopen(by, row, reason.strip())
        result = Result._all.create(
            task=row, path=row.path, number=1, outcome=outcome, found=found, made_at=row.looked_at, made_by=by.account
        )
        told: dict[str, object] = {"inspection": row.pk, "outcome": outcome, "found": found}
        if reason.strip():
            told["reason"] = texts.write(act, result, "reason", reason.strip(), path=row.path)
        act.enter("inspection_result.recorded", result, path=row.path, data=told)
    return result


def _fits(row: Task, outcome: Outcome, found: int, reason: str) -> None:
    if outcome not in OF_HALF[Half(row.half)]:
        raise ValidationError(_("这一处不能这样记。请刷新页面再选。"))
    if outcome is Outcome.CLEAN and found:
        raise ValidationError(_("这里已经登记了隐患，不能记“未发现”。请点“看完了”。"))
    if outcome is Outcome.FOUND and not found:
        raise ValidationError(_("还没有登记隐患。请先登记，再点“看完了”；没有隐患请点“这里没问题”。"))
    if outcome is Outcome.NOT_FIXED and not reason.strip():
        raise ValidationError(_("请写一句没有改好的情况。"))


def _reopen(by: Actor, row: Task, reason: str) -> None:
    """The case opens again; one that others opened meanwhile is open already."""
    duty = row.duty
    if duty is None or duty.state != State.CLOSED or duty.outcome != CaseOutcome.RECTIFIED:
        return
    lists.reopen(by=by, duty_id=duty.pk, why=ReopenReason.INSPECTION, reason=reason, automatic=True)
    Find._all.get_or_create(task=row, duty=duty, defaults={"reopened": True})


def record_no_entry(*, by: Actor, task: int, why: NoEntry) -> Task | None:
    """Nobody could look; the next reserve of the same sort takes its place, where there is one: it is returned."""
    if why not in OFFERED:
        raise ValidationError(_("请选进不去的原因。"))
    with deed(by=by) as act:
        row = _open(by, task)
        months.locked(row.month_id)
        if tasks.new_finds(row):
            raise ValidationError(_("这里已经登记了隐患，不能记“进不去”。请点“看完了”。"))
        give_up(act, row, why)
        return replace(act, row)


OFFERED = (NoEntry.LOCKED, NoEntry.REFUSED, NoEntry.WORKS, NoEntry.GONE, NoEntry.DANGER)
"""What an inspector may say."""


def leave_out(*, by: Actor, task: int) -> Task:
    """Whoever runs the month takes a task out: nobody independent could be found, or the month is over.

    It counts for nothing and stands in the published sample with the reason. Raises ValidationError.
    """
    with deed(by=by) as act:
        row = tasks.locked(task)
        require(by, Permission.MANAGE, path=row.path)
        _still_open(row)
        over = clock.local(clock.from_us(act.at)).date().replace(day=1) > row.month.month
        if row.inspector_id is not None and not over:
            raise ValidationError(_("已经派给督查员，当月结束前不能撤下。"))
        give_up(act, row, NoEntry.NOT_LOOKED if row.inspector_id else NoEntry.NOBODY)
    return row


def give_up(act: Deed, row: Task, why: NoEntry) -> None:
    """Nobody looks there; the caller holds the task."""
    row.state, row.no_entry = TaskState.NO_ENTRY, why
    row.looked_at, row.looked_by = clock.from_us(act.at), act.by.account
    row.save(update_fields=["state", "no_entry", "looked_at", "looked_by"])
    act.enter("inspection.no_entry", row, path=row.path, data={"month": row.month_id, "reason": why})


def replace(act: Deed, row: Task) -> Task | None:
    """The next reserve takes a task's place; the caller holds the month."""
    reserve = tasks.next_reserve(row)
    if reserve is None:
        return None
    reserve.state, reserve.replaces = TaskState.OPEN, row
    reserve.save(update_fields=["state", "replaces"])
    act.enter("inspection.replaced", reserve, path=row.path, data={"month": row.month_id, "instead_of": row.pk})
    now = clock.from_us(act.at)
    day = clock.local(now).date()
    candidates = people.inspectors(row.path, day)
    spot = people.spots([reserve], now, day)[reserve.pk]
    same = [one for one in candidates if one.account == row.inspector_id and not barred(one, spot)]
    account = same[0].account if same else inspector_for(spot, candidates, people.load(row.month_id))
    if account is not None:
        give(act, reserve, account)
    return reserve


def hand_over(*, by: Actor, task: int, how: Handed, receiver: str = "") -> Task:
    """Note how the on-site sheet was received; the receiver's own words are erasable. Once for each look."""
    with deed(by=by) as act:
        row = tasks.locked(task)
        if row.looked_by != by.account or row.state != TaskState.DONE:
            raise PermissionDenied(_("交办单由看这一处的督查员交出。"))
        if row.handed:
            raise ValidationError(_("这张交办单已经登记过。"))
        if not tasks.finds_of(row):
            raise ValidationError(_("这里没有发现隐患，不用交办。"))
        if how is Handed.SIGNED and not receiver.strip():
            raise ValidationError(_("请写签收人的单位和岗位。"))
        row.handed, row.handed_at, row.handed_by = how, clock.from_us(act.at), by.account
        row.save(update_fields=["handed", "handed_at", "handed_by"])
        data: dict[str, object] = {"how": how}
        if receiver.strip():
            data["receiver"] = texts.write(act, row, "receiver", receiver.strip()[:80], path=row.path)
        act.enter("inspection.handed_over", row, path=row.path, data=data)
    return row


def _open(by: Actor, task: int) -> Task:
    """The own task, held, still open, in a running month, and still none of one's own places."""
    row = tasks.locked(task)
    if row.inspector_id != by.account or by.account is None or not by.holds(Permission.INSPECT):
        raise PermissionDenied(_("这一处由别的督查员看。"))
    _still_open(row)
    now = clock.now()
    day = clock.local(now).date()
    me = people.inspectors(row.path, day, accounts=[by.account])
    if not me or barred(me[0], people.spots([row], now, day)[row.pk]):
        raise PermissionDenied(_("您与这一处有关（本街道、本单位或经手过），请区消委办改派。"))
    return row


def _still_open(row: Task) -> None:
    if row.state != TaskState.OPEN or row.month.state != MonthState.DRAWN:
        raise ValidationError(_("这一处已经记过，不能再改。"))
