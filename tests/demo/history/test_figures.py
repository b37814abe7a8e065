"""Table B by counting: the figures that belong to the lists come out of the records, on any seed and day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anju.demo.history import Case, CleanUp, Counts, Event, History, Outcome, Source, State, Step, counted
from anju.demo.plan import DISTRICT, TINY
from tests.demo.history.conftest import Told, tell

DAYS = (date(2026, 1, 2), date(2028, 2, 29), date(2030, 12, 31))


def right(counts: Counts) -> None:
    assert counts.escape_and_parking == 11_000
    assert counts.charging == 30_412
    assert counts.shed_dwellings == 182
    assert counts.weighed_kg + counts.estimated_kg == 84_000


def test_the_figures_of_the_seed_come_out_exactly(told: Told) -> None:
    right(counted(told.history))


@pytest.mark.slow
def test_the_figures_come_out_exactly_for_another_seed_on_another_day() -> None:
    right(counted(tell(2024, date(2029, 6, 30), DISTRICT).history))


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("seed", range(20))
def test_small_histories_hold_their_counts(seed: int, today: date, small: Callable[[int, date], Told]) -> None:
    counts = counted(small(seed, today).history)
    assert counts.escape_and_parking == TINY.escape_and_parking
    assert counts.charging == TINY.charging
    assert counts.shed_dwellings == TINY.shed_dwellings
    assert counts.weighed_kg + counts.estimated_kg == TINY.cleared_kg
    assert counts.open_cases == TINY.open_cases


def test_weighed_and_estimated_loads_are_kept_apart(told: Told) -> None:
    counts = counted(told.history)
    assert counts.weighed_kg > 0
    assert counts.estimated_kg > counts.weighed_kg
    assert all(load.kilograms % 10 == 0 for load in told.history.clean_ups if not load.weighed)


def test_clean_ups_are_positive_and_in_order(told: Told) -> None:
    loads: list[CleanUp] = told.history.clean_ups
    assert min(load.kilograms for load in loads) > 0
    assert [load.day for load in loads] == sorted(load.day for load in loads)


def test_a_rectified_case_turned_unfounded_is_counted_no_more(told: Told) -> None:
    cases = list(told.history.cases)
    number = next(i for i, c in enumerate(cases) if c.kind == "EB-04" and c.outcome is Outcome.RECTIFIED)
    cases[number] = replace(cases[number], outcome=Outcome.NOT_SO)
    assert counted(replace(told.history, cases=cases)).charging == 30_411


def test_a_shed_without_the_later_empty_look_is_not_counted(told: Told) -> None:
    def looked(case: Case) -> bool:
        return case.kind in {"DW-01", "DW-03"} and case.steps[-1].event is Event.LOOK_BACK

    cases = list(told.history.cases)
    number = next(i for i, case in enumerate(cases) if looked(case))
    cases[number] = replace(cases[number], steps=cases[number].steps[:-1])
    assert counted(replace(told.history, cases=cases)).shed_dwellings == 181


def test_a_look_before_the_closing_does_not_count() -> None:
    steps = [Step(5, Event.LOOK_BACK, 1, word="holds"), Step(9, Event.PASS, 2)]
    case = Case("DW-01", 1, None, "", Source.PATROL, 1, 1, 1, 2, 9, steps, State.CLOSED, Outcome.RECTIFIED)
    assert counted(History([case], [], 10)).shed_dwellings == 0
    steps.append(Step(9 + 1, Event.LOOK_BACK, 1, word="holds"))
    assert counted(History([case], [], 10)).shed_dwellings == 1


def test_some_sheds_are_closed_and_not_yet_seen_again(told: Told) -> None:
    closed = [c for c in told.history.cases if c.kind in {"DW-01", "DW-03"} and c.outcome is Outcome.RECTIFIED]
    assert len(closed) > 182
