"""A campaign's figures are counted from the lists, each hazard once."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.places.enums import PlaceKind
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.inspections.special.queries.progress import progress
from anju.supervision.inspections.special.rules.counting import Progress
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason
from tests.cast import SYSTEM, Cast, _place
from tests.evidence import proofs
from tests.supervision.inspections.special.conftest import START, found_in, later, rectified, report, task_at


def figures(campaign: Campaign, **more: bool) -> Progress:
    return progress(campaign, campaigns.every_task(campaign), **more)


def test_own_finds_and_others_are_counted_apart(cast: Cast, task: Task) -> None:
    found_in(task, cast)
    report(cast, "EB-01")
    report(cast, "ES-14")  # no kind of this campaign
    told = figures(task.campaign).whole
    assert (told.found_own, told.found_other, told.open) == (1, 1, 2)


def test_a_task_s_find_of_another_kind_counts_too(cast: Cast, task: Task) -> None:
    found_in(task, cast, "ES-14")
    assert figures(task.campaign).whole.found_own == 1


def test_a_hazard_seen_twice_counts_once_as_its_master(cast: Cast, task: Task) -> None:
    report(cast, "ES-01", spot="东单元二楼")
    again = found_in(task, cast, "ES-01", spot="东单元二楼")
    assert again.merged_into_id is not None
    told = figures(task.campaign).whole
    assert (told.found, told.found_own, told.open) == (1, 1, 1)


def test_what_stood_open_at_the_launch_and_is_seen_again_is_not_found(
    cast: Cast, planned: Callable[..., Campaign]
) -> None:
    report(cast, "ES-01", spot="东单元二楼")
    row = actions.launch(by=cast.district_officer, campaign=planned().pk)
    found_in(task_at(row, cast, "estate"), cast, "ES-01", spot="东单元二楼")
    told = figures(row).whole
    assert (told.baseline, told.found, told.open) == (1, 0, 1)


def test_what_is_put_right_stands_on_its_day_and_a_reopened_one_is_taken_back(cast: Cast, task: Task) -> None:
    duty = found_in(task, cast)
    with later(days=2):
        rectified(duty, cast)
        told = figures(task.campaign)
        assert (told.whole.rectified, told.whole.open) == (1, 0)
        assert {day.isoformat(): count for day, count in told.by_day.items()} == {"2026-11-25": 1}
    with later(days=3):
        lists.reopen(by=SYSTEM, duty_id=duty.pk, why=ReopenReason.CONTEST, reason="又堆上了", automatic=True)
        told = figures(task.campaign)
        assert (told.whole.rectified, told.whole.open, told.by_day) == (0, 1, {})
        assert told.whole.found == 1
    with later(days=5):
        lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
        duty.submissions.update(on_site=False)
        lists.verify(by=cast.actor("community_worker"), duty_id=duty.pk, passed=True)
        told = figures(task.campaign)
        assert {day.isoformat(): count for day, count in told.by_day.items()} == {"2026-11-28": 1}


def test_what_was_closed_before_and_came_back_is_found_again(cast: Cast, planned: Callable[..., Campaign]) -> None:
    duty = rectified(report(cast), cast)
    row = actions.launch(by=cast.district_officer, campaign=planned().pk)
    assert figures(row).whole.owed == 0
    with later(days=1):
        lists.reopen(by=SYSTEM, duty_id=duty.pk, why=ReopenReason.CONTEST, reason="又堆上了", automatic=True)
        told = figures(row).whole
        assert (told.baseline, told.found_other, told.open) == (0, 1, 1)


def test_what_is_put_right_just_after_midnight_of_the_last_day_does_not_count(cast: Cast, task: Task) -> None:
    first, second = found_in(task, cast), found_in(task, cast)
    with later(days=99, hours=13, minutes=59):  # 23:59 of the last day
        rectified(first, cast)
    with later(days=99, hours=14):  # midnight
        rectified(second, cast)
        assert (figures(task.campaign).whole.rectified, figures(task.campaign).whole.open) == (1, 0)


def test_what_is_found_after_the_last_day_does_not_count(cast: Cast, task: Task) -> None:
    with later(days=100):
        report(cast)
        assert figures(task.campaign).whole.found == 0


def test_a_dropped_place_takes_its_figures_along(cast: Cast, task: Task) -> None:
    found_in(task, cast)
    actions.drop_place(by=cast.district_officer, task=task.pk, reason="已拆迁")
    assert figures(task.campaign).whole.found == 0


def test_places_and_streets_add_up_to_the_whole(cast: Cast, task: Task) -> None:
    found_in(task, cast)
    report(cast, "EB-01", "other_building", by="other_grid_member")
    told = figures(task.campaign)
    assert {path: tally.open for path, tally in told.streets.items()} == {"/cc/1/": 1, "/cc/2/": 1}
    assert sum(tally.open for tally in told.places.values()) == told.whole.open == 2


def test_without_dwellings_no_case_of_them_is_counted_anywhere(cast: Cast, planned: Callable[..., Campaign]) -> None:
    report(cast, "DW-01", "estate")
    row = actions.launch(by=cast.district_officer, campaign=planned().pk)
    report(cast, "DW-03", "estate")
    found_in(task_at(row, cast, "estate"), cast, "DW-01", "estate")
    report(cast, "ES-01")
    assert figures(row).whole.owed == 4
    told = figures(row, dwellings=False)
    assert (told.whole.baseline, told.whole.found, told.whole.open) == (0, 1, 1)
    assert told.places[cast.places["estate"].path].owed == 1


@pytest.mark.parametrize("dwellings", [True, False])
def test_figures_take_as_many_statements_for_200_places_as_for_10(
    cast: Cast, planned: Callable[..., Campaign], dwellings: bool
) -> None:
    statements = []
    for wanted in (10, 200):
        while cast.places["estate"].children_made < wanted:
            number = cast.places["estate"].children_made + 1
            _place(cast, f"b{number}", PlaceKind.BUILDING, f"{number}幢", "estate")
        row = planned(asked=Asked(kinds=("building",), under=(cast.places["estate"].pk,)))
        report(cast, "ES-01", f"b{wanted}", by="street_officer")
        with CaptureQueriesContext(connection) as launching:
            row = actions.launch(by=cast.district_officer, campaign=row.pk)
        assert Task._all.filter(campaign=row).count() == wanted
        with CaptureQueriesContext(connection) as counting:
            told = figures(row, dwellings=dwellings)
        assert told.whole.baseline == (1 if wanted == 10 else 2)
        statements.append((len(counting.captured_queries), len(launching.captured_queries)))
    (few, few_launching), (many, many_launching) = statements
    assert few == many <= 4
    assert many_launching - few_launching <= 3  # rows and entries go in by the hundreds


def test_days_before_the_first_are_not_counted(cast: Cast, task: Task) -> None:
    found_in(task, cast)
    assert min(figures(task.campaign).found_by_day) == START
