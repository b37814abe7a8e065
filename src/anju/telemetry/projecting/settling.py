"""What changed at points, and what of it is news. Pure: what was so before is given, what is so now comes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from anju.gateway.observed import Deed, State
from anju.telemetry.projecting import bits
from anju.telemetry.projecting.facts import Said
from anju.telemetry.projecting.moments import REPEATED_US


class Change(NamedTuple):
    """A state that began or ended at a point, or something done there (`!` before its word, always on)."""

    point: int
    state: str
    on: bool
    at: int
    came: int
    origin: int

    @property
    def key(self) -> tuple[int, str, bool, int]:
        """One fact, one key."""
        return self.point, self.state, self.on, self.at


@dataclass(slots=True)
class Before:
    """What was so before a piece: the last word of each point, and the states that held."""

    words: dict[int, int] = field(default_factory=dict)
    held: dict[int, set[str]] = field(default_factory=dict)


def changes_of(said: Iterable[tuple[int, Said]], before: Before) -> list[Change]:
    """The changes in the order in which they were said, each with its point's id. `before` is what is so afterwards.

    Last said counts, whatever moment it claims: a clock that was set back must not hide a fire.
    """
    found: list[Change] = []
    for point, one in said:
        held = before.held.setdefault(point, set())
        for state, on in _changed(point, one, before):
            (held.add if on else held.discard)(state)
            found.append(Change(point, state, on, one.at, one.came, one.origin))
        found += [Change(point, f"!{deed}", True, one.at, one.came, one.origin) for deed in one.deeds]
        if one.word is not None:
            found += _deeds_of_word(point, one, before)
    return found


def _changed(point: int, one: Said, before: Before) -> list[tuple[str, bool]]:
    """States that are now otherwise than they were; a fire comes first."""
    held = before.held[point]
    if one.word is None:
        return [(str(state), on) for state, on in one.states if on != (state in held)]
    table, word, over = one.word
    if over:
        word = bits.restored(table, before.words.get(point, _rejoined(table, held)), word)
    now = {str(what) for what in bits.said_by(table, word) if isinstance(what, State)}
    differing = sorted(held ^ now, key=lambda state: (state != State.FIRE, state))
    return [(state, state in now) for state in differing]


def _deeds_of_word(point: int, one: Said, before: Before) -> list[Change]:
    """Bits of a word that say that something was done: told when the bit comes, not as long as it stays."""
    table, word, over = one.word  # type: ignore[misc]
    last = before.words.get(point, bits.clear(table))
    if over:
        word = bits.restored(table, last, word)
    before.words[point] = word
    come = bits.said_by(table, word) - bits.said_by(table, last)
    return [
        Change(point, f"!{deed}", True, one.at, one.came, one.origin)
        for deed in sorted(what for what in come if isinstance(what, Deed))
    ]


def _rejoined(table: int, held: set[str]) -> int:
    """A word that says what holds, for a point whose last word is not known any more."""
    word = bits.clear(table)
    for bit in range(1, 16):
        if any(str(what) in held for what in bits.said_by(table, word | 1 << bit) - bits.said_by(table, word)):
            word |= 1 << bit
    return word


Known = dict[tuple[int, str, bool, int], tuple[int, int]]
"""Signals that stand already: key → (origin, when it came)."""


def news(changes: Iterable[Change], known: Known) -> list[Change]:
    """The changes that become signals. `known` grows by them.

    The same state of the same moment out of the same message, heard again soon, is a repetition. Out of another
    message, or long after, it is news all the same: a clock that stands still must not hide a fire. It is then given
    the moment at which it came.
    """
    found = []
    for told in changes:
        one, before = told, known.get(told.key)
        if before is not None:
            origin, came = before
            if origin == one.origin and abs(one.came - came) <= REPEATED_US:
                continue
            at = one.came
            while (one := told._replace(at=at)).key in known:
                at += 1
        known[one.key] = (one.origin, one.came)
        found.append(one)
    return found


def held_after(changes: Iterable[Change]) -> Mapping[tuple[int, str], int | None]:
    """(point, state) → since when it holds, or None where it does not, for whatever changed."""
    return {(one.point, one.state): one.at if one.on else None for one in changes if not one.state.startswith("!")}
