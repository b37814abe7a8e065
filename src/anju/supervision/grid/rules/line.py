"""Who is next: the order in which the places of a plan are due (DESIGN §6). Pure, so that a simulation can walk it."""

from dataclasses import dataclass
from enum import IntEnum

from anju.supervision.grid.enums import Basis

EARLY = 4
"""A place may be taken along in the last quarter of its interval: a cycle is kept though many fall due at once."""


class Tier(IntEnum):
    """What comes first."""

    LEGAL = 0
    DUE = 1
    SOON = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How one place of a plan stands on a day."""

    age: int | None
    """Days since somebody really looked; None: never."""
    every: int
    basis: Basis
    cases: int = 0
    """Open cases there: known already, so others come first."""

    @property
    def tier(self) -> Tier | None:
        """None: not due, and not soon either."""
        if self.age is None or self.age >= self.every:
            return Tier.LEGAL if self.basis is Basis.LAW else Tier.DUE
        soon = self.age > 0 and self.every - self.age <= self.every // EARLY
        return Tier.SOON if soon else None

    @property
    def overdue(self) -> bool:
        """Past its day; a place nobody ever looked at is."""
        return self.age is None or self.age > self.every

    def rank(self) -> tuple[int, bool, float, int]:
        """Sorts the line: tier, without an open case first, longest since last looked at, then the shorter interval."""
        tier = self.tier
        age = float("inf") if self.age is None else float(self.age)
        return (len(Tier) if tier is None else tier, self.cases > 0, -age, self.every)
