"""The few statistics that the rules need, in the standard library alone. Checked against known values in tests."""

import math
from collections.abc import Sequence
from statistics import NormalDist

NORMAL = NormalDist()


def tail_binomial(hits: int, trials: int, chance: float) -> float:
    """P(X ≥ hits) for X binomial; exact, summed in logarithms."""
    if hits <= 0:
        return 1.0
    if chance <= 0 or hits > trials:
        return 0.0
    if chance >= 1:
        return 1.0
    ways = math.lgamma(trials + 1)
    yes, no = math.log(chance), math.log1p(-chance)
    return min(1.0, sum(
        math.exp(ways - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * yes + (trials - k) * no)
        for k in range(hits, trials + 1)
    ))  # fmt: skip


def tail_hypergeometric(hits: int, drawn: int, marked: int, total: int) -> float:
    """P(X ≥ hits) where `drawn` are taken out of `total`, of which `marked` are marked: Fisher's one-sided test."""
    return min(1.0, sum(math.exp(_ways(marked, k) + _ways(total - marked, drawn - k) - _ways(total, drawn))
                        for k in range(max(hits, 0, drawn - total + marked), min(drawn, marked) + 1)))  # fmt: skip


def _ways(of: int, taken: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)


def tail_chi_square(value: float, freedom: int) -> float:
    """P(X ≥ value) for an even number of degrees of freedom, a closed sum. Raises ValueError for an odd one."""
    if freedom % 2 or freedom <= 0:
        raise ValueError(f"an even number of degrees of freedom is needed, not {freedom}")
    half, term, total = value / 2, 1.0, 1.0
    for k in range(1, freedom // 2):
        term *= half / k
        total += term
    return math.exp(-half) * total


def wilson(hits: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share; (0, 1) where nothing was tried. Counts may be effective ones, no whole numbers."""
    if trials <= 0:
        return 0.0, 1.0
    z = NORMAL.inv_cdf((1 + level) / 2)
    share, spread = hits / trials, z * z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(max(0.0, share * (1 - share)) / trials + spread / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def middle_of(values: Sequence[float]) -> float:
    """The median. Raises ValueError for none at all."""
    if not values:
        raise ValueError("no values have no middle")
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
