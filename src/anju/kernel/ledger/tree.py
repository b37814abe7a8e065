"""The Merkle tree of RFC 9162 §2.1, as pure functions over 32-byte digests (SHA-256, or SM3 by setting).

`Range` is the compact form of a growing tree (one digest per set bit of its size): enough to append a leaf and to give
the root, in O(log n) memory. `inclusion` gives the proof of one leaf; `digest_of` lets the caller fetch digests of
complete subtrees from wherever they are stored.
"""

from collections.abc import Callable

from anju.kernel.ledger.hashing import digest as _hash

Digest = bytes
SubtreeDigest = Callable[[int, int], Digest]
"""(level, index) → digest of the complete subtree of 2**level leaves that starts at leaf index * 2**level."""


def leaf(content: bytes) -> Digest:
    """MTH of one leaf: HASH(0x00 ‖ content)."""
    return _hash(b"\x00" + content)


def node(left: Digest, right: Digest) -> Digest:
    """HASH(0x01 ‖ left ‖ right)."""
    return _hash(b"\x01" + left + right)


def empty_root() -> Digest:
    """The head of a tree without leaves: HASH of nothing."""
    return _hash(b"")


class Range:
    """A growing tree: its size and the digests of its maximal complete subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: list[Digest] | None = None) -> None:
        self.size = size
        self.peaks = list(peaks or [])
        if len(self.peaks) != size.bit_count():
            raise ValueError("a tree has one peak per set bit of its size")

    def append(self, digest: Digest) -> list[tuple[int, int, Digest]]:
        """Add a leaf; return the complete subtrees it closed as (level, index, digest), from level 1 up."""
        closed: list[tuple[int, int, Digest]] = []
        level, index, carry = 0, self.size, digest
        while index & 1:
            carry = node(self.peaks.pop(), carry)
            level, index = level + 1, index >> 1
            closed.append((level, index, carry))
        self.peaks.append(carry)
        self.size += 1
        return closed

    def root(self) -> Digest:
        """The tree head: the peaks folded from the right."""
        if not self.peaks:
            return empty_root()
        digest = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            digest = node(peak, digest)
        return digest


def peaks_of(size: int) -> list[tuple[int, int]]:
    """(level, index) of the maximal complete subtrees of a tree of `size` leaves, largest first."""
    found, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def subtree_root(start: int, end: int, digest_of: SubtreeDigest) -> Digest:
    """MTH of leaves [start, end), where `start` is aligned as RFC 9162's recursion aligns it."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return digest_of(level, start >> level)
    split = 1 << ((size - 1).bit_length() - 1)
    return node(subtree_root(start, start + split, digest_of), subtree_root(start + split, end, digest_of))


def inclusion(index: int, size: int, digest_of: SubtreeDigest) -> list[Digest]:
    """RFC 9162 §2.1.3.1: the audit path of leaf `index` in a tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[Digest] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            path.append(subtree_root(middle, end, digest_of))
            end = middle
        else:
            path.append(subtree_root(start, middle, digest_of))
            start = middle
    return path[::-1]


def root_from_inclusion(digest: Digest, index: int, size: int, path: list[Digest]) -> Digest:
    """RFC 9162 §2.1.3.2: the root that a leaf and its audit path lead to. Raises ValueError for a malformed path."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    position, last = index, size - 1
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        if position & 1 or position == last:
            digest = node(step, digest)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = node(digest, step)
        position, last = position >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return digest
