"""When a brief falls due, and which days it tells of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anju.kernel.calendar import DayTable, is_working_day, local_day
from anju.kernel.clock import DISTRICT_TIME

DAY = timedelta(days=1)
LOOK = 40
"""Days looked back or ahead: longer than any holiday."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Each week on a day (0 is Monday), or each working day where there is none; at a full hour in district time."""

    weekday: int | None
    hour: int

    def falls(self, day: date, table: DayTable) -> bool:
        """Whether a brief is made on a day. A weekly one is made on its day even where that is a holiday."""
        return is_working_day(day, table) if self.weekday is None else day.weekday() == self.weekday

    def at(self, day: date) -> datetime:
        """The moment on that day."""
        return datetime.combine(day, time(self.hour), tzinfo=DISTRICT_TIME)

    def latest(self, now: datetime, table: DayTable) -> datetime | None:
        """The last moment up to now."""
        return self._first(now, table, -DAY)

    def coming(self, now: datetime, table: DayTable) -> datetime | None:
        """The next moment after now."""
        return self._first(now, table, DAY)

    def _first(self, now: datetime, table: DayTable, step: timedelta) -> datetime | None:
        day = local_day(now)
        for _each in range(LOOK):
            if self.falls(day, table) and (self.at(day) > now) == (step > timedelta()):
                return self.at(day)
            day += step
        return None

    def days(self, day: date, table: DayTable) -> tuple[date, date]:
        """First and last day of what the brief made on a day tells: the seven days before it, or all since the working
        day before it, so that no weekend is left out.
        """
        last = day - DAY
        if self.weekday is not None:
            return day - 7 * DAY, last
        first = last
        while not is_working_day(first, table) and (last - first).days < LOOK:
            first -= DAY
        return first, last


def period(first: date, last: date) -> str:
    """As `Paper.period` says it."""
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
