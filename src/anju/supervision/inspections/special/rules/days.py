"""The day counter of a campaign: 第 n 天 / 共 100 天. Natural days, both ends counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """Where today lies."""

    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Counter:
    """`number`: the day it is; before the start the days until then, after the end the days since."""

    phase: Phase
    number: int
    total: int


def counter(starts_on: date, ends_on: date, today: date) -> Counter:
    """What day of the campaign `today` is."""
    total = (ends_on - starts_on).days + 1
    if today < starts_on:
        return Counter(Phase.BEFORE, (starts_on - today).days, total)
    if today > ends_on:
        return Counter(Phase.OVER, (today - ends_on).days, total)
    return Counter(Phase.RUNNING, (today - starts_on).days + 1, total)


def last_day(starts_on: date, term: int) -> date:
    """The last of so many natural days."""
    return starts_on + timedelta(days=term - 1)


def every_day(first: date, last: date) -> list[date]:
    """Each day of a stretch, both ends counted; none where it ends before it begins."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
