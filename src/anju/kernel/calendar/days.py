"""Days: which are worked, how to count them, and how sure the count is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from anju.kernel.clock import DISTRICT_TIME

ONE_DAY: Final = timedelta(days=1)

_SATURDAY: Final = 5

#: The notice for a year may move days of the last week before it (29 to 31 December 2018 belonged to New Year 2019),
#: so these days are certain only once the *next* year's table is known.
_YEAR_END_SPILL: Final = (12, 26)

#: How many working days the holidays of an unknown stretch may eat at most: ten for a year-end (New Year and Spring
#: Festival), and ten more for each further forty counted. Checked against every published table since 2012.
_HOLIDAY_ALLOWANCE: Final = 10
_ALLOWANCE_STRIDE: Final = 40


@dataclass(frozen=True, slots=True)
class DayMark:
    """One row of a holiday notice: `day` is worked (调休上班) or off (放假), because of the festival `name`."""

    day: date
    working: bool
    name: str = ""


def _no_marks() -> Mapping[date, DayMark]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DayTable:
    """The days that differ from the plain week, and the years whose notice is known.

    A year absent from `years` is counted as a plain week of five days, and every result that rests on it says so.
    """

    years: frozenset[int] = frozenset()
    marks: Mapping[date, DayMark] = field(default_factory=_no_marks)
    counted: dict[tuple[date, int], DayCount] = field(default_factory=dict, compare=False, repr=False)
    """Counts of working days made so far (`add_working_days`): a day's deadlines are all counted from that day."""

    def with_year(self, year: int, marks: Mapping[date, DayMark]) -> DayTable:
        """This table with `year`'s notice replaced by `marks` (which may reach into the year's neighbours)."""
        kept = {day: mark for day, mark in self.marks.items() if day.year != year}
        return DayTable(self.years | {year}, MappingProxyType(kept | dict(marks)))

    def without_year(self, year: int) -> DayTable:
        """This table as if `year`'s notice had not been published yet."""
        kept = {day: mark for day, mark in self.marks.items() if day.year != year}
        return DayTable(self.years - {year}, MappingProxyType(kept))

    def is_certain(self, day: date) -> bool:
        """Whether a published notice decides about `day`."""
        if day.year not in self.years:
            return False
        return (day.month, day.day) < _YEAR_END_SPILL or day in self.marks or day.year + 1 in self.years


@dataclass(frozen=True, slots=True)
class DayCount:
    """The day a count ends on. `latest` is the latest it can become once every notice is known."""

    day: date
    latest: date

    @property
    def provisional(self) -> bool:
        return self.latest != self.day


@lru_cache(maxsize=4096)
def local_day(moment: datetime) -> date:
    """The calendar day in Shanghai at `moment` (aware)."""
    return _aware(moment).astimezone(DISTRICT_TIME).date()


@lru_cache(maxsize=4096)
def end_of_day(day: date) -> datetime:
    """The last second of `day` in Shanghai, in UTC: a duty due on a day may still be met at 23:59."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=DISTRICT_TIME).astimezone(UTC)


def is_working_day(day: date, table: DayTable) -> bool:
    """Whether offices work on `day`: the notice decides, otherwise Monday to Friday."""
    mark = table.marks.get(day)
    if mark is not None:
        return mark.working
    return day.weekday() < _SATURDAY


def next_working_day(day: date, table: DayTable) -> date:
    """`day` itself when worked, otherwise the first worked day after it."""
    while not is_working_day(day, table):
        day += ONE_DAY
    return day


def add_working_days(start: date, count: int, table: DayTable) -> DayCount:
    """The `count`-th working day after `start`; the day of the event itself is not counted (民法典 201 条).

    "日" of 二日、三日、五日、七日 in 行政处罚法 are working days (85 条). Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("工作日数不能为负")
    found = table.counted.get((start, count))
    if found is None:
        found = table.counted[start, count] = _count(start, count, table)
    return found


def _count(start: date, count: int, table: DayTable) -> DayCount:
    day, remaining = start, count
    while remaining and table.is_certain(day + ONE_DAY):
        day += ONE_DAY
        remaining -= is_working_day(day, table)
    if not remaining:
        return DayCount(day, day)
    latest = _latest(day, remaining)
    while remaining:
        day += ONE_DAY
        remaining -= is_working_day(day, table)
    return DayCount(day, latest)


def _latest(from_day: date, working_days: int) -> date:
    """`working_days` plain weekdays after `from_day`, with the holiday allowance lost on top."""
    remaining = working_days + _HOLIDAY_ALLOWANCE * math.ceil(working_days / _ALLOWANCE_STRIDE)
    day = from_day
    while remaining:
        day += ONE_DAY
        remaining -= day.weekday() < _SATURDAY
    return day


def working_days_between(start: date, end: date, table: DayTable) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    return sum(is_working_day(day, table) for day in _days(start + ONE_DAY, end))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("moment must be timezone-aware")
    return moment
