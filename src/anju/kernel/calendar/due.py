"""When something is due, whether that is final, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from anju.kernel.calendar.days import DayTable, add_working_days, end_of_day, local_day

#: "At once" (立即、当场) has no length in law. Somebody must still be able to get there before the clock calls it late.
AT_ONCE_GRACE: Final = timedelta(hours=4)


class Basis(StrEnum):
    """How a due moment was counted."""

    AT_ONCE = "at_once"
    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment in UTC.

    `provisional`: it rests on a year whose holiday notice is not known; show it as 暂定 and count it again when the
    table arrives. `latest_possible`: no notice can move it later than this, so a rung may climb then and not before.
    """

    at: datetime
    provisional: bool
    basis: Basis
    latest_possible: datetime


def at_once(start: datetime) -> Due:
    """Due `AT_ONCE_GRACE` after `start`, at any hour of any day."""
    end = start.astimezone(UTC) + AT_ONCE_GRACE
    return Due(end, provisional=False, basis=Basis.AT_ONCE, latest_possible=end)


def end_of_natural_days(start: datetime, days: int) -> Due:
    """The end of the `days`-th calendar day after `start`'s day; 0 is 当日, the end of that day itself.

    A day that is nearly over still leaves `AT_ONCE_GRACE`: 当日 found at 23:00 is due at 03:00.
    Raises ValueError for a negative count.
    """
    if days < 0:
        raise ValueError("天数不能为负")
    end = max(end_of_day(local_day(start) + timedelta(days=days)), at_once(start).at)
    return Due(end, provisional=False, basis=Basis.NATURAL_DAYS, latest_possible=end)


def end_of_working_days(start: datetime, days: int, table: DayTable) -> Due:
    """The end of the `days`-th working day after `start`'s day (行政处罚法 85 条)."""
    count = add_working_days(local_day(start), days, table)
    return Due(end_of_day(count.day), count.provisional, Basis.WORKING_DAYS, end_of_day(count.latest))
