"""The State Council's notices as the chinesecalendar package carries them; the only place that imports it."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import MappingProxyType

from chinese_calendar.constants import Holiday, holidays, workdays

from anju.kernel.calendar.days import DayMark, DayTable


@cache
def statutory_table() -> DayTable:
    """The shipped table. A year counts as known when its notice names both New Year's Day and National Day."""
    names = {festival.value: festival.chinese for festival in Holiday}
    marks = {day: DayMark(day, working=False, name=names[key]) for day, key in holidays.items()}
    marks |= {day: DayMark(day, working=True, name=names[key]) for day, key in workdays.items()}
    years = {day.year for day in marks if {date(day.year, 1, 1), date(day.year, 10, 1)} <= holidays.keys()}
    return DayTable(frozenset(years), MappingProxyType(marks))
