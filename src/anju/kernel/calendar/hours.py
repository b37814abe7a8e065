"""Working hours: outside them nothing is sent, except where life is in danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from anju.kernel.calendar.days import ONE_DAY, DayTable, is_working_day, local_day, next_working_day
from anju.kernel.clock import DISTRICT_TIME


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Office hours in Shanghai: from `opens` up to, not including, `closes`."""

    opens: time = time(9)
    closes: time = time(18)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("上班时间须早于下班时间")


OFFICE_HOURS: Final = WorkingHours()


def is_working_moment(moment: datetime, table: DayTable, hours: WorkingHours = OFFICE_HOURS) -> bool:
    """Whether `moment` (aware) falls in the hours of a working day."""
    day = local_day(moment)
    return is_working_day(day, table) and hours.opens <= moment.astimezone(DISTRICT_TIME).time() < hours.closes


def next_working_moment(
    moment: datetime, table: DayTable, *, danger_to_life: bool = False, hours: WorkingHours = OFFICE_HOURS
) -> datetime:
    """The first moment not before `moment` at which something may be sent, in UTC. Danger to life does not wait."""
    if danger_to_life or is_working_moment(moment, table, hours):
        return moment.astimezone(UTC)
    day = local_day(moment)
    if moment.astimezone(DISTRICT_TIME).time() >= hours.opens:
        day += ONE_DAY
    return datetime.combine(next_working_day(day, table), hours.opens, tzinfo=DISTRICT_TIME).astimezone(UTC)
