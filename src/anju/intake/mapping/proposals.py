"""Which column probably feeds which field, with a score and its reason; a person confirms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.tables.headers import Header
from anju.intake.tables.text import header_key

THRESHOLD: Final = 0.6
_CONTAINED: Final = 0.85
_SIMILAR: Final = 0.9
_NEVER_GUESSED: Final = frozenset({FieldType.DATE, FieldType.MOMENT, FieldType.DEADLINE})
"""A date in the wrong field becomes a fact nobody noticed: a deadline that closes a case. Their names must be known."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column for a field. `score` is 1 for the same name; `certain` proposals need no second look."""

    field: str
    column: int
    header: str
    score: float

    @property
    def certain(self) -> bool:
        return self.score >= 1.0


def propose(header: Header, specs: tuple[FieldSpec, ...]) -> list[Proposal]:
    """The best one-to-one assignment, highest scores first; nothing below the threshold."""
    scored = [
        Proposal(spec.name, column, name, score)
        for column, name in header.names.items()
        for spec in specs
        if (score := _score(header_key(name), spec)) >= THRESHOLD
    ]
    order = {spec.name: place for place, spec in enumerate(specs)}
    scored.sort(key=lambda each: (-each.score, order[each.field], each.column))
    chosen: dict[str, Proposal] = {}
    taken: set[int] = set()
    for each in scored:
        if each.field not in chosen and each.column not in taken:
            chosen[each.field] = each
            taken.add(each.column)
    return sorted(chosen.values(), key=lambda each: order[each.field])


def guesses(header: Header, specs: tuple[FieldSpec, ...]) -> dict[str, str]:
    """Field → column of every proposal that rests on likeness alone."""
    return {each.field: each.header for each in propose(header, specs) if not each.certain}


def _score(key: str, spec: FieldSpec) -> float:
    if not key:
        return 0.0
    if key in spec.keys:
        return 1.0
    if spec.type in _NEVER_GUESSED:
        return 0.0
    return max(_closeness(key, other) for other in spec.keys if other)


def _closeness(key: str, other: str) -> float:
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return _CONTAINED * (0.7 + 0.3 * len(shorter) / len(longer))
    return _SIMILAR * SequenceMatcher(None, key, other, autojunk=False).ratio()


def fingerprint(header: Header) -> str:
    """A header's identity, whatever its decoration or the order of its columns: remembers the mapping used last."""
    keys = sorted(header_key(name) for name in header.names.values())
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()
