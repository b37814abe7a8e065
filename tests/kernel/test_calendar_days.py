"""Counting working days, and how sure the count is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anju.kernel.calendar import (
    DayMark,
    DayTable,
    add_working_days,
    end_of_day,
    is_working_day,
    local_day,
    next_working_day,
    statutory_table,
    working_days_between,
)

TABLE = statutory_table()
ONE = timedelta(days=1)


def mark(day: date, *, working: bool) -> dict[date, DayMark]:
    return {day: DayMark(day, working=working, name="春节")}


def test_a_wednesday_is_worked_and_a_sunday_is_not() -> None:
    assert is_working_day(date(2026, 11, 25), TABLE)
    assert not is_working_day(date(2026, 11, 22), TABLE)


def test_a_festival_on_a_weekday_is_off() -> None:
    assert not is_working_day(date(2026, 10, 1), TABLE)


def test_a_saturday_moved_to_work_counts_as_worked() -> None:
    assert is_working_day(date(2026, 10, 10), TABLE)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert add_working_days(date(2026, 11, 23), 1, TABLE).day == date(2026, 11, 24)


def test_three_working_days_from_a_friday_end_on_wednesday() -> None:
    assert add_working_days(date(2026, 11, 20), 3, TABLE).day == date(2026, 11, 25)


def test_five_working_days_across_national_day_use_the_moved_saturday() -> None:
    assert add_working_days(date(2026, 9, 30), 5, TABLE).day == date(2026, 10, 13)


def test_no_days_leave_the_start_untouched_even_on_a_rest_day() -> None:
    assert add_working_days(date(2026, 11, 22), 0, TABLE).day == date(2026, 11, 22)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        add_working_days(date(2026, 11, 22), -1, TABLE)


def test_a_count_inside_a_known_year_is_final() -> None:
    count = add_working_days(date(2026, 3, 2), 20, TABLE)
    assert not count.provisional
    assert count.latest == count.day


def test_a_count_into_a_year_without_a_notice_is_provisional() -> None:
    count = add_working_days(date(2026, 12, 20), 10, TABLE)
    assert count.provisional
    assert count.day == date(2027, 1, 1)


def test_the_last_days_of_a_known_year_stay_unsure_until_the_next_notice() -> None:
    assert add_working_days(date(2026, 12, 25), 3, TABLE).provisional
    assert not add_working_days(date(2026, 12, 22), 3, TABLE).provisional


def test_a_provisional_count_loses_at_most_ten_working_days_to_a_year_end() -> None:
    count = add_working_days(date(2027, 1, 4), 5, TABLE)
    assert count.latest == date(2027, 1, 25)


def test_the_next_notice_makes_the_count_final() -> None:
    uploaded = TABLE.with_year(2027, mark(date(2027, 1, 1), working=False))
    count = add_working_days(date(2026, 12, 25), 5, uploaded)
    assert count.day == date(2027, 1, 4)
    assert not count.provisional


def test_an_uploaded_year_replaces_the_shipped_one_whole() -> None:
    corrected = TABLE.with_year(2026, mark(date(2026, 10, 1), working=False))
    assert is_working_day(date(2026, 10, 2), corrected)
    assert not is_working_day(date(2026, 10, 1), corrected)


def test_an_uploaded_notice_may_mark_the_week_before_its_year() -> None:
    table = TABLE.with_year(2027, mark(date(2026, 12, 31), working=False))
    assert not is_working_day(date(2026, 12, 31), table)


def test_with_no_table_at_all_the_plain_week_is_the_guess() -> None:
    count = add_working_days(date(2026, 11, 20), 1, DayTable())
    assert count.day == date(2026, 11, 23)
    assert count.provisional


@pytest.mark.parametrize("year", range(2012, 2027))
@pytest.mark.parametrize("count", [1, 3, 5, 7, 10, 17, 30, 60, 90])
def test_no_real_notice_ever_moved_a_day_past_the_latest_possible_one(year: int, count: int) -> None:
    guess_table = TABLE.without_year(year)
    day = date(year - 1, 11, 1)
    while day < date(year, 12, 31) and (day + timedelta(days=2 * count + 40)).year <= 2026:
        guess = add_working_days(day, count, guess_table)
        real = add_working_days(day, count, TABLE)
        assert real.day <= guess.latest, f"{count} days from {day}"
        if not guess.provisional:
            assert guess.day == real.day
        day += ONE


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029, 2030])
def test_any_start_in_the_coming_years_gives_a_working_day_in_order(year: int) -> None:
    days = [date(year, 1, 1) + n * ONE for n in range(365)]
    ends = [add_working_days(day, 3, TABLE) for day in days]
    assert all(is_working_day(end.day, TABLE) for end in ends)
    assert all(end.day <= end.latest for end in ends)
    assert [end.day for end in ends] == sorted(end.day for end in ends)


def test_counting_between_is_the_inverse_of_adding() -> None:
    for offset in range(300):
        start = date(2026, 1, 1) + offset * ONE
        assert working_days_between(start, add_working_days(start, 7, TABLE).day, TABLE) == 7


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert working_days_between(date(2026, 11, 25), date(2026, 11, 20), TABLE) == 0


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert next_working_day(date(2026, 11, 25), TABLE) == date(2026, 11, 25)


def test_the_next_working_day_after_spring_festival_skips_it() -> None:
    assert next_working_day(date(2026, 2, 15), TABLE) == date(2026, 2, 24)


def test_the_local_day_begins_at_sixteen_hours_utc() -> None:
    assert local_day(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2026, 11, 23))  # noqa: DTZ001  the naive moment is the point


def test_a_day_ends_one_second_before_local_midnight() -> None:
    assert end_of_day(date(2026, 11, 23)) == datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
