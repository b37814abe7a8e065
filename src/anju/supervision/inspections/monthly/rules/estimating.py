"""What share is bad, from a sample drawn with unequal chances: Hájek's ratio, with Wilson's interval at 95 %.

Each look counts for as many as its chance stands for (1 / chance). The interval is Wilson's on the *effective* number
of looks: the smaller of Kish's (what unequal weights cost) and what the linearised variance of the ratio says, taken
with replacement, which for a comb over a sorted line is on the safe side. A look that could not be made is replaced by
the next reserve of its group, which assumes that places nobody could enter are like their group's others: said on the
page.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from anju.supervision.grid.rules.statistics import wilson

FEWEST = 10
"""Looks (own default): with fewer, nothing is compared: 「样本少，不作比较」."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Look:
    """One look that was made: what it stands for and what it found."""

    stratum: str
    """Street: within it the draw was independent."""
    group: str
    weight: float
    bad: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval; `of` looks were made, worth `effective` equal ones."""

    share: float
    low: float
    high: float
    of: int
    bad: int
    effective: float

    @property
    def few(self) -> bool:
        """Too few to be compared with anything."""
        return self.of < FEWEST


class Verdict(StrEnum):
    """What may be said. Words, never a place in an order."""

    FEW = "few"
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    """Not: equal. The sample shows no difference."""


def share(looks: Sequence[Look]) -> Share | None:
    """The weighted share that is bad; None where nobody looked."""
    whole = sum(look.weight for look in looks)
    if not looks or whole <= 0:
        return None
    value = sum(look.weight for look in looks if look.bad) / whole
    kish = whole**2 / sum(look.weight**2 for look in looks)
    variance = _variance(looks, value, whole)
    effective = min(kish, value * (1 - value) / variance) if variance > 0 and 0 < value < 1 else kish
    effective = max(1.0, effective)
    low, high = wilson(value * effective, effective, LEVEL)
    return Share(value, low, high, len(looks), sum(look.bad for look in looks), effective)


def _variance(looks: Sequence[Look], value: float, whole: float) -> float:
    """Of the ratio, by linearisation, streets apart; a street with one look is put with the others of that sort."""
    by: dict[str, list[float]] = defaultdict(list)
    for look in looks:
        by[look.stratum].append(look.weight * (look.bad - value) / whole)
    groups = [terms for terms in by.values() if len(terms) > 1]
    single = [term for terms in by.values() if len(terms) == 1 for term in terms]
    if len(single) > 1:
        groups.append(single)
    found = 0.0
    for terms in groups:
        middle = sum(terms) / len(terms)
        found += len(terms) / (len(terms) - 1) * sum((term - middle) ** 2 for term in terms)
    return found


def equals_of(mine: Sequence[Look], others: Iterable[Look]) -> tuple[list[Look], list[Look]]:
    """Those of mine that have a look of like difficulty elsewhere, and the looks elsewhere weighed to my own mixture.

    Only these can be compared. The share of the second is what one would expect of me, with its own uncertainty.
    """
    theirs = list(others)
    of_theirs = _mixture(theirs)
    like = [look for look in mine if look.group in of_theirs]
    of_mine = _mixture(like)
    equals = [
        replace(look, weight=look.weight * of_mine[look.group] / of_theirs[look.group])
        for look in theirs
        if look.group in of_mine
    ]
    return like, equals


def _mixture(looks: Iterable[Look]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for look in looks:
        found[look.group] += look.weight
    return dict(found)


def against(mine: Share | None, other: Share | None) -> Verdict:
    """Whether a share differs from another one (equals, the own past): by the interval of the difference (Newcombe
    1998), which counts the uncertainty of both.
    """
    if mine is None or other is None or mine.few or other.few:
        return Verdict.FEW
    gap = mine.share - other.share
    down = math.hypot(mine.share - mine.low, other.high - other.share)
    up = math.hypot(mine.high - mine.share, other.share - other.low)
    if gap - down > 0:
        return Verdict.HIGHER
    return Verdict.LOWER if gap + up < 0 else Verdict.SAME
