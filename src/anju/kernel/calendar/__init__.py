"""Working days, due moments and working hours in China, on Asia/Shanghai's calendar.

Everything here is pure: the caller passes the moment and the `DayTable`. `statutory_table()` is the table of the State
Council's notices that the program ships; `DayTable.with_year` lays a district's uploaded table over it.
"""

from anju.kernel.calendar.days import (
    DayCount,
    DayMark,
    DayTable,
    add_working_days,
    end_of_day,
    is_working_day,
    local_day,
    next_working_day,
    working_days_between,
)
from anju.kernel.calendar.due import AT_ONCE_GRACE, Basis, Due, at_once, end_of_natural_days, end_of_working_days
from anju.kernel.calendar.hours import WorkingHours, is_working_moment, next_working_moment
from anju.kernel.calendar.missing import first_missing_year
from anju.kernel.calendar.statutory import statutory_table
from anju.kernel.calendar.upload import TableError, UploadedYear, parse_year

__all__ = [
    "AT_ONCE_GRACE",
    "Basis",
    "DayCount",
    "DayMark",
    "DayTable",
    "Due",
    "TableError",
    "UploadedYear",
    "WorkingHours",
    "add_working_days",
    "at_once",
    "end_of_day",
    "end_of_natural_days",
    "end_of_working_days",
    "first_missing_year",
    "is_working_day",
    "is_working_moment",
    "local_day",
    "next_working_day",
    "next_working_moment",
    "parse_year",
    "statutory_table",
    "working_days_between",
]
