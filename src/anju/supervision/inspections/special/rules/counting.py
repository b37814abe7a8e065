"""How a campaign's cases are counted. One hazard counts once: a case that follows another counts as that other one,
and a case that was opened again is not put right any more.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

STREET_DEPTH = 3
"""Slashes of a street's path."""
FEWEST = 5
"""Smaller counts of places where people live are not told to who may not see the places."""
DWELLINGS = frozenset({"DW-01", "DW-02", "DW-03", "DW-04"})
"""Kinds that say that somebody lives there."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that follows no other and is open, or was closed as put right since the launch."""

    duty: int
    path: str
    kind: str
    found_on: date
    rectified_on: date | None
    """The district day it was closed as put right; None while it is open."""
    in_time: bool
    """Put right by the campaign's last day."""
    late: bool = False
    own: bool = False
    """Found, or found again, in the campaign's own tasks."""


@dataclass(slots=True)
class Tally:
    """What was counted, of all or of one place or street."""

    baseline: int = 0
    found_own: int = 0
    found_other: int = 0
    rectified: int = 0
    rectified_baseline: int = 0
    """Of `rectified`: open at the launch already."""
    open: int = 0
    late: int = 0

    @property
    def found(self) -> int:
        return self.found_own + self.found_other

    @property
    def owed(self) -> int:
        """What is to be put right: what stood open at the launch and what was found since."""
        return self.baseline + self.found

    @property
    def percent(self) -> int | None:
        """Put right of what is to be put right, rounded down: 100 means all."""
        return 100 * self.rectified // self.owed if self.owed else None


@dataclass(slots=True)
class Progress:
    """A campaign's figures: altogether, by place, by street, by day."""

    whole: Tally = field(default_factory=Tally)
    places: dict[str, Tally] = field(default_factory=dict)
    streets: dict[str, Tally] = field(default_factory=dict)
    by_day: Counter[date] = field(default_factory=Counter)
    found_by_day: Counter[date] = field(default_factory=Counter)
    open_cases: list[int] = field(default_factory=list)


def prefixes(path: str) -> list[str]:
    """A path and those above it, nearest first."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:end]) + "/" for end in range(len(parts), 0, -1)]


def nearest(path: str, members: Mapping[str, object]) -> str | None:
    """The place of the scope that a path is or lies in; the innermost where they lie in each other."""
    return next((one for one in prefixes(path) if one in members), None)


def street_of(path: str) -> str:
    """The street's path; of what lies above streets, itself."""
    parts = path.strip("/").split("/")
    return "/" + "/".join(parts[: STREET_DEPTH - 1]) + "/"


class Group(StrEnum):
    """The numbers of a tally, each of which can be opened."""

    BASELINE = "baseline"
    FOUND = "found"
    FOUND_OWN = "own"
    FOUND_OTHER = "other"
    RECTIFIED = "rectified"
    RECTIFIED_BASELINE = "rectified_baseline"
    ENDED = "ended"
    """Neither open nor put right in time: not so, not ours, joined another one, or late."""
    OPEN = "open"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which number is opened: of all, of one street, of one day."""

    group: Group
    street: str = ""
    day: date | None = None
    """Of what was found or put right."""


def opened(cases: Iterable[Case], baselines: Mapping[str, Collection[int]], asked: Narrowed) -> list[int]:
    """The cases behind a number of `count`, by rising id."""
    held = {path: ids for path, ids in baselines.items() if asked.street in ("", street_of(path))}
    known = {duty for ids in baselines.values() for duty in ids}
    before = {duty for ids in held.values() for duty in ids}
    if asked.group is Group.BASELINE:
        return sorted(before)
    fresh, found, settled = set[int](), set[int](), set[int]()
    for case in cases:
        place = nearest(case.path, baselines)
        if place is None or place not in held:
            continue
        if case.duty not in known:
            fresh.add(case.duty)
        if _open_or_rectified(case):
            settled.add(case.duty)
        if _belongs(case, asked, fresh=case.duty not in known):
            found.add(case.duty)
    return sorted((before | fresh) - settled if asked.group is Group.ENDED else found)


def _open_or_rectified(case: Case) -> bool:
    return case.rectified_on is None or case.in_time


def _belongs(case: Case, asked: Narrowed, *, fresh: bool) -> bool:
    done = case.rectified_on is not None and case.in_time
    match asked.group:
        case Group.FOUND | Group.FOUND_OWN | Group.FOUND_OTHER:
            whose = asked.group is Group.FOUND or case.own == (asked.group is Group.FOUND_OWN)
            return fresh and whose and asked.day in (None, case.found_on)
        case Group.RECTIFIED:
            return done and asked.day in (None, case.rectified_on)
        case Group.RECTIFIED_BASELINE:
            return done and not fresh
        case Group.OPEN:
            return case.rectified_on is None
        case Group.LATE:
            return case.rectified_on is None and case.late
    return False


def count(cases: Iterable[Case], baselines: Mapping[str, Collection[int]]) -> Progress:
    """`baselines`: path of each place of the scope → the cases that stood open there at the launch.

    What was not open at the launch and is now, or was put right since, was found, or came back, in the meantime.
    """
    progress, known = Progress(), {duty for held in baselines.values() for duty in held}
    for path, held in baselines.items():
        progress.places[path] = Tally(baseline=len(held))
        progress.streets.setdefault(street_of(path), Tally()).baseline += len(held)
        progress.whole.baseline += len(held)
    for case in cases:
        place = nearest(case.path, baselines)
        if place is None:
            continue
        fresh = case.duty not in known
        for tally in (progress.whole, progress.places[place], progress.streets[street_of(place)]):
            _add(tally, case, fresh=fresh)
        if fresh:
            progress.found_by_day[case.found_on] += 1
        if case.rectified_on is None:
            progress.open_cases.append(case.duty)
        elif case.in_time:
            progress.by_day[case.rectified_on] += 1
    return progress


def _add(tally: Tally, case: Case, *, fresh: bool) -> None:
    if fresh and case.own:
        tally.found_own += 1
    elif fresh:
        tally.found_other += 1
    if case.rectified_on is None:
        tally.open += 1
        tally.late += case.late
    elif case.in_time:
        tally.rectified += 1
        tally.rectified_baseline += not fresh
