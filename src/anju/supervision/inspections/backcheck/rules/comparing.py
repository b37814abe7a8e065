"""Fires of one period beside those of the same period a year before.

Whole months are compared. February of a leap year has a day more: it is counted, and a line says so with the same month
without its 29th. A month in which the register holds nothing at all is "no record", never nought, and takes its
counterpart out of the comparison.
"""

from calendar import isleap, monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Month:
    """One month, this year and the year before. None: no record."""

    first: date
    now: int | None
    before: int | None
    leap_day: int = 0
    """Fires on the 29th of February, of the year that has one: they have no counterpart."""
    part: bool = False
    """The month is not over: both years count up to the same day."""

    @property
    def compared(self) -> bool:
        """Whether both years have a record."""
        return self.now is not None and self.before is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Months in order, and the sums over those that both years have."""

    months: tuple[Month, ...]
    now: int
    before: int
    left_out: int
    """How many months are not compared."""

    @property
    def change(self) -> int | None:
        """Per cent, rounded; None where there is nothing to compare with."""
        return round(100 * (self.now - self.before) / self.before) if self.before else None


def year_before(day: date) -> date:
    """The same day a year earlier; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def compare(days: Iterable[date], year: int, today: date, recorded: Iterable[tuple[int, int]]) -> Comparison:
    """Fires by day → months of `year` beside the year before, up to `today`.

    `recorded`: (year, month) for which the register is kept, whether or not a fire stands in it; a month in which a
    fire stands is always recorded.
    """
    counted = Counter(days)
    kept = set(recorded) | {(day.year, day.month) for day in counted}
    last = 12 if year < today.year else today.month if year == today.year else 0
    months = tuple(_month(counted, kept, year, month, today) for month in range(1, last + 1))
    both = [one for one in months if one.compared]
    return Comparison(
        months, sum(one.now or 0 for one in both), sum(one.before or 0 for one in both), len(months) - len(both)
    )


def _month(counted: Counter[date], kept: set[tuple[int, int]], year: int, month: int, today: date) -> Month:
    until = monthrange(year, month)[1]
    part = (year, month) == (today.year, today.month) and today.day < until
    if part:
        until = today.day

    def of(which: int) -> int | None:
        if (which, month) not in kept:
            return None
        end = until if part else monthrange(which, month)[1]
        return sum(counted[date(which, month, day)] for day in range(1, min(end, monthrange(which, month)[1]) + 1))

    leap = next((one for one in (year, year - 1) if month == 2 and isleap(one)), None)
    extra = counted[date(leap, 2, 29)] if leap is not None and (not part or until >= 29) else 0
    return Month(date(year, month, 1), of(year), of(year - 1), extra, part)
