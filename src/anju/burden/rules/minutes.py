"""Minutes of work, in sums that show nobody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

FEWEST = 5
"""A sum over fewer phones than this is not shown to anybody."""
STEP = 5
"""Averages are shown in steps of so many minutes: a later arrival in a group must not be read off the difference."""
OLDEST = timedelta(days=21)
"""Days older than this are not taken in any more."""
MOST_DAYS = 21
MOST_MINUTES = 16 * 60
"""More than this a day is a page left open, not work."""
SHORTEST_TOKEN, LONGEST_TOKEN = 20, 80
SETTLED = timedelta(days=9)
"""From its Monday, after which a week is judged: phones send a day when it is over, and some are without a line."""


@dataclass(frozen=True, slots=True)
class Told:
    """One finished day as a phone tells it."""

    day: date
    minutes: int
    token: str
    first: bool
    """Whether this is the first day of its week that this phone tells of."""


def monday(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def last_settled(today: date) -> date:
    """The Monday of the latest week that may be judged."""
    return monday(today - SETTLED)


def read(said: object, today: date) -> list[Told]:
    """The usable days of what a phone sent; anything else is passed over: a count is no reason to trouble somebody."""
    if not isinstance(said, list):
        return []
    found = [one for raw in said[:MOST_DAYS] if (one := _told(raw, today)) is not None]
    return list({one.token: one for one in found}.values())


def _told(raw: Any, today: date) -> Told | None:
    if not isinstance(raw, Mapping):
        return None
    day, minutes, token = raw.get("day"), raw.get("minutes"), raw.get("token")
    if not isinstance(day, str) or not isinstance(token, str) or type(minutes) is not int:
        return None
    try:
        then = date.fromisoformat(day)
    except ValueError:
        return None
    if not today - OLDEST <= then <= today or minutes < 1:
        return None
    if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN:
        return None
    return Told(then, min(minutes, MOST_MINUTES), token, raw.get("first") is True)


@dataclass(frozen=True, slots=True)
class Group:
    """One role in one place in one week."""

    role: str
    path: str
    minutes: int
    phones: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as a page may show it. `average` is None where too few would be seen through it."""

    role: str
    path: str
    average: int | None
    phones: int | None


def cut(path: str, parts: int) -> str:
    """The first parts of a place path: one is the district, two the street, three the community."""
    return "/" + "/".join(path.strip("/").split("/")[:parts]) + "/"


def summed(groups: Iterable[Group], parts: int) -> list[Group]:
    """Groups by role and the first parts of their place."""
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for one in groups:
        key = one.role, cut(one.path, parts)
        minutes, phones = totals.get(key, (0, 0))
        totals[key] = minutes + one.minutes, phones + one.phones
    return [Group(role, path, *sums) for (role, path), sums in sorted(totals.items())]


def shown(groups: Sequence[Group]) -> list[Shown]:
    """What of the parts of one whole may be shown. Where all that is hidden comes from too few phones, the smallest
    other part is hidden with it: else whoever knows the whole subtracts.
    """
    hidden = {index for index, one in enumerate(groups) if one.phones < FEWEST}
    for role in {one.role for one in groups}:
        mine = [index for index, one in enumerate(groups) if one.role == role]
        others = sorted((index for index in mine if index not in hidden), key=lambda index: groups[index].phones)
        for index in others:
            behind = sum(groups[one].phones for one in mine if one in hidden)
            if not behind or behind >= FEWEST:
                break
            hidden.add(index)
    return [
        Shown(one.role, one.path, None, None)
        if index in hidden
        else Shown(one.role, one.path, rounded(one), one.phones)
        for index, one in enumerate(groups)
    ]


def rounded(group: Group) -> int:
    """Minutes per phone, to the step."""
    return round(group.minutes / group.phones / STEP) * STEP


def is_over(group: Group, cap: int | None) -> bool:
    """Whether the cap is passed, by a sum of enough phones; judged by what is shown."""
    return cap is not None and group.phones >= FEWEST and rounded(group) > cap
