"""Tasks and joint actions follow their places; units hear of tasks that come, and of those that come back."""

from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message, Notice
from anju.places import actions as places
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.actions.following import follow_place
from anju.supervision.inspections.special.enums import JointResult, PartyRole, TaskState
from anju.supervision.inspections.special.models import Campaign, JointAction, JointPlace, Task
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.special.conftest import MONDAY, do, fresh, report, task_at


def joint(cast: Cast, *names: str) -> JointAction:
    parties = {cast.organisations["brigade"].pk: PartyRole.MEMBER}
    spots = [cast.places[name] for name in names]
    return actions.plan_joint(
        by=cast.district_officer, name="联合检查", planned_at=MONDAY, places=spots, parties=parties
    )


def test_a_moved_estate_takes_its_task_along_when_the_news_arrives(cast: Cast, task: Task) -> None:
    drain()
    there = cast.places["other_community"]
    places.move_place(by=SYSTEM, place=task.place_id, under=there.pk)
    drain()
    moved = fresh(task)
    assert moved.path.startswith(there.path)
    assert moved.place_id == task.place_id
    entry = Entry._all.get(verb="campaign_task.followed", subject_id=str(task.pk))
    assert entry.path == moved.path


def test_a_merged_place_joins_the_task_that_is_there_already(cast: Cast, campaign: Campaign) -> None:
    gone, into = task_at(campaign, cast, "estate"), task_at(campaign, cast, "owners_estate")
    case = report(cast)
    Task._all.filter(pk=gone.pk).update(baseline=[case.pk])
    for _twice in range(2):
        follow_place(by=SYSTEM, old=gone.path, new=into.path, into=into.place_id)
    left, taken = fresh(gone), fresh(into)
    assert (left.state, left.path, left.place_id) == (TaskState.DROPPED, into.path, gone.place_id)
    assert (taken.baseline, taken.state) == ([case.pk], TaskState.OPEN)
    assert Entry._all.filter(verb="campaign_task.dropped", subject_id=str(gone.pk)).count() == 1


def test_a_merged_place_without_a_task_there_goes_on_with_its_own(cast: Cast, campaign: Campaign) -> None:
    row = task_at(campaign, cast, "estate")
    into = cast.places["other_building"]
    follow_place(by=SYSTEM, old=row.path, new=into.path, into=into.pk)
    assert (fresh(row).place_id, fresh(row).path, fresh(row).state) == (into.pk, into.path, TaskState.OPEN)


def test_joint_actions_keep_one_row_for_a_place_and_lose_no_result(cast: Cast) -> None:
    row = joint(cast, "estate", "owners_estate")
    old, into = cast.places["estate"], cast.places["owners_estate"]
    spot = JointPlace._all.get(action=row, place=old)
    actions.enter_result(by=cast.fire_officer, action=row.pk, place=spot.pk, result=JointResult.FOUND)
    follow_place(by=SYSTEM, old=old.path, new=into.path, into=into.pk)
    assert set(JointPlace._all.filter(action=row).values_list("path", flat=True)) == {into.path}
    assert JointPlace._all.get(pk=spot.pk).result == JointResult.FOUND
    other = joint(cast, "other_estate", "owners_estate")
    follow_place(by=SYSTEM, old=cast.places["other_estate"].path, new=into.path, into=into.pk)
    assert JointPlace._all.filter(action=other).count() == 1


def test_each_unit_hears_once_of_what_a_launch_gives_it(cast: Cast, campaign: Campaign) -> None:
    told = Notice._all.filter(code="special.given")
    assert told.count() == Task._all.filter(campaign=campaign).values("unit").distinct().count()
    assert sum(notice.params["count"] for notice in told) == Task._all.filter(campaign=campaign).count()


def test_a_unit_hears_of_tasks_given_to_it_and_of_one_that_came_back(cast: Cast, task: Task) -> None:
    before = Notice._all.filter(code="special.given").count()
    unit = cast.organisations["company"]
    actions.assign(by=cast.district_officer, campaign=task.campaign_id, tasks=[task.pk], unit=unit)
    assert Notice._all.filter(code="special.given").count() == before + 1
    do(task, cast, by="community_worker")
    actions.send_back(by=cast.street_officer, task=task.pk, reason="没有看地下室")
    notice = Notice._all.get(code="special.returned")
    assert set(notice.params) == {"where", "due"}
    logins = set(Message._all.filter(notice=notice).values_list("account__login", flat=True))
    assert "property_manager" in logins
    assert "outsider" not in logins
    actions.assign(by=cast.district_officer, campaign=task.campaign_id, tasks=[], unit=unit)
    assert Notice._all.filter(code="special.given").count() == before + 1
