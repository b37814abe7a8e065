"""When something may be sent, and which table is missing."""

from datetime import UTC, datetime, time

import pytest

from anju.kernel.calendar import (
    WorkingHours,
    first_missing_year,
    is_working_moment,
    next_working_moment,
    statutory_table,
)

TABLE = statutory_table()
MONDAY_TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)
MONDAY_SEVEN = datetime(2026, 11, 22, 23, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_mid_morning_is_working_time() -> None:
    assert is_working_moment(MONDAY_TEN, TABLE)


def test_closing_time_is_no_longer_working_time() -> None:
    assert not is_working_moment(FRIDAY_EVENING, TABLE)


def test_mid_morning_of_a_festival_is_not_working_time() -> None:
    assert not is_working_moment(datetime(2026, 10, 1, 2, tzinfo=UTC), TABLE)


def test_inside_working_time_nothing_waits() -> None:
    assert next_working_moment(MONDAY_TEN, TABLE) == MONDAY_TEN


def test_early_morning_waits_for_the_same_day_to_open() -> None:
    assert next_working_moment(MONDAY_SEVEN, TABLE) == datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_friday_evening_waits_for_monday() -> None:
    assert next_working_moment(FRIDAY_EVENING, TABLE) == datetime(2026, 11, 30, 1, tzinfo=UTC)


def test_the_eve_of_national_day_waits_for_the_eighth() -> None:
    assert next_working_moment(datetime(2026, 9, 30, 12, tzinfo=UTC), TABLE) == datetime(2026, 10, 8, 1, tzinfo=UTC)


def test_danger_to_life_does_not_wait() -> None:
    assert next_working_moment(FRIDAY_EVENING, TABLE, danger_to_life=True) == FRIDAY_EVENING


def test_a_districts_own_hours_are_respected() -> None:
    hours = WorkingHours(time(8, 30), time(17))
    assert next_working_moment(MONDAY_SEVEN, TABLE, hours=hours) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        WorkingHours(time(18), time(9))


def test_before_december_next_years_table_is_not_missed() -> None:
    assert first_missing_year(datetime(2026, 11, 30, 15, tzinfo=UTC), TABLE) is None


def test_from_the_first_of_december_local_time_next_years_table_is_missed() -> None:
    assert first_missing_year(datetime(2026, 11, 30, 16, tzinfo=UTC), TABLE) == 2027


def test_in_a_year_without_a_table_that_year_is_missed_first() -> None:
    assert first_missing_year(datetime(2027, 12, 5, tzinfo=UTC), TABLE) == 2027


def test_an_uploaded_table_is_not_missed() -> None:
    assert first_missing_year(datetime(2026, 12, 5, tzinfo=UTC), TABLE.with_year(2027, {})) is None
