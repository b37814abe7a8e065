"""When a place elsewhere is in the same conditions as the one that burned."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from anju.supervision.inspections.backcheck.enums import Alike

YEARS = 10
"""Built within so many years of each other counts as about the same time (own default)."""
HIGH_CM, HIGHER_CM = 2700, 5400
"""Above 27 m a dwelling is high-rise, above 54 m of the first class (GB 50016)."""
LEAST = 2
"""So many reasons, and one of them the hazards: one thing alone is like half the district."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is known of a building. None: not known, and then it is like nothing."""

    kinds: frozenset[str] = field(default_factory=frozenset)
    """Of hazards open there."""
    recurring: frozenset[str] = field(default_factory=frozenset)
    """Of hazards that came again there."""
    mode: str | None = None
    manager: int | None = None
    height_cm: int | None = None
    year: int | None = None


def height_class(height_cm: int | None) -> int | None:
    """Below, above 27 m, above 54 m."""
    return None if height_cm is None else (height_cm > HIGH_CM) + (height_cm > HIGHER_CM)


def why(one: Conditions, burned: Conditions, kinds: Iterable[str]) -> list[Alike]:
    """Why a place is like the one that burned, where `kinds` of hazards had been found; empty where it is not."""
    asked = frozenset(kinds)
    said = []
    if one.kinds & asked:
        said.append(Alike.KINDS)
    if one.recurring & asked:
        said.append(Alike.RECURRING)
    hazards = bool(said)
    if one.mode is not None and one.mode == burned.mode:
        said.append(Alike.MODE)
    if one.manager is not None and one.manager == burned.manager:
        said.append(Alike.MANAGER)
    if height_class(one.height_cm) is not None and height_class(one.height_cm) == height_class(burned.height_cm):
        said.append(Alike.HEIGHT)
    if one.year is not None and burned.year is not None and abs(one.year - burned.year) <= YEARS:
        said.append(Alike.AGE)
    return said if hazards and len(said) >= LEAST else []
