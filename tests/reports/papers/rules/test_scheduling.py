"""When briefs fall due, and which days they tell of."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from anju.kernel.calendar import DayMark, statutory_table
from anju.kernel.clock import DISTRICT_TIME
from anju.reports.papers.rules.scheduling import Rhythm, period

TABLE = statutory_table()
MONDAY, DAILY = Rhythm(0, 8), Rhythm(None, 8)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=DISTRICT_TIME)


@pytest.mark.parametrize(
    ("rhythm", "now", "latest", "coming"),
    [
        (MONDAY, at(23, 8), at(23, 8), at(30, 8)),
        (MONDAY, at(23, 7, 59), at(16, 8), at(23, 8)),
        (DAILY, at(20, 9), at(20, 8), at(23, 8)),
        (DAILY, at(22, 12), at(20, 8), at(23, 8)),
        (DAILY, at(23, 7), at(20, 8), at(23, 8)),
    ],
)
def test_the_moment_before_and_the_one_after(rhythm: Rhythm, now: datetime, latest: datetime, coming: datetime) -> None:
    assert (rhythm.latest(now, TABLE), rhythm.coming(now, TABLE)) == (latest, coming)


def test_a_holiday_has_no_daily_brief_but_its_weekly_one() -> None:
    table = TABLE.with_year(2026, {date(2026, 11, 23): DayMark(date(2026, 11, 23), working=False)})
    assert DAILY.coming(at(20, 9), table) == at(24, 8)
    assert MONDAY.coming(at(20, 9), table) == at(23, 8)


def test_a_daily_brief_leaves_no_weekend_out_and_a_weekly_one_tells_seven_days() -> None:
    assert DAILY.days(date(2026, 11, 24), TABLE) == (date(2026, 11, 23), date(2026, 11, 23))
    assert DAILY.days(date(2026, 11, 23), TABLE) == (date(2026, 11, 20), date(2026, 11, 22))
    assert MONDAY.days(date(2026, 11, 23), TABLE) == (date(2026, 11, 16), date(2026, 11, 22))


def test_the_days_of_daily_briefs_join_without_gap_or_overlap() -> None:
    moment, told = at(2, 9), []
    while (moment := DAILY.coming(moment, TABLE)) < at(30, 0):  # type: ignore[assignment, operator]
        told.append(DAILY.days(moment.date(), TABLE))
    assert all((after[0] - before[1]).days == 1 for before, after in pairwise(told))


def test_a_period_of_one_day_is_that_day() -> None:
    assert period(date(2026, 11, 23), date(2026, 11, 23)) == "2026-11-23"
    assert period(date(2026, 11, 16), date(2026, 11, 22)) == "2026-11-16..2026-11-22"
