"""How many hazards there really are, and what share patrols find: Chapman's capture and recapture.

The first catch is what patrols told in a stratum; the second what the blind re-check found at its sample of places. Of
that, the share which patrols had told too is the share patrols find. It holds where the two looked independently and
the hazards stood still in between: so only lasting kinds, at most `DAYS_BETWEEN` days apart, blind. Where some
hazards are plainer to everybody than others, the estimate is too low: read it as "at least" (docs/benchmarks.md).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anju.supervision.grid.rules.drawing import Stratum
from anju.supervision.grid.rules.kinds import Withheld
from anju.supervision.grid.rules.statistics import NORMAL, wilson

DAYS_BETWEEN = 3
"""Days between the two looks (own default): long enough to be unforeseen, short enough that little is put right."""
FEWEST_PLACES = 10
"""Places looked at again (own default): fewer do not show how uneven places are."""
FEWEST_FOUND = 20
"""Hazards found by the second look."""
FEWEST_SHARED = 7
"""Hazards found by both: from 7 on Chapman's estimate is all but unbiased (Robson and Regier 1964)."""
FEWEST_OF_A_PERSON = 50
"""Found again at places of one person before a share of his may be shown, to him (own default; ± 14 points)."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Pair:
    """One place of the blind sample: lasting hazards the patrol told, the second look found, and both named."""

    stratum: Stratum
    place: str
    first: int
    second: int
    both: int

    def __post_init__(self) -> None:
        if not 0 <= self.both <= min(self.first, self.second):
            raise ValueError(f"both looks share at most what each found: {self}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hazards there are in all, of which `known` were found; with the interval at `LEVEL`."""

    total: float
    low: float
    high: float
    known: int
    variance: float


@dataclass(frozen=True, slots=True)
class Share:
    """The share of hazards that patrols find, with its interval at `LEVEL`."""

    share: float
    low: float
    high: float
    of: int


def estimate(pairs: Sequence[Pair], told: int) -> Estimate | Withheld:
    """Hazards in a stratum where patrols told `told` in all (at the places of the sample and at the others)."""
    if (reason := too_few(pairs)) is not None:
        return reason
    second, both = sum(pair.second for pair in pairs), sum(pair.both for pair in pairs)
    if told < sum(pair.first for pair in pairs):
        raise ValueError("patrols told at least what they told at the places of the sample")
    total = (told + 1) * (second + 1) / (both + 1) - 1
    variance = (told + 1) * (second + 1) * (told - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return _between(total, variance * unevenness(pairs), told + second - both)


def _between(total: float, variance: float, known: int) -> Estimate:
    """The interval is log-normal for what nobody found (Chao 1989): never below what is known, longer upwards."""
    unseen = max(total - known, 0.5)
    factor = math.exp(NORMAL.inv_cdf((1 + LEVEL) / 2) * math.sqrt(math.log1p(variance / unseen**2)))
    return Estimate(max(total, known), known + unseen / factor, known + unseen * factor, known, variance)


def estimate_all(
    pairs: Iterable[Pair], told: Mapping[Stratum, int]
) -> tuple[Estimate | Withheld, dict[Stratum, Estimate | Withheld]]:
    """The district's total, and each stratum's own figure where there is one.

    Strata too small for a figure are counted together; where even that is too little, all are.
    """
    by: dict[Stratum, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by[pair.stratum].append(pair)
    each = {key: estimate(by.get(key, []), told[key]) for key in sorted(told)}
    good = [figure for figure in each.values() if isinstance(figure, Estimate)]
    small = [key for key, figure in each.items() if not isinstance(figure, Estimate)]
    if small:
        rest = estimate([pair for key in small for pair in by.get(key, [])], sum(told[key] for key in small))
        if not isinstance(rest, Estimate):
            everything = [pair for key in told for pair in by.get(key, [])]
            return estimate(everything, sum(told.values())), each
        good.append(rest)
    total, variance = sum(one.total for one in good), sum(one.variance for one in good)
    return _between(total, variance, sum(one.known for one in good)), each


def share_found(pairs: Sequence[Pair], *, of_one_person: bool = False) -> Share | Withheld:
    """What share of the hazards patrols find. A person's own needs a larger sample."""
    if (reason := too_few(pairs)) is not None:
        return reason
    second, both = sum(pair.second for pair in pairs), sum(pair.both for pair in pairs)
    if of_one_person and second < FEWEST_OF_A_PERSON:
        return Withheld.FEW_FOUND
    uneven = unevenness(pairs)
    low, high = wilson(both / uneven, second / uneven, LEVEL)
    return Share(both / second, low, high, second)


def too_few(pairs: Sequence[Pair]) -> Withheld | None:
    """Why there is no figure, if there is none."""
    if len(pairs) < FEWEST_PLACES:
        return Withheld.FEW_PLACES
    if sum(pair.second for pair in pairs) < FEWEST_FOUND:
        return Withheld.FEW_FOUND
    if sum(pair.both for pair in pairs) < FEWEST_SHARED:
        return Withheld.FEW_SHARED
    return None


def unevenness(pairs: Sequence[Pair]) -> float:
    """How many times wider than by chance the shares differ between places: a member finds all of one and none of the
    next. At least 1; the variance of the ratio by places over that of independent hazards.
    """
    second, both = sum(pair.second for pair in pairs), sum(pair.both for pair in pairs)
    count, share = len(pairs), both / second if second else 0.0
    if count < 2 or not 0 < share < 1:
        return 1.0
    between = sum((pair.both - share * pair.second) ** 2 for pair in pairs) * count / (count - 1)
    return max(1.0, between / (second * share * (1 - share)))
