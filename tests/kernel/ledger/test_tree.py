"""The compact tree against RFC 9162 §2.1 written out as its definitions read."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.ledger import tree

LEAVES = [tree.leaf(str(number).encode()) for number in range(300)]


def brute_root(leaves: list[bytes]) -> bytes:
    """MTH (§2.1.1) by its recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + brute_root(leaves[:split]) + brute_root(leaves[split:])).digest()


def brute_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH (§2.1.3.1) by its recursion."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*brute_path(index, leaves[:split]), brute_root(leaves[split:])]
    return [*brute_path(index - split, leaves[split:]), brute_root(leaves[:split])]


def grown(size: int) -> tree.Range:
    grown = tree.Range()
    for digest in LEAVES[:size]:
        grown.append(digest)
    return grown


def digest_of(level: int, index: int) -> bytes:
    return brute_root(LEAVES[index << level : (index + 1) << level])


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree.Range().root() == hashlib.sha256(b"").digest()


def test_a_leaf_and_a_node_cannot_be_taken_for_each_other() -> None:
    left, right = LEAVES[:2]
    assert tree.node(left, right) != tree.leaf(left + right)


@given(st.integers(0, 300))
def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition(size: int) -> None:
    assert grown(size).root() == brute_root(LEAVES[:size])


@given(st.integers(0, 300), st.integers(0, 100))
def test_a_tree_goes_on_growing_from_its_stored_peaks(size: int, more: int) -> None:
    peaks = [digest_of(level, index) for level, index in tree.peaks_of(size)]
    resumed = tree.Range(size, peaks)
    for digest in LEAVES[size : size + more]:
        resumed.append(digest)
    assert resumed.root() == brute_root(LEAVES[: size + more])


@given(st.data())
def test_an_audit_path_is_that_of_the_definition_and_leads_to_the_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(index, size, digest_of)
    assert path == brute_path(index, LEAVES[:size])
    assert tree.root_from_inclusion(LEAVES[index], index, size, path) == brute_root(LEAVES[:size])


@given(st.data())
def test_a_path_leads_nowhere_for_another_leaf(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    path = tree.inclusion(index, size, digest_of)
    assert tree.root_from_inclusion(LEAVES[other], index, size, path) != brute_root(LEAVES[:size])


def test_every_closed_subtree_is_told_once_with_its_digest() -> None:
    told = {}
    grown = tree.Range()
    for digest in LEAVES:
        for level, index, closed in grown.append(digest):
            assert (level, index) not in told
            told[level, index] = closed
    assert all(digest_of(level, index) == closed for (level, index), closed in told.items())
    assert len(told) == sum(300 >> level for level in range(1, 9))


@pytest.mark.parametrize(("index", "size", "length"), [(0, 4, 1), (0, 4, 3), (0, 1, 1), (4, 5, 2)])
def test_a_path_of_the_wrong_length_is_refused(index: int, size: int, length: int) -> None:
    with pytest.raises(ValueError, match="too"):
        tree.root_from_inclusion(LEAVES[0], index, size, LEAVES[:length])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_path(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        tree.inclusion(index, size, digest_of)
    with pytest.raises(ValueError, match="no such leaf"):
        tree.root_from_inclusion(LEAVES[0], index, size, [])


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="one peak per set bit"):
        tree.Range(3, LEAVES[:1])
