"""What a history is made of: cases with their steps, and clean-ups. Moments are whole seconds since 1970, UTC."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

__all__ = ["SYSTEM", "Case", "CleanUp", "Event", "History", "Outcome", "Source", "State", "Step"]

SYSTEM = -1
"""No post: the platform itself, or a resident where a case was reported."""


class Event(StrEnum):
    """The words of the lists for what happens to a case."""

    REPORT = "reported"
    ASSIGN = "assigned"
    SUBMIT = "submitted"
    PASS = "passed"  # noqa: S105 - a verb
    RETURN = "returned"
    ASK_DEFERRAL = "deferral_asked"
    DEFER = "deferred"
    DISPUTE = "disputed"
    DISMISS = "dispute_dismissed"
    HAND_OVER = "handed_over"
    EXTEND = "extended"
    REOPEN = "reopened"
    MERGE = "merged"
    REMIND = "reminded"
    CLIMB = "climbed"
    LOOK_BACK = "looked_back"


class State(StrEnum):
    REPORTED = "reported"
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    DEFERRED = "deferred"
    CLOSED = "closed"


class Outcome(StrEnum):
    OPEN = ""
    RECTIFIED = "rectified"
    NOT_SO = "not_so"
    NOT_OURS = "not_ours"
    MERGED = "merged"


class Source(StrEnum):
    PATROL = "patrol"
    PROPERTY = "property"
    RESIDENT = "resident"
    INSPECTION = "inspection"


class Step(NamedTuple):
    """One deed on a case. ``post`` did it; ``organisation`` and ``due`` are the new ones where the event sets any.

    ``word`` is the outcome of a submission or closing, the result of a look-back (holds, relapsed), the rung of a
    climb (street, district, listing), or the reason of a reopening or deferral.
    """

    at: int
    event: Event
    post: int
    organisation: int = -1
    due: int = 0
    word: str = ""


@dataclass(slots=True)
class Case:
    """One fault and everything that became of it; parties, ``due`` and ``state`` as they stand last.

    ``organisation`` of a step and the parties here are refs of planned organisations; ``place`` of a planned place.
    """

    kind: str
    place: int
    floor: int | None
    spot: str
    source: Source
    finder: int
    found_at: int
    accountable: int
    verifier: int
    due: int
    steps: list[Step] = field(default_factory=list)
    state: State = State.REPORTED
    outcome: Outcome = Outcome.OPEN
    on_the_spot: bool = False
    master: int = -1
    """Index, in the history, of the case this one was merged into."""

    @property
    def closed_at(self) -> int:
        """When it was last closed; 0 while open."""
        if self.state is not State.CLOSED:
            return 0
        return next(s.at for s in reversed(self.steps) if s.event in {Event.PASS, Event.MERGE})

    @property
    def last_at(self) -> int:
        return self.steps[-1].at if self.steps else self.found_at


@dataclass(slots=True)
class CleanUp:
    """Clutter taken away; kilograms are whole, weighed and estimated never mix."""

    day: date
    place: int
    post: int
    kilograms: int
    weighed: bool


@dataclass(slots=True)
class History:
    """All cases in the order they were found, and all clean-ups in the order of their days."""

    cases: list[Case]
    clean_ups: list[CleanUp]
    until: int

    def deeds(self) -> Iterator[tuple[int, int, Step]]:
        """Every step of every case in time order: moment, case index, step. A case's own order is kept."""
        stream = [
            (step.at, number, order, step)
            for number, case in enumerate(self.cases)
            for order, step in enumerate(case.steps)
        ]
        stream.sort(key=lambda entry: entry[:3])
        return ((at, number, step) for at, number, _, step in stream)
