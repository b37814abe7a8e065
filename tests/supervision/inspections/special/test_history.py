"""Campaigns and joint actions written afterwards are like any other, and say when they happened."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.kernel import clock
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people.models import Organisation
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.actions.history import (
    Ended,
    PastCampaign,
    PastJoint,
    Went,
    write_campaign,
    write_joint,
)
from anju.supervision.inspections.special.actions.planning import digest_of
from anju.supervision.inspections.special.enums import JointResult, Outcome, PartyRole, TaskState
from anju.supervision.inspections.special.models import Campaign, Closing, JointPlace, Task
from anju.supervision.inspections.special.queries.past import cases_of, progress_then
from anju.supervision.inspections.special.queries.progress import progress
from anju.supervision.inspections.special.rules.scope import Asked
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.special.conftest import MONDAY, later, rectified, report

LAUNCHED = MONDAY + timedelta(days=5)


def past(cast: Cast, **more: object) -> PastCampaign:
    """One estate was dropped, one never seen, the others were looked at and accepted."""

    def went(task: Task) -> Went:
        if task.place_id == cast.places["other_estate"].pk:
            return Went(note="已拆迁", dropped_at=LAUNCHED + timedelta(days=2))
        if task.place_id == cast.places["owners_estate"].pk:
            return Went()
        day = LAUNCHED + timedelta(days=3)
        return Went(
            cast.community_worker, day, Outcome.NO_ENTRY, "门卫不在", cast.street_officer, day + timedelta(days=1)
        )

    given: dict[str, object] = {
        "by": cast.district_officer, "template": "hundred_days", "path": "/cc/",
        "starts_on": clock.local(LAUNCHED).date(), "ends_on": clock.local(LAUNCHED + timedelta(days=20)).date(),
        "planned_at": LAUNCHED - timedelta(days=3), "launched_at": LAUNCHED, "asked": Asked(kinds=("estate",)),
        "went": went, "ended": Ended(LAUNCHED + timedelta(days=20), "都看了", "接着看"), **more,
    }  # fmt: skip
    return PastCampaign(**given)  # type: ignore[arg-type]


def write(cast: Cast, **more: object) -> Campaign:
    with later(days=60):
        return write_campaign(by=SYSTEM, past=past(cast, **more), known=cases_of("/cc/"))


def cases(cast: Cast, *, late: bool = True) -> None:
    """Three open at the launch, of which one is put right in time and one too late; two found later, one mended."""
    first, second, _third = (report(cast) for _one in range(3))
    with later(days=8):
        found = report(cast)
        rectified(first, cast)
    with later(days=9):
        rectified(found, cast)
        report(cast)
    if late:
        with later(days=40):
            rectified(second, cast)


def test_only_the_system_writes_the_past(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        write_campaign(by=cast.district_officer, past=past(cast), known=())
    with pytest.raises(PermissionDenied):
        write_joint(by=cast.district_officer, past=joint(cast))
    assert not Campaign._all.exists()


def test_what_stood_open_and_the_sheet_are_counted_as_they_were_then(cast: Cast) -> None:
    cases(cast)
    row = write(cast)
    sheet = Closing._all.get(campaign=row).sheet
    told = {name: sheet[name] for name in ("baseline", "found_other", "rectified", "rectified_baseline", "open")}
    assert told == {"baseline": 3, "found_other": 2, "rectified": 2, "rectified_baseline": 1, "open": 3}
    assert (sheet["places"], sheet["accepted"], sheet["no_entry"], sheet["dropped"]) == (3, 2, 2, 1)
    assert digest_of(sheet) == Closing._all.get(campaign=row).digest


def test_the_past_reckoning_agrees_with_the_present_one_at_the_same_moment(cast: Cast) -> None:
    cases(cast, late=False)
    with later(days=15):
        row = write_campaign(by=SYSTEM, past=past(cast, ended=None), known=cases_of("/cc/"))
        tasks = list(row.tasks.exclude(state=TaskState.DROPPED))
        now = progress(row, tasks).whole
        kept = {task.path: task.baseline for task in tasks}
        then = progress_then(cases_of("/cc/"), row.kinds, LAUNCHED, clock.now(), kept).whole
    assert (then.baseline, then.found, then.rectified, then.open) == (3, 2, 2, 3)
    assert (now.baseline, now.found, now.rectified, now.open) == (3, 2, 2, 3)


def test_tasks_stand_as_they_ended_and_entries_say_when_and_who(cast: Cast) -> None:
    row = write(cast)
    states = list(Task._all.filter(campaign=row).order_by("path").values_list("state", flat=True))
    assert sorted(states) == ["accepted", "accepted", "dropped", "open"]
    done = Entry._all.filter(verb="campaign_task.done")
    assert {clock.from_us(entry.happened_at) for entry in done} == {LAUNCHED + timedelta(days=3)}
    assert {entry.actor for entry in done} == {str(cast.community_worker)}
    accepted = Task._all.filter(campaign=row, state=TaskState.ACCEPTED)
    street = cast.organisations["street"].pk
    assert all(street not in task.doers and task.accepted_by == cast.street_officer.account for task in accepted)
    seals.seal()
    assert [str(fault) for fault in verify(state=True) if "campaign" in str(fault)] == []


def test_one_that_still_runs_is_worked_on_as_any_other(cast: Cast) -> None:
    with later(days=10):
        row = write_campaign(by=SYSTEM, past=past(cast, ended=None), known=())
        left = Task._all.get(campaign=row, state=TaskState.OPEN)
        unit: Organisation = cast.organisations["company"]
        assert actions.assign(by=cast.district_officer, campaign=row.pk, tasks=[left.pk], unit=unit) == 1


def test_a_question_that_names_no_place_makes_no_campaign(cast: Cast) -> None:
    with pytest.raises(ValueError, match="no place"):
        write(cast, asked=Asked(kinds=("basement",)))
    assert not Campaign._all.exists()


def joint(cast: Cast, result: JointResult | None = JointResult.FOUND) -> PastJoint:
    parties = {cast.organisations["street"].pk: PartyRole.LEAD, cast.organisations["brigade"].pk: PartyRole.MEMBER}
    spots = [(cast.places["estate"], result, "通道被占"), (cast.places["owners_estate"], result, "")]
    made: datetime = MONDAY - timedelta(days=9)
    return PastJoint(cast.street_officer, "联合检查", MONDAY - timedelta(days=3), made, parties, spots)


@pytest.mark.parametrize(("result", "state"), [(JointResult.FOUND, "done"), (None, "planned")])
def test_a_joint_action_has_its_results_or_is_still_to_come(cast: Cast, result: JointResult | None, state: str) -> None:
    row = write_joint(by=SYSTEM, past=joint(cast, result))
    assert row.state == state
    assert row.path == cast.places["community"].path
    assert JointPlace._all.filter(action=row).exclude(result="").count() == (2 if result else 0)
    assert Entry._all.filter(verb="joint_action.looked").count() == (2 if result else 0)
