"""Whether the two passes of a re-check were independent. If not, nothing is estimated from them.

Two lists alone can hardly tell: a second look that copies the first gives a small total with a narrow interval, and
looks like excellent patrols. It takes a third source, or others to compare with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anju.supervision.grid.rules.estimate import Pair
from anju.supervision.grid.rules.kinds import Piece
from anju.supervision.grid.rules.statistics import tail_binomial, tail_hypergeometric

CHANCE = 0.01
"""How often independent passes are called dependent, at most, for each piece of evidence."""
MOST_FOUND = 0.9
"""Nobody finds more than nine hazards in ten (own assumption)."""
FEWEST_BY_ONE = 10
"""Hazards found by one who looked again before he is compared with the others."""


@dataclass(frozen=True, slots=True)
class Third:
    """Hazards that residents told of at the places of the sample: found by both passes, one, the other, or none."""

    both: int
    first: int
    second: int
    neither: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Of `second` hazards that somebody found in the second look, `both` stood in the first one's records."""

    second: int
    both: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """One piece of evidence, how likely chance alone makes it so strong, and whose second looks it is about."""

    piece: Piece
    chance: float
    whose: str = ""


def dependence(
    pairs: Sequence[Pair] = (),
    *,
    third: Third | None = None,
    by_checker: Mapping[str, Confirmed] | None = None,
    earlier: Confirmed | None = None,
) -> list[Dependence]:
    """The pieces of evidence against independence; none where all is well, or where nothing can be said."""
    found = []
    if third is not None and (chance := _with_third(third)) < CHANCE:
        found.append(Dependence(Piece.THIRD_SOURCE, chance))
    if (chance := _alike(pairs)) < CHANCE:
        found.append(Dependence(Piece.ALIKE, chance))
    looked = {who: one for who, one in (by_checker or {}).items() if one.second >= FEWEST_BY_ONE}
    everybody = _together(looked)
    for who, one in sorted(looked.items()):
        chance = _more_than(one, Confirmed(everybody.second - one.second, everybody.both - one.both))
        if len(looked) > 1 and chance < CHANCE / len(looked):
            found.append(Dependence(Piece.OUTLIER, chance, who))
    now = _together(by_checker or {})
    if earlier is not None and now.second and (chance := _more_than(now, earlier)) < CHANCE:
        found.append(Dependence(Piece.SUDDEN, chance))
    return found


def _with_third(third: Third) -> float:
    """Fisher's test on the whole fourfold table, which residents alone can show: also what neither pass found."""
    total = third.both + third.first + third.second + third.neither
    return tail_hypergeometric(third.both, third.both + third.second, third.both + third.first, total)


def _alike(pairs: Sequence[Pair]) -> float:
    """How likely so many places with the very same result are, if each look finds at most `MOST_FOUND` of a hazard's
    like: a place with one hazard comes out the same when both find it or both miss it, others more rarely.
    """
    seen = [pair for pair in pairs if pair.first or pair.second]
    same = sum(pair.first == pair.second == pair.both for pair in seen)
    return tail_binomial(same, len(seen), MOST_FOUND**2 + (1 - MOST_FOUND) ** 2)


def _together(looked: Mapping[str, Confirmed]) -> Confirmed:
    return Confirmed(sum(one.second for one in looked.values()), sum(one.both for one in looked.values()))


def _more_than(one: Confirmed, others: Confirmed) -> float:
    return tail_hypergeometric(one.both, one.second, one.both + others.both, one.second + others.second)
