"""When things are seen: seasons, weeks and hours. Draws are made in bulk, because there are fifty thousand of them."""

import math
from datetime import date, timedelta
from itertools import accumulate
from random import Random

__all__ = ["DAY", "Rhythm", "end_of_day", "local_day", "moment"]

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_ZONE = 8 * 3600  # Asia/Shanghai knows no summer time

_PATROL = (0, 0, 0, 0, 0, 0, 1, 3, 9, 14, 12, 6, 3, 4, 10, 13, 10, 6, 5, 8, 7, 3, 1, 0)
_EVENING = (1, 0, 0, 0, 0, 0, 1, 2, 4, 5, 5, 3, 2, 3, 4, 5, 5, 6, 9, 13, 14, 10, 5, 2)
"""E-bikes come home in the evening, and so do those who complain of them."""


def moment(day: date, second: int) -> int:
    """A second of a day in Shanghai."""
    return (day.toordinal() - _EPOCH) * DAY - _ZONE + second


def local_day(at: int) -> date:
    """The day in Shanghai on which a moment falls."""
    return date.fromordinal((at + _ZONE) // DAY + _EPOCH)


def end_of_day(at: int, days: int) -> int:
    """23:59:59 in Shanghai of the day so many days after a moment's."""
    return ((at + _ZONE) // DAY + days + 1) * DAY - _ZONE - 1


class Rhythm:
    """Moments between two days, denser where the year and the week make them so."""

    def __init__(self, rng: Random, since: date, until: int) -> None:
        self.rng, self.since, self.until = rng, since, until
        days = (local_day(until) - since).days
        self._days = range(days + (until > moment(local_day(until), 7 * 3600)))
        campaign = rng.randint(240, 330)
        patrol, home = [], []
        for number in self._days:
            day = since + timedelta(days=number)
            ramp = 0.55 + 0.45 * min(1.0, number / 200)
            push = 1.55 if campaign <= number < campaign + 100 else 1.0
            week = 0.35 if day.weekday() == 6 else 0.6 if day.weekday() == 5 else 1.0
            rest = 0.4 if (day.month, day.day) in {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)} else 1.0
            noise = rng.uniform(0.8, 1.25)
            patrol.append(ramp * push * week * rest * noise)
            season = 1 + 0.28 * math.cos(math.tau * (day.timetuple().tm_yday - 15) / 365.25) ** 2
            home.append(ramp * push * season * (0.75 + 0.25 * week) * rest * noise)
        self._patrol, self._home = list(accumulate(patrol)), list(accumulate(home))

    def moments(self, count: int, *, evening: bool = False) -> list[int]:
        """So many moments, unordered, none after the end."""
        rng = self.rng
        days = rng.choices(self._days, cum_weights=self._home if evening else self._patrol, k=count)
        hours = rng.choices(range(24), _EVENING if evening else _PATROL, k=count)
        start = moment(self.since, 0)
        drawn = [start + day * DAY + hour * 3600 + rng.randrange(3600) for day, hour in zip(days, hours, strict=True)]
        return [at if at < self.until else at - 7 * DAY for at in drawn]

    def working(self, at: int) -> int:
        """The same moment if offices are open then (weekdays, 9 to 18), else one early in the next open stretch."""
        day, second = divmod(at + _ZONE, DAY)
        weekday = (day + 3) % 7
        if weekday < 5 and 9 * 3600 <= second < 18 * 3600:
            return at
        if weekday >= 5 or second >= 18 * 3600:
            day += 1
            weekday = (weekday + 1) % 7
            while weekday >= 5:
                day += 1
                weekday = (weekday + 1) % 7
        return day * DAY - _ZONE + 9 * 3600 + self.rng.randrange(2 * 3600)

    def lasting(self, median_hours: float, spread: float) -> int:
        """A duration in seconds, lognormal around a median."""
        return 60 + int(3600 * median_hours * math.exp(self.rng.gauss(0.0, spread)))
