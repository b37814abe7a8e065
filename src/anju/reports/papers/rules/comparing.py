"""Two states of a text side by side: which paragraphs stayed, changed, came and went, and what changed in one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Sort(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph before and after; `parts` are (kind, words) with the kinds same, gone and added. `at` and `now` are
    its places in the two texts, -1 where it does not stand.
    """

    sort: Sort
    before: str
    after: str
    parts: tuple[tuple[str, str], ...]
    at: int
    now: int


LIKE = 0.5
"""Paragraphs with less in common are one that went and one that came."""


def lines(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Paragraph by paragraph."""
    found: list[Line] = []
    for code, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if code == "equal":
            found += [
                Line(Sort.SAME, one, one, (("same", one),), a + step, c + step) for step, one in enumerate(before[a:b])
            ]
        else:
            found += _replaced(before[a:b], after[c:d], a, c)
    return found


def _replaced(before: Sequence[str], after: Sequence[str], at: int, now: int) -> Iterator[Line]:
    """Pairs in order as long as they are alike; the rest went or came."""
    for step in range(max(len(before), len(after))):
        old = before[step] if step < len(before) else None
        new = after[step] if step < len(after) else None
        if old is not None and new is not None and alike(old, new):
            yield Line(Sort.CHANGED, old, new, tuple(inside(old, new)), at + step, now + step)
            continue
        if old is not None:
            yield Line(Sort.GONE, old, "", (("gone", old),), at + step, -1)
        if new is not None:
            yield Line(Sort.ADDED, "", new, (("added", new),), -1, now + step)


def alike(before: str, after: str) -> bool:
    """Whether one is the other, changed."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= LIKE


def inside(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What changed in a paragraph, in its order."""
    for code, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if code == "equal":
            yield "same", before[a:b]
            continue
        if b > a:
            yield "gone", before[a:b]
        if d > c:
            yield "added", after[c:d]
