"""Due moments of the three kinds of deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anju.kernel.calendar import (
    AT_ONCE_GRACE,
    Basis,
    DayMark,
    at_once,
    end_of_natural_days,
    end_of_working_days,
    local_day,
    statutory_table,
)

TABLE = statutory_table()
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_at_once_still_leaves_time_to_get_there() -> None:
    assert at_once(NOON).at == NOON + AT_ONCE_GRACE


def test_at_once_is_never_provisional() -> None:
    due = at_once(datetime(2029, 2, 3, tzinfo=UTC))
    assert not due.provisional
    assert due.latest_possible == due.at


def test_the_same_day_ends_at_local_midnight() -> None:
    assert end_of_natural_days(NOON, 0).at == datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)


def test_the_same_day_found_late_at_night_is_not_overdue_within_the_hour() -> None:
    assert end_of_natural_days(LATE, 0).at == LATE + AT_ONCE_GRACE


def test_natural_days_run_through_weekends_and_unknown_years() -> None:
    due = end_of_natural_days(datetime(2026, 12, 28, 4, tzinfo=UTC), 7)
    assert local_day(due.at) == date(2027, 1, 4)
    assert not due.provisional


def test_negative_natural_days_are_refused() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        end_of_natural_days(NOON, -1)


def test_three_working_days_end_with_the_third_day() -> None:
    due = end_of_working_days(NOON, 3, TABLE)
    assert due.at == datetime(2026, 11, 26, 15, 59, 59, tzinfo=UTC)
    assert due.basis is Basis.WORKING_DAYS


def test_the_start_day_is_the_local_one() -> None:
    after_local_midnight = datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert local_day(end_of_working_days(after_local_midnight, 1, TABLE).at) == date(2026, 11, 24)


def test_a_due_moment_in_an_unknown_year_carries_its_latest_bound() -> None:
    due = end_of_working_days(datetime(2027, 1, 4, 4, tzinfo=UTC), 5, TABLE)
    assert due.provisional
    assert due.latest_possible - due.at == timedelta(days=14)


def test_counting_again_with_the_table_removes_the_doubt() -> None:
    start = datetime(2027, 1, 4, 4, tzinfo=UTC)
    day = date(2027, 1, 1)
    due = end_of_working_days(start, 5, TABLE.with_year(2027, {day: DayMark(day, working=False)}))
    assert not due.provisional
    assert local_day(due.at) == date(2027, 1, 11)


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029, 2030])
@pytest.mark.parametrize(("month", "day"), [(1, 1), (2, 10), (2, 28), (10, 1), (12, 31)])
def test_every_kind_of_deadline_works_on_any_date(year: int, month: int, day: int) -> None:
    start = datetime(year, month, day, 3, tzinfo=UTC)
    for due in (at_once(start), end_of_natural_days(start, 3), end_of_working_days(start, 3, TABLE)):
        assert start < due.at <= due.latest_possible
