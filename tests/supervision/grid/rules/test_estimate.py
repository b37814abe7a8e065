"""Chapman's estimate against worked figures, and where there is none. Its coverage: tests/demo/walkers."""

import pytest

from anju.supervision.grid.rules.conclusion import conclude
from anju.supervision.grid.rules.dependence import Third
from anju.supervision.grid.rules.estimate import (
    FEWEST_OF_A_PERSON,
    Estimate,
    Pair,
    Share,
    estimate,
    estimate_all,
    share_found,
    unevenness,
)
from anju.supervision.grid.rules.kinds import Piece, Withheld

A, B = ("石桥", "building"), ("柳湾", "shed")


def alike(count: int, first: int, second: int, both: int, stratum: tuple[str, str] = A) -> list[Pair]:
    """Places that all come out the same."""
    return [Pair(stratum, f"{stratum[0]}{i}", first, second, both) for i in range(count)]


def test_chapmans_figure() -> None:
    """(200+1)(100+1)/(40+1) − 1 = 494.15; Seber's variance 201·101·160·60 / (41²·42) = 2760.4."""
    figure = estimate(alike(20, 10, 5, 2), 200)
    assert isinstance(figure, Estimate)
    assert figure.total == pytest.approx(494.146, abs=1e-3)
    assert figure.variance == pytest.approx(201 * 101 * 160 * 60 / (41**2 * 42))
    assert figure.known == 260
    assert figure.known < figure.low < figure.total < figure.high


def test_hazards_told_elsewhere_are_scaled_by_the_share_found() -> None:
    figure = estimate(alike(20, 10, 5, 2), 2000)
    assert isinstance(figure, Estimate)
    assert figure.total == pytest.approx(2000 / 0.4, rel=0.02)


def test_finding_everything_leaves_nothing_unseen() -> None:
    figure = estimate(alike(20, 5, 5, 5), 100)
    assert isinstance(figure, Estimate)
    assert figure.low <= 101
    assert figure.high < 104


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([], Withheld.FEW_PLACES), (alike(9, 9, 9, 5), Withheld.FEW_PLACES), (alike(19, 5, 1, 1), Withheld.FEW_FOUND),
        (alike(30, 5, 5, 0), Withheld.FEW_SHARED),
    ],
)  # fmt: skip
def test_too_small_a_sample_gives_no_figure_and_says_why(pairs: list[Pair], why: Withheld) -> None:
    assert estimate(pairs, 1000) is why
    assert share_found(pairs) is why


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        Pair(A, "p", 2, 3, 3)
    with pytest.raises(ValueError, match="at least"):
        estimate(alike(20, 10, 5, 2), 199)


def test_the_share_that_patrols_find_and_a_persons_own_needs_more() -> None:
    some = alike(20, 3, 2, 1)
    found = share_found(some)
    assert isinstance(found, Share)
    assert (found.share, found.of) == (0.5, 40)
    assert 0.34 < found.low < 0.5 < found.high < 0.66
    assert found.of < FEWEST_OF_A_PERSON
    assert share_found(some, of_one_person=True) is Withheld.FEW_FOUND
    assert isinstance(share_found(alike(25, 3, 2, 1), of_one_person=True), Share)


def test_places_that_differ_widen_the_interval() -> None:
    even, uneven = alike(20, 4, 4, 2), alike(10, 4, 4, 4) + alike(10, 4, 4, 0, B)
    assert unevenness(even) == 1
    assert unevenness(uneven) == pytest.approx(80 * 20 / 19 / 20)
    narrow, wide = estimate(even, 80), estimate(uneven, 80)
    assert isinstance(narrow, Estimate)
    assert isinstance(wide, Estimate)
    assert wide.total == narrow.total
    assert wide.high > narrow.high


def test_strata_add_up_and_small_ones_are_counted_together() -> None:
    pairs = alike(20, 10, 5, 2) + alike(20, 6, 4, 2, B)
    total, each = estimate_all(pairs, {A: 200, B: 120})
    assert isinstance(total, Estimate)
    parts = [figure for figure in each.values() if isinstance(figure, Estimate)]
    assert total.total == pytest.approx(sum(part.total for part in parts))
    total, each = estimate_all(alike(20, 10, 5, 2) + alike(3, 6, 4, 2, B), {A: 200, B: 18})
    assert each[B] is Withheld.FEW_PLACES
    assert isinstance(total, Estimate)
    assert total.known == 218 + 112 - 46


def test_dependent_looks_give_no_figure_whatever_their_size() -> None:
    pairs = alike(30, 5, 5, 3)
    assert isinstance(conclude(pairs, {A: 150}, third=Third(10, 10, 10, 10)).total, Estimate)
    refused = conclude(pairs, {A: 150}, third=Third(20, 1, 1, 20))
    assert refused.total is refused.share is refused.each[A] is Withheld.DEPENDENT
    assert [one.piece for one in refused.against] == [Piece.THIRD_SOURCE]
