"""All that special supervision writes is accounted for in the ledger, without anybody's words."""

from datetime import date

from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import JointResult, PartyRole, Rehoused
from anju.supervision.inspections.special.models import JointPlace, Task
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import MONDAY, do, found_in, report, task_at


def test_the_ledger_accounts_for_all_that_special_supervision_writes(cast: Cast, task: Task) -> None:
    row, words = task.campaign, "张三说的"
    found_in(task, cast)
    for _round in range(2):
        do(task, cast)
        actions.send_back(by=cast.street_officer, task=task.pk, reason=words)
    do(task, cast)
    actions.accept(by=cast.street_officer, task=task.pk)
    gone = task_at(row, cast, "other_estate")
    actions.drop_place(by=cast.district_officer, task=gone.pk, reason=words)
    actions.extend(by=cast.district_officer, campaign=row.pk, ends_on=date(2027, 3, 12), reason=words)
    joint = actions.plan_joint(
        by=cast.street_officer, name="联合检查", planned_at=MONDAY, places=[cast.places["estate"]],
        parties={cast.organisations["brigade"].pk: PartyRole.MEMBER}, campaign=row,
    )  # fmt: skip
    spot = JointPlace._all.get(action=joint)
    actions.enter_result(by=cast.street_officer, action=joint.pk, place=spot.pk, result=JointResult.FOUND, note=words)
    duty = report(cast, "DW-01", "estate")
    actions.note_rehoused(
        by=cast.police_officer, duty=duty.pk, people=2, where=Rehoused.RENTED, moved_on=date(2026, 11, 22)
    )
    name = cast.district_officer.name
    actions.close(by=cast.district_officer, campaign=row.pk, summary=words, rest_said=words, signer=name)
    drain()
    assert list(verify(state=True)) == []
    assert not [entry for entry in Entry._all.all() if "张三" in entry.data or name in entry.data]
