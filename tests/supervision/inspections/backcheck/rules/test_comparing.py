"""This year beside the last, over leap days and months of which nothing is known."""

from datetime import date

import pytest

from anju.supervision.inspections.backcheck.rules.comparing import compare, year_before

EVERY = {(year, month) for year in (2023, 2024, 2025) for month in range(1, 13)}


def test_a_month_without_a_record_is_not_nought_and_takes_its_counterpart_out() -> None:
    days = [date(2025, 1, 5), date(2025, 2, 5), date(2024, 2, 9), date(2024, 2, 10)]
    told = compare(days, 2025, date(2025, 3, 31), [])
    assert [(one.now, one.before) for one in told.months] == [(1, None), (1, 2), (None, None)]
    assert (told.now, told.before, told.left_out, told.change) == (1, 2, 2, -50)


def test_a_month_whose_register_is_kept_is_nought() -> None:
    told = compare([date(2024, 1, 9)], 2025, date(2025, 1, 31), EVERY)
    assert [(one.now, one.before, one.compared) for one in told.months] == [(0, 1, True)]
    assert told.change == -100


def test_the_29th_of_february_is_counted_and_said_in_both_directions() -> None:
    leap = [date(2024, 2, 29), date(2024, 2, 28), date(2025, 2, 1), date(2023, 2, 1)]
    after = compare(leap, 2025, date(2025, 12, 31), EVERY).months[1]
    assert (after.now, after.before, after.leap_day) == (1, 2, 1)
    before = compare(leap, 2024, date(2024, 12, 31), EVERY).months[1]
    assert (before.now, before.before, before.leap_day) == (2, 1, 1)
    assert compare(leap, 2025, date(2025, 12, 31), EVERY).months[2].leap_day == 0


def test_a_month_that_runs_counts_both_years_to_the_same_day() -> None:
    days = [date(2025, 3, 10), date(2024, 3, 10), date(2024, 3, 11), date(2024, 4, 1)]
    told = compare(days, 2025, date(2025, 3, 10), EVERY)
    assert (told.months[2].now, told.months[2].before, told.months[2].part) == (1, 1, True)
    assert len(told.months) == 3


def test_on_the_29th_itself_the_year_before_has_its_whole_february() -> None:
    days = [date(2024, 2, 29), date(2023, 2, 28)]
    [_january, told] = compare(days, 2024, date(2024, 2, 29), EVERY).months
    assert (told.now, told.before, told.leap_day, told.part) == (1, 1, 1, False)


def test_a_running_february_of_a_common_year_beside_a_leap_year() -> None:
    days = [date(2024, 2, 20), date(2024, 2, 29), date(2025, 2, 20)]
    [_january, told] = compare(days, 2025, date(2025, 2, 20), EVERY).months
    assert (told.now, told.before, told.leap_day, told.part) == (1, 1, 0, True)


def test_a_year_to_come_has_no_months_and_nothing_is_divided_by_nought() -> None:
    assert compare([], 2026, date(2025, 5, 1), EVERY).months == ()
    assert compare([date(2025, 1, 1)], 2025, date(2025, 1, 31), EVERY).change is None


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_same_day_a_year_before(day: date, before: date) -> None:
    assert year_before(day) == before
