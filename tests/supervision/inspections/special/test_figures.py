"""Figures of special supervision: what tasks, closings and joint actions add up to, then and now."""

from datetime import timedelta

from anju.kernel.figures.reading import head
from anju.kernel.figures.registry import subjects
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import JointResult, Outcome, PartyRole, TaskState
from anju.supervision.inspections.special.models import Campaign, Task
from tests.cast import Cast
from tests.supervision.inspections.figures import let_read, parts, read, rebuilt_is_the_same
from tests.supervision.inspections.special.conftest import MONDAY, do, later, task_at


def by_hand(street: str = "") -> dict[str, int]:
    rows = Task._all.filter(path__startswith=street).exclude(state=TaskState.DROPPED)
    finished = rows.filter(state__in=(TaskState.DONE, TaskState.ACCEPTED))
    return {
        "special.scope": rows.count(),
        "special.done": finished.count(),
        "special.looked": finished.filter(outcome=Outcome.LOOKED).count(),
        "special.accepted": rows.filter(state=TaskState.ACCEPTED).count(),
    }


def test_tasks_count_once_and_what_is_sent_back_or_dropped_counts_no_more(cast: Cast, campaign: Campaign) -> None:
    north = cast.places["street"].path
    for place, outcome in (("estate", Outcome.LOOKED), ("owners_estate", Outcome.NO_ENTRY)):
        do(task_at(campaign, cast, place), cast, outcome=outcome)
    let_read()
    assert {code: read(code, north) for code in by_hand(north)} == by_hand(north)
    then = head("cc").size
    actions.send_back(by=cast.street_officer, task=task_at(campaign, cast, "estate").pk, reason="没有看地下室")
    actions.accept(by=cast.street_officer, task=task_at(campaign, cast, "owners_estate").pk)
    actions.drop_place(by=cast.district_officer, task=task_at(campaign, cast, "other_estate").pk, reason="已拆除")
    unit = cast.organisations["company"]
    actions.assign(by=cast.district_officer, campaign=campaign.pk, tasks=[task_at(campaign, cast, "estate").pk],
                   unit=unit)  # fmt: skip
    let_read()
    assert by_hand() == {"special.scope": 3, "special.done": 1, "special.looked": 0, "special.accepted": 1}
    assert {code: read(code) for code in by_hand()} == by_hand()
    assert (read("special.done", as_of=then), read("special.scope", as_of=then)) == (2, 4)
    assert parts("special.scope", "campaign") == {str(campaign.pk): 3}
    assert rebuilt_is_the_same()


def test_a_campaign_runs_until_its_closing_sheet(cast: Cast, campaign: Campaign) -> None:
    let_read()
    assert (read("special.running"), read("special.closed")) == (1, 0)
    with later(days=40):
        actions.close(
            by=cast.district_officer, campaign=campaign.pk, summary="都看了", rest_said="由街道接着看",
            signer=cast.district_officer.name,
        )  # fmt: skip
        let_read()
        assert (read("special.running"), read("special.closed")) == (0, 1)
        assert read("special.running", period="2026-11") == 1
    assert parts("special.closed", "template") == {"hundred_days": 1}
    assert rebuilt_is_the_same()


def test_joint_actions_count_places_with_a_result(cast: Cast) -> None:
    parties = {cast.organisations["brigade"].pk: PartyRole.MEMBER}
    places = [cast.places[one] for one in ("estate", "owners_estate")]
    row = actions.plan_joint(by=cast.street_officer, name="联合检查", planned_at=MONDAY, places=places, parties=parties)
    let_read()
    assert read("special.joint") == 0
    spot = row.places.order_by("pk")[0]
    actions.enter_result(by=cast.fire_officer, action=row.pk, place=spot.pk, result=JointResult.FOUND)
    let_read()
    assert read("special.joint") == read("special.joint", spot.path) == 1
    assert parts("special.joint", "joint_result") == {"found": 1}


def test_rows_lead_to_what_the_reader_may_open(cast: Cast, campaign: Campaign) -> None:
    ids = set(Task._all.values_list("pk", flat=True))
    assert set(subjects["campaign_task"](cast.district_officer, ids)) == ids
    mine = Task._all.filter(path__startswith=cast.places["street"].path).values_list("pk", flat=True)
    assert set(subjects["campaign_task"](cast.street_officer, ids)) == set(mine) < ids
    assert set(subjects["campaign"](cast.auditor, {campaign.pk})) == {campaign.pk}


def test_every_task_of_a_launch_tells_its_campaign(campaign: Campaign) -> None:
    told = Entry._all.filter(verb="campaign_task.assigned")
    assert told.count() == Task._all.filter(campaign=campaign).count()
    assert all(f'"campaign":{campaign.pk}' in entry.data for entry in told)
    assert timedelta(0) == campaign.made_at - MONDAY
