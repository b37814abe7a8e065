"""The statistics against values of textbooks and brute force."""

from math import comb
from random import Random

import pytest

from anju.supervision.grid.rules.statistics import (
    middle_of,
    tail_binomial,
    tail_chi_square,
    tail_hypergeometric,
    wilson,
)


@pytest.mark.parametrize(("hits", "trials", "chance"), [(3, 10, 0.3), (0, 5, 0.1), (10, 10, 0.45), (7, 30, 0.05)])
def test_a_binomial_tail_is_the_sum_of_its_terms(hits: int, trials: int, chance: float) -> None:
    exact = sum(comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(hits, trials + 1))
    assert tail_binomial(hits, trials, chance) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(("chance", "tail"), [(0.0, 0.0), (1.0, 1.0)])
def test_what_never_or_always_happens(chance: float, tail: float) -> None:
    assert tail_binomial(1, 4, chance) == tail
    assert tail_binomial(0, 4, chance) == 1.0


def test_fishers_tea() -> None:
    """All four cups right: 1 in 70; three or more: 17 in 70 (Fisher 1935)."""
    assert tail_hypergeometric(4, 4, 4, 8) == pytest.approx(1 / 70)
    assert tail_hypergeometric(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert tail_hypergeometric(0, 4, 4, 8) == pytest.approx(1)
    assert tail_hypergeometric(5, 4, 4, 8) == 0


@pytest.mark.parametrize(("value", "freedom"), [(12.592, 6), (5.991, 2), (18.307, 10)])
def test_chi_square_at_its_tabled_five_per_cent(value: float, freedom: int) -> None:
    assert tail_chi_square(value, freedom) == pytest.approx(0.05, abs=2e-5)


def test_an_odd_number_of_degrees_is_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        tail_chi_square(3.0, 3)


def test_wilsons_interval_as_published() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, method 3)."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == pytest.approx(0, abs=1e-12)


def test_the_middle_of_many_and_of_none() -> None:
    values = [Random(1).random() for _ in range(9)]
    assert middle_of(values) == sorted(values)[4]
    assert middle_of([1, 2, 3, 10]) == 2.5
    with pytest.raises(ValueError, match="middle"):
        middle_of([])
