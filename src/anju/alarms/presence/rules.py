"""When a room is checked, and what two answers make together. Pure: `now` is an argument.

Each day of a month is drawn by itself, with the same chance whatever came before: after a check the next is neither
nearer nor farther, so that nobody learns from the last one. A month's seed is secret until the month is over; its
commitment is entered before the month's first moment, so that anybody can draw again afterwards.
"""

import calendar
import hashlib
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from random import Random

from anju.alarms.presence.enums import Outcome, Said

DAY = 86_400
NIGHT_FROM, NIGHT_UNTIL = 22 * 3600, 6 * 3600
"""Seconds of the day, district time: 22:00 to 6:00."""
MOST_TIMES = 2
"""At most so many times the average number in one month, whatever was drawn."""
MONTHLY, NIGHTLY, BUTTON_MINUTES, CALL_MINUTES = 4, 1, 5, 3
"""Own defaults of a room's terms: no law read so far names a number (docs/adr/0027)."""
MOST_MONTHLY = 28

LATE = timedelta(minutes=45)
"""So long after its moment a check still begins, where another one of the room was running or the platform was not.
Later than that it is kept, and not judged."""
ORDER_TERM = timedelta(minutes=2)
"""So long for the device to take the order. One that is not connected by then is out."""
LINE_TERM = timedelta(minutes=2)
"""So long for the call to go out."""
PERSON_TERM = timedelta(minutes=10)
"""So long for somebody who wants to call by hand to do so."""
DIAL = timedelta(minutes=1)
"""Number and code are open: so long to dial and be heard before the term of the answer begins."""
GRACE = timedelta(seconds=15)
"""What networks and clocks may take of somebody's term."""
READING_TERM = timedelta(minutes=30)
"""Frames that came are waited for so long before the platform's own lateness makes it not to be judged."""
TRIES = 3
DIGITS = 4

REPEATED, WITHIN = 2, timedelta(days=30)
"""So often nobody in so many days, and it goes on the lists (own default)."""


def commitment(seed: str) -> str:
    """What is entered before a month's first moment."""
    return hashlib.sha256(f"anju-presence/{seed}".encode()).hexdigest()


def is_night(second: int) -> bool:
    """Whether a second of the day lies at night."""
    return second >= NIGHT_FROM or second < NIGHT_UNTIL


@lru_cache(maxsize=4096)
def drawn(seed: str, room: int, month: date, monthly: int, nightly: int, zone: tzinfo) -> tuple[datetime, ...]:
    """The moments of a room in the month that begins on `month`, in order.

    `monthly`: how many on average; `nightly`: at most so many of them at night, further ones are drawn again by day.
    """
    days = calendar.monthrange(month.year, month.month)[1]
    found: list[datetime] = []
    nights = 0
    for number in range(days):
        day = month + timedelta(days=number)
        draw = Random(f"{seed}/{room}/{day.isoformat()}")  # noqa: S311 - others must be able to repeat it
        if draw.randrange(days) >= monthly or len(found) >= MOST_TIMES * monthly:
            continue
        second = draw.randrange(DAY)
        if is_night(second) and nights >= nightly:
            second = NIGHT_UNTIL + draw.randrange(NIGHT_FROM - NIGHT_UNTIL)
        nights += is_night(second)
        found.append(datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=second))
    return tuple(found)


def judged(pressed: Said, typed: Said) -> Outcome:
    """What both answers make. One that could not be judged is nobody's fault: then nothing is said of who is there."""
    both = (pressed, typed)
    if Said.WAITING in both:
        return Outcome.WAITING
    if Said.OUT in both:
        return Outcome.UNJUDGED
    if both == (Said.GIVEN, Said.GIVEN):
        return Outcome.PRESENT
    return Outcome.ONE if Said.GIVEN in both else Outcome.NOBODY


def button_due(taken: datetime, minutes: int) -> datetime:
    """Until when the button counts; `taken`: when the device confirmed the order."""
    return taken + timedelta(minutes=minutes) + GRACE


def code_due(told: datetime, minutes: int, *, by_hand: bool) -> datetime:
    """Until when the code counts; `told`: when the call went out, or number and code were opened to call by hand."""
    return told + timedelta(minutes=minutes) + (DIAL if by_hand else timedelta()) + GRACE
