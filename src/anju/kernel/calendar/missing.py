"""Which year's holiday table somebody must upload now."""

from __future__ import annotations

from datetime import datetime

from anju.kernel.calendar.days import DayTable, local_day


def first_missing_year(now: datetime, table: DayTable) -> int | None:
    """The earliest year whose table is overdue at `now`: this year's, or from 1 December the next one's."""
    today = local_day(now)
    needed = [today.year, today.year + 1] if today.month == 12 else [today.year]
    return next((year for year in needed if year not in table.years), None)
