"""What every target's handler answers: first what would become of rows, then making it so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow, Mapping
from anju.intake.problems import Problem
from anju.intake.targets import Target
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.places.models import Place

NOBODY_HERE = "row.place_unknown"
"""One message for a place that is not there and one that is not the actor's: outsiders learn nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its name, how it stands, how the table has it."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class Plan:
    """What would become of one row. `payload` is what the handler's `write` needs."""

    row: int
    fate: Fate
    problems: list[Problem] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    payload: Any = None
    parents: tuple[str, ...] = ()
    """Names of places that would be added above."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a row became: the subject's ledger kind and id."""

    row: int
    fate: Fate
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class Context:
    """In whose name, where and how rows come in."""

    by: Actor
    district: Place
    target: Target
    mapping: Mapping
    today: date
    create_parents: bool = False
    run: int = 0

    def may(self, permission: str, path: str, place: int | None = None) -> bool:
        """Whether the actor may do this at a place."""
        return allowed(self.by, permission, path=path, place=place)

    def is_near(self, permission: str, path: str) -> bool:
        """Whether the actor's reach takes in a place, or lies somewhere below it."""
        return self.may(permission, path) or any(
            below.startswith(path) for grant in granting(self.by, permission) for below in grant.paths
        )


class Handler(ABC):
    """One target's way in. `plan` reads and writes nothing; `write` runs inside the piece's deed."""

    plans_partly = False
    """`plan` also says of a row with unreadable cells what else is wrong with it."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @abstractmethod
    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        """One plan for each row, in order."""

    @abstractmethod
    def write(self, plans: Sequence[Plan]) -> list[Made]:
        """Make plans so whose fate is new or changed. Raises what the domain's action raises; then nothing stands."""


class RowWrongError(Exception):
    """Stops the planning of one row with what is wrong with it."""

    def __init__(self, code: str, label: str = "", **params: str | int) -> None:
        self.problems = [Problem(code, params, label=label)]
        super().__init__(code)


class Gathering:
    """Everything wrong with one row, so that whoever mends it need not come back for each."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Go on after a RowWrongError."""
        try:
            yield
        except RowWrongError as error:
            self.problems += error.problems

    def over(self) -> None:
        """Stop the row where anything was wrong. Raises RowWrongError with all of it."""
        if self.problems:
            error = RowWrongError("row.refused")
            error.problems = self.problems
            raise error


def each_row(rows: Sequence[ConvertedRow], plan: Callable[[ConvertedRow], Plan]) -> list[Plan]:
    """`plan` of every row; a RowWrongError becomes the row's problem."""
    plans: list[Plan] = []
    for row in rows:
        try:
            plans.append(plan(row))
        except RowWrongError as error:
            plans.append(Plan(row.number, Fate.WRONG, [problem.at(row=row.number) for problem in error.problems]))
    return plans


def compared(pairs: Sequence[tuple[str, Any, Any]]) -> tuple[Change, ...]:
    """Changes of (field, standing, told) where something is told and differs."""
    return tuple(
        Change(name, "" if old is None else str(old), str(new))
        for name, old, new in pairs
        if new not in (None, "") and old != new
    )
