"""What holds for devices whoever asks. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, Self

from anju.telemetry.enums import ShieldKind

LONGEST: Final = {ShieldKind.TEST: timedelta(hours=24), ShieldKind.SHIELD: timedelta(days=30)}
"""A zone that nothing is made of is a risk: each ends by itself, and cannot be set for longer at once."""
SILENT_AFTER_S: Final = 86_400
"""Of a device without a model."""
LEAST_SILENCE_S: Final = 60
LOW_BATTERY_PERCENT: Final = 20
LATE: Final = timedelta(seconds=90)
"""By so much a clock in a browser may be behind."""


def is_too_long(kind: ShieldKind, since: datetime, until: datetime) -> bool:
    """Whether a shield or test may not be set for so long."""
    return until - since > LONGEST[kind] + LATE


def silent_since_us(heard_us: int | None, registered_us: int, after_s: int, now_us: int) -> int | None:
    """Since when a device counts as silent (microseconds), None while it does not. One that was never heard counts
    from when it was registered: what was brought in by the thousand is silent too until it speaks."""
    due = (heard_us if heard_us is not None else registered_us) + after_s * 1_000_000
    return due if due <= now_us else None


def usual_gap_us(moments: list[int]) -> int:
    """The middle of the pauses between readings, microseconds; 0 where there are fewer than two."""
    pauses = sorted(after - before for before, after in pairwise(moments))
    return pauses[len(pauses) // 2] if pauses else 0


GAP_TIMES: Final = 3
"""A pause so many times the usual one is a gap: nothing was told, and no line is drawn through it."""
MOST_POINTS: Final = 500
"""Of a chart: more cannot be told apart, and would be sent for nothing."""


def with_gaps(rows: list[tuple[int, int]]) -> list[tuple[int, int | None]]:
    """Readings (moment, value) with a None in the middle of each gap."""
    usual = usual_gap_us([at for at, _value in rows])
    found: list[tuple[int, int | None]] = []
    for at, value in rows:
        if found and usual and at - found[-1][0] > GAP_TIMES * usual:
            found.append(((at + found[-1][0]) // 2, None))
        found.append((at, value))
    return found


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_US: Final = 3_600 * 1_000_000
DAY_US: Final = 24 * HOUR_US
EAST_US: Final = 8 * HOUR_US
"""Hours, days and months of readings are counted in district time."""
FIRST_YEAR: Final = 2010
"""A moment before it is a clock that was never set."""
AHEAD: Final = 2
"""Months for which room is made before they come."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in district time; moments are microseconds since 1970 UTC."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, at: int) -> Self | None:
        """The month a moment lies in; None for one that no calendar knows."""
        try:
            day = EPOCH + timedelta(microseconds=at + EAST_US)
        except OverflowError:
            return None
        return cls(day.year, day.month)

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The month that `str` wrote; None for anything else."""
        year, _dash, number = name.partition("-")
        if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12):
            return None
        return cls(int(year), int(number))

    def plus(self, months: int) -> Self:
        """So many months later."""
        count = self.year * 12 + self.number - 1 + months
        return type(self)(count // 12, count % 12 + 1)

    @property
    def begins(self) -> int:
        """Its first moment."""
        return (datetime(self.year, self.number, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) - EAST_US

    @property
    def ends(self) -> int:
        """The first moment after it."""
        return self.plus(1).begins


def is_usual(month: Month, now: Month) -> bool:
    """Whether readings of a month are nothing strange, so that it gets room of its own."""
    return Month(FIRST_YEAR, 1) <= month <= now.plus(AHEAD)


def cold_before(now: Month, months: int) -> Month:
    """The first month that is not cold yet, where each is kept hot for so many whole months after its end."""
    return now.plus(-months)
