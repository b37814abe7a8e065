"""Gaps: what should have been by what was known at the moment of the call, and of which there is no record.

Each is a question to somebody. An order of patrols that nobody could walk in the time given is the planner's question,
never the member's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from anju.supervision.inspections.backcheck.enums import GapKind

LOOKS_BACK = timedelta(days=180)
"""How far before the call patrols are asked about."""


@dataclass(frozen=True, slots=True)
class Found:
    """A gap before anybody has been asked. `party` None: it is not known whom to ask."""

    key: str
    kind: GapKind
    place: int
    party: int | None = None
    duty: int | None = None
    facts: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A place of a plan, as it stood then."""

    place: int
    plan: int
    every_days: int
    since: date
    party: int | None
    """Whose people walk."""
    planner: int | None
    """Who made the plan."""
    stops_due: int = 0
    """Stops a round of the plan would need to keep every cycle."""
    stops_fit: int = 0
    """Stops its minutes have room for."""

    @property
    def overloaded(self) -> bool:
        """No round could have kept it."""
        return self.stops_fit > 0 and self.stops_due > self.stops_fit


def patrols(planned: Iterable[Planned], looked: Iterable[tuple[int, date]], called: date) -> list[Found]:
    """Stretches longer than a place's cycle without a look, by (place, day) of every look or attempt.

    One question per place: the longest stretch, with how many there were.
    """
    days: dict[int, set[date]] = {}
    for place, day in looked:
        days.setdefault(place, set()).add(day)
    found: list[Found] = []
    for one in planned:
        start = max(one.since, called - LOOKS_BACK)
        marks = [start, *sorted(day for day in days.get(one.place, ()) if start <= day < called), called]
        gaps = [(b - a, a, b) for a, b in pairwise(marks) if (b - a).days > one.every_days]
        if gaps:
            found.append(_patrol(one, gaps))
    return found


def _patrol(one: Planned, gaps: Sequence[tuple[timedelta, date, date]]) -> Found:
    longest, first, last = max(gaps)
    facts: dict[str, int | str] = {
        "days": longest.days, "every": one.every_days, "times": len(gaps), "from": first.isoformat(),
        "to": last.isoformat(),
    }  # fmt: skip
    if one.overloaded:
        facts |= {"due": one.stops_due, "fit": one.stops_fit}
        return Found(f"overloaded:{one.plan}:{one.place}", GapKind.OVERLOADED, one.place, one.planner, facts=facts)
    return Found(f"patrol:{one.plan}:{one.place}", GapKind.PATROL, one.place, one.party, facts=facts)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stood at the moment of the call, told by its entries up to then."""

    duty: int
    place: int
    number: str
    state: str
    accountable: int | None = None
    holder: int | None = None
    due_at: datetime | None = None
    check_due_at: datetime | None = None
    """Of one that waited to be checked."""
    closed_at: datetime | None = None
    closer: str = ""
    """Actor of the closing entry."""
    submitter: str = ""
    """Actor of the submission that was closed on."""
    relapsed: bool = False
    """It was closed as rectified, and found not to be, before the call or by what was seen before it."""
    review_on: date | None = None
    """Of one that was deferred."""


def cases(some: Iterable[Case], called_at: datetime, called: date) -> list[Found]:
    """What each case leaves to ask."""
    return [gap for one in some for gap in _of_case(one, called_at, called)]


def _of_case(one: Case, called_at: datetime, called: date) -> Iterable[Found]:
    def gap(kind: GapKind, party: int | None, **facts: int | str) -> Found:
        return Found(f"{kind}:{one.duty}", kind, one.place, party, one.duty, {"number": one.number, **facts})

    if one.state == "assigned" and one.due_at is not None and one.due_at < called_at:
        yield gap(GapKind.DUTY_OVERDUE, one.accountable, days=(called_at - one.due_at).days)
    if one.state == "reported" and one.check_due_at is not None and one.check_due_at < called_at:
        yield gap(GapKind.UNCHECKED, one.holder, days=(called_at - one.check_due_at).days)
    if one.state == "closed" and one.closer and one.closer == one.submitter:
        yield gap(GapKind.ONE_PERSON, one.accountable)
    if one.relapsed:
        yield gap(GapKind.RELAPSED, one.accountable)
    if one.state == "deferred" and one.review_on is not None and one.review_on < called:
        yield gap(GapKind.DEFERRAL, one.holder or one.accountable, days=(called - one.review_on).days)


@dataclass(frozen=True, slots=True)
class Look:
    """A look-back that was due."""

    pk: int
    duty: int
    place: int
    number: str
    party: int
    due_on: date
    done_at: datetime | None = None


def look_backs(some: Iterable[Look], called_at: datetime, called: date) -> list[Found]:
    """Look-backs that were due before the call and not done by then."""
    return [
        Found(
            f"look_back:{one.pk}", GapKind.LOOK_BACK, one.place, one.party, one.duty,
            {"number": one.number, "days": (called - one.due_on).days},
        )
        for one in some
        if one.due_on < called and (one.done_at is None or one.done_at >= called_at)
    ]  # fmt: skip


def manager(place: int, answered_by: int | None, asked: int | None) -> list[Found]:
    """Nobody answered for the place that day; the territory is asked."""
    return [] if answered_by is not None else [Found(f"nobody:{place}", GapKind.NOBODY, place, asked)]
