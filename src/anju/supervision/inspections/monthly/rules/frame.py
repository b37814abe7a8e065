"""What a month is drawn from: places and closed hazards, each with a weight and the places it is compared with."""

from dataclasses import dataclass

from anju.places.enums import PlaceKind
from anju.supervision.grid.rules.credibility import MOST_WEIGHT, weight
from anju.supervision.inspections.monthly.enums import Group, Half

AGE_LINE = 2000
"""Built before: 老旧 (own default; the renewal programmes count houses built before the end of 2000)."""
NEVER_SEEN = 2.0
"""Added for a place that no patrol is known to have looked at (own default)."""
RISK = 1.0
"""Added for each known risk: no water in the main, an open case of severity, a fault that came back (own default)."""
MOST_RISKS = 2
STEPS = 2
"""A weight is kept in halves: a whole number, so that the frame has no floats."""
HEAVIEST = round(STEPS * (MOST_WEIGHT + NEVER_SEEN + MOST_RISKS * RISK))


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can be drawn. `ref` is a place's id or, of a closed hazard, its duty's."""

    ref: int
    half: Half
    street: str
    group: Group
    weight: int
    """In halves of the lightest one's."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others of the frame."""
        return str(self.half), self.ref


def group_of(kind: PlaceKind, year: int | None, *, managed: bool) -> Group:
    """With which others a place is compared: by kind, age, and whether a property company manages it."""
    if kind in (PlaceKind.SHED, PlaceKind.BASEMENT):
        return Group.SHED
    if kind is not PlaceKind.BUILDING:
        return Group.OTHER
    if year is None:
        return Group.UNDATED_MANAGED if managed else Group.UNDATED_ALONE
    if year < AGE_LINE:
        return Group.OLD_MANAGED if managed else Group.OLD_ALONE
    return Group.NEW_MANAGED if managed else Group.NEW_ALONE


def weight_of(doubt: float = 0.0, *, risks: int = 0, never_seen: bool = False) -> int:
    """The three reasons add up: doubt (as for the blind re-check), risk, and that nobody was ever there."""
    whole = weight(doubt) + RISK * min(risks, MOST_RISKS) + (NEVER_SEEN if never_seen else 0.0)
    return round(STEPS * whole)
