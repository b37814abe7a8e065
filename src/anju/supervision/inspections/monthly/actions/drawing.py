"""The frame is frozen, the sample drawn from it, and each place given to somebody independent."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.notify.actions import tell
from anju.notify.queries.recipients import Accounts
from anju.people.queries.accountable import accountable_for_many
from anju.places.models import Place
from anju.supervision.grid.queries.evidence import canonical
from anju.supervision.inspections.monthly.enums import Group, Half, MonthState, TaskState
from anju.supervision.inspections.monthly.models import Month, Task
from anju.supervision.inspections.monthly.notices import TASKS
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import frame as frames
from anju.supervision.inspections.monthly.queries import months, people, tasks
from anju.supervision.inspections.monthly.rules import drawing
from anju.supervision.inspections.monthly.rules.assigning import inspector_for
from anju.supervision.inspections.monthly.rules.frame import Unit
from anju.supervision.lists.models import Duty


def draw_month(*, by: Actor, month: int) -> Month:
    """Freeze the frame and draw. Raises MissingPermissionError; ValidationError where it is drawn or empty."""
    with deed(by=by) as act:
        row = months.locked(month)
        require(by, Permission.MANAGE, path=row.path)
        if row.state != MonthState.OPENED:
            raise ValidationError(_("这个月已经抽过样，每月只抽一次。"))
        now = clock.from_us(act.at)
        day = clock.local(now).date()
        frame = frames.frame_of(row.path, now, day)
        if not frame:
            raise ValidationError(_("没有可以抽的地点。请先登记街道、小区和楼栋。"))
        row.frame = frame_text(frame)
        row.digest = digest_of(row.frame)
        row.state, row.drawn_at, row.drawn_by = MonthState.DRAWN, now, by.account
        row.save()
        made = made_from(row, drawn_from(row), now)
        act.enter(
            "inspection_month.sampled", row, path=row.path,
            data={"digest": row.digest, "commitment": row.commitment, "of": len(frame), **sizes_of(made)},
        )  # fmt: skip
        for one in made:
            act.enter("inspection.chosen", one, path=row.path, data={"month": row.pk})
        _assign(act, row, tasks.unassigned(row))
    return row


def sizes_of(made: Sequence[Task]) -> dict[str, int]:
    """How many were drawn, and how many of them are the sample itself and no reserve."""
    return {"drawn": len(made), "sample": sum(not task.reserve for task in made)}


def frame_text(frame: Sequence[Unit]) -> str:
    """The frame in the one form that is hashed."""
    rows = sorted((str(unit.half), unit.ref, unit.street, str(unit.group), unit.weight) for unit in frame)
    return canonical([list(row) for row in rows])


def digest_of(frame: str) -> str:
    """What the ledger keeps of a frame."""
    return hashlib.sha256(frame.encode()).hexdigest()


def frame_from(text: str) -> list[Unit]:
    """The units of `frame_text`."""
    rows = json.loads(text)
    return [Unit(ref, Half(half), street, Group(group), weight) for half, ref, street, group, weight in rows]


def drawn_from(row: Month) -> drawing.Draw:
    """The sample of a month's seed, sizes and frame; drawn again it is the same."""
    sizes = {Half.PLACE: row.places, Half.CLOSED: row.closed}
    return drawing.draw(frame_from(row.frame), row.seed, sizes=sizes, least=row.least)


def redrawn(row: Month) -> bool:
    """Whether the seed is the one promised, the frame the one hashed, and the kept sample what both give."""
    drawn = drawn_from(row)
    again = sorted(
        [str(one.unit.half), one.unit.ref, one.unit.street, one.order, reserve]
        for some, reserve in ((drawn.sample, False), (drawn.reserves, True))
        for one in some
    )
    kept = sorted(tasks.refs_in(row))
    promised = drawing.commitment(row.seed) == row.commitment
    return promised and digest_of(row.frame) == row.digest and again == kept


def made_from(row: Month, drawn: drawing.Draw, now: datetime) -> list[Task]:
    """Write the tasks of a draw: whose places they are stands as on the day of the draw."""
    some = [(one, False) for one in drawn.sample] + [(one, True) for one in drawn.reserves]
    ids = [one.unit.ref for one, _reserve in some if one.unit.half is Half.CLOSED]
    duties = Duty._all.select_related("hazard__place", "accountable").in_bulk(ids)
    places = Place._all.in_bulk([one.unit.ref for one, _reserve in some if one.unit.half is Half.PLACE])
    answering = accountable_for_many({place.path for place in places.values()}, on=clock.local(now).date())
    made = []
    for one, reserve in some:
        duty = duties.get(one.unit.ref) if one.unit.half is Half.CLOSED else None
        place = duty.hazard.place if duty is not None else places[one.unit.ref]
        if duty is not None:
            kind = duty.accountable.kind if duty.accountable is not None else ""
            company = duty.accountable_id if kind == "property_company" else None
        else:
            found = answering[place.path]
            company = found.organisation_id if found is not None and frames.managed(found) else None
        made.append(Task(
            month=row, path=row.path, half=one.unit.half, place=place, duty=duty, street=one.unit.street,
            group=one.unit.group, company_id=company, chance_e6=one.chance_e6, order=one.order, reserve=reserve,
            state=TaskState.RESERVE if reserve else TaskState.OPEN,
        ))  # fmt: skip
    return Task._all.bulk_create(made)


def assign_rest(*, by: Actor, month: int) -> int:
    """Give away what nobody has yet, after somebody independent was appointed; how many found one."""
    with deed(by=by) as act:
        row = months.locked(month)
        require(by, Permission.MANAGE, path=row.path)
        return _assign(act, row, tasks.unassigned(row))


def reassign(*, by: Actor, task: int) -> bool:
    """Give an open task to another independent inspector, after the one who had it left or turned out to be concerned;
    false where there is none: then nobody has it.
    """
    with deed(by=by) as act:
        row = tasks.locked(task)
        require(by, Permission.MANAGE, path=row.path)
        if row.state != TaskState.OPEN:
            raise ValidationError(_("这一处已经记过，不能再改。"))
        now = clock.from_us(act.at)
        day = clock.local(now).date()
        others = [one for one in people.inspectors(row.path, day) if one.account != row.inspector_id]
        account = inspector_for(people.spots([row], now, day)[row.pk], others, people.load(row.month_id))
        give(act, row, account)
        if account is not None:
            told = {"count": 1, "month": row.month.month.isoformat()}
            tell(by, code=TASKS, to=Accounts(account), subject=row.month, params=told, path=row.path)
    return account is not None


def _assign(act: Deed, row: Month, some: Sequence[Task]) -> int:
    now = clock.from_us(act.at)
    day = clock.local(now).date()
    candidates, load = people.inspectors(row.path, day), people.load(row.pk)
    around = people.spots(some, now, day)
    given: dict[int, int] = {}
    for task in some:
        account = inspector_for(around[task.pk], candidates, load)
        if account is None:
            continue
        load[account] = load.get(account, 0) + 1
        given[account] = given.get(account, 0) + 1
        give(act, task, account)
    for account, count in sorted(given.items()):
        told = {"count": count, "month": row.month.isoformat()}
        tell(act.by, code=TASKS, to=Accounts(account), subject=row, params=told, path=row.path)
    return sum(given.values())


def give(act: Deed, task: Task, account: int | None) -> None:
    """Whose a task is. The ledger is told of the task and the person, not of the place."""
    task.inspector_id = account
    task.save(update_fields=["inspector"])
    act.enter("inspection.named", task, path=task.path, data={"inspector": account})
