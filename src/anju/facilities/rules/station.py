"""What a micro-station must have: people, somebody there at every hour, its kit. Times are aware."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anju.facilities.enums import Pattern
from anju.kernel.clock import DISTRICT_TIME

LEAST_MEMBERS = 5
"""Members beside one head (公消〔2015〕301号; facility kind F29)."""
ARRIVAL_MINUTES = 3
AHEAD = timedelta(days=7)
"""How far ahead gaps of the roster are looked for."""
KIT_DAYS = 31
"""Kit is looked through every month (F29)."""
MOST_SHIFTS = 400
"""What one rostering may hold: three shifts a day with everybody for a month."""

Span = tuple[datetime, datetime]
"""From, and before."""


def gaps(covered: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """The stretches of [start, end) in which nobody is on duty, in order. Spans may overlap and come in any order."""
    found: list[Span] = []
    free = start
    for begin, finish in sorted(covered):
        if finish <= free or begin >= end:
            continue
        if begin > free:
            found.append((free, begin))
        free = max(free, finish)
    if free < end:
        found.append((free, end))
    return found


def hours(spans: Iterable[Span]) -> int:
    """How long the spans are together, in hours, a begun one counted whole."""
    return math.ceil(sum((finish - begin).total_seconds() for begin, finish in spans) / 3600)


@dataclass(frozen=True, slots=True)
class Strength:
    """How many a station has: heads, and members beside them."""

    heads: int = 0
    members: int = 0

    @property
    def lacks_head(self) -> bool:
        """Nobody leads it."""
        return self.heads == 0

    @property
    def short_by(self) -> int:
        """Members wanted and not there."""
        return max(0, LEAST_MEMBERS - self.members)


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift to come, of a member."""

    member: int
    starts_at: datetime
    ends_at: datetime


_STARTS: Mapping[str, tuple[int, ...]] = {Pattern.ONE: (8,), Pattern.TWO: (8, 20), Pattern.THREE: (8, 16, 24)}


def shifts_of(first: date, last: date, pattern: str) -> list[Span]:
    """The shifts that begin on the days from `first` to `last`, both included, in district time.

    Raises ValueError for a pattern nobody knows or days out of order.
    """
    if pattern not in _STARTS or last < first:
        raise ValueError(f"{pattern} {first} {last}")
    length = timedelta(hours=24 // len(_STARTS[pattern]))
    begins = [
        datetime.combine(first + timedelta(days=day), time(), tzinfo=DISTRICT_TIME) + timedelta(hours=hour)
        for day in range((last - first).days + 1)
        for hour in _STARTS[pattern]
    ]
    return [(begin, begin + length) for begin in begins]


def rotation(members: Sequence[int], first: date, last: date, pattern: str, at_once: int) -> list[Turn]:
    """Members taking turns, `at_once` together: each shift goes on where the one before stopped, so that nobody has two
    in a row while others wait. Raises ValueError as `shifts_of`, and for nobody to put on duty.
    """
    if not members or at_once < 1:
        raise ValueError("nobody to put on duty")
    together = min(at_once, len(members))
    turns: list[Turn] = []
    next_one = 0
    for begin, finish in shifts_of(first, last, pattern):
        for _each in range(together):
            turns.append(Turn(members[next_one % len(members)], begin, finish))
            next_one += 1
    return turns


@dataclass(frozen=True, slots=True)
class KitLine:
    """One item: how many are wanted, how many were there at the last check; None: never looked at."""

    code: str
    wanted: int
    present: int | None

    @property
    def missing(self) -> int:
        """How many are wanted and not there; what was never looked at is not known to be there."""
        return max(0, self.wanted - (self.present or 0))


def is_check_due(checked_at: datetime | None, now: datetime) -> bool:
    """Whether a month has passed since the kit was looked through."""
    return checked_at is None or now - checked_at > timedelta(days=KIT_DAYS)
