"""Evidence that a second look was not its own."""

from anju.supervision.grid.rules.dependence import Confirmed, Third, dependence
from anju.supervision.grid.rules.estimate import Pair
from anju.supervision.grid.rules.kinds import Piece

A = ("石桥", "building")


def pieces(found: object) -> list[Piece]:
    assert isinstance(found, list)
    return [one.piece for one in found]


def test_without_evidence_nothing_is_said() -> None:
    assert dependence() == []
    assert dependence(third=Third(0, 0, 0, 0), by_checker={}, earlier=Confirmed(0, 0)) == []


def test_residents_tell_what_two_lists_cannot() -> None:
    assert dependence(third=Third(27, 63, 18, 42)) == []  # 0.3 and 0.6, independent, of 150
    assert pieces(dependence(third=Third(40, 5, 5, 100))) == [Piece.THIRD_SOURCE]
    assert dependence(third=Third(3, 0, 0, 1)) == []  # too few to say


def test_one_who_confirms_everything_is_named_by_comparison() -> None:
    others = {f"c{i}": Confirmed(30, 10) for i in range(5)}
    [one] = dependence(by_checker={**others, "copier": Confirmed(30, 30)})
    assert (one.piece, one.whose) == (Piece.OUTLIER, "copier")
    assert dependence(by_checker=others) == []
    assert dependence(by_checker={**others, "new": Confirmed(4, 4)}) == []


def test_where_all_copy_the_terms_before_and_sameness_tell() -> None:
    all_alike = {f"c{i}": Confirmed(20, 20) for i in range(5)}
    assert pieces(dependence(by_checker=all_alike, earlier=Confirmed(200, 80))) == [Piece.SUDDEN]
    same = [Pair(A, f"p{i}", 2, 2, 2) for i in range(30)]
    assert pieces(dependence(same)) == [Piece.ALIKE]
    assert dependence(same[:10]) == []
    assert dependence([Pair(A, f"p{i}", 2, 1 + i % 2, 1) for i in range(60)]) == []
