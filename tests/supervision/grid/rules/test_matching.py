"""What two looks have in common."""

import pytest

from anju.supervision.grid.rules.matching import Noted, lasting, shared


@pytest.mark.parametrize(("code", "stays"), [("FF-11", True), ("ES-01", True), ("EB-01", False), ("FL-01", False)])
def test_what_is_ridden_or_driven_away_does_not_count(code: str, stays: bool) -> None:
    assert lasting(code) is stays


def test_the_same_case_is_shared_whatever_it_is_called() -> None:
    assert shared([Noted(1, "FF-11", 2)], [Noted(1, "FF-04", 5)]) == 1


def test_the_same_kind_is_shared_where_floors_do_not_differ() -> None:
    first = [Noted(1, "FF-11", 2), Noted(2, "FF-11", 3)]
    assert shared(first, [Noted(3, "FF-11", 3), Noted(4, "FF-11", 3)]) == 1
    assert shared(first, [Noted(3, "FF-11"), Noted(4, "FF-11", 2)]) == 2
    assert shared(first, [Noted(3, "ES-06", 2)]) == 0


def test_each_counts_once() -> None:
    assert shared([Noted(1, "FF-11")], [Noted(2, "FF-11"), Noted(3, "FF-11")]) == 1
    assert shared([], [Noted(2, "FF-11")]) == 0
