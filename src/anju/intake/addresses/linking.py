"""Finding the building a record speaks of. Same address after normalising links; anything less is only proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from anju.intake.addresses.english import DIRECTIONS, StreetAddress, parse_english
from anju.intake.addresses.keys import address_key, address_keys, is_chinese

_ALIKE: Final = 0.86
_MOST_PROPOSALS: Final = 5


class Tier(StrEnum):
    """How a record met a building. Only `EXACT` and `RANGE` link by themselves; the others wait for a person."""

    EXACT = "exact"
    RANGE = "range"
    AMBIGUOUS = "ambiguous"
    PROPOSED = "proposed"
    NONE = "none"

    @property
    def links(self) -> bool:
        return self in {Tier.EXACT, Tier.RANGE}


@dataclass(frozen=True, slots=True)
class Link:
    """What was found for one address: the tier and the candidates' references, best first, with why."""

    tier: Tier
    refs: tuple[str, ...] = ()
    why: str = ""


class Linker:
    """An index of known addresses, each under a reference of the caller's."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._ranged: dict[str, list[str]] = defaultdict(list)
        self._by_number: dict[str, list[tuple[StreetAddress, str]]] = defaultdict(list)
        self._chinese: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for ref, address in known:
            self.add(ref, address)

    def add(self, ref: str, address: str) -> None:
        """Know one more address."""
        key = address_key(address)
        if not key:
            return
        self._exact[key].append(ref)
        for each in address_keys(address):
            self._ranged[each].append(ref)
        if is_chinese(address):
            self._chinese[_numbers(key)].append((key, ref))
        elif parsed := parse_english(address):
            for number in parsed.numbers:
                self._by_number[number.rstrip(parsed.letter) if parsed.letter else number].append((parsed, ref))

    def link(self, address: str) -> Link:
        """The building of an address, else those that could be meant."""
        found = self.same(address)
        if found.refs or not (key := address_key(address)):
            return found
        return self._propose_chinese(key) if is_chinese(address) else self._propose(address)

    def same(self, address: str) -> Link:
        """The building of an address, nothing proposed: what an import of many rows asks.

        Several at the very same address are ambiguous, never the first of them.
        """
        key = address_key(address)
        if not key:
            return Link(Tier.NONE)
        if same := self._exact.get(key):
            return Link(Tier.EXACT, tuple(same)) if len(same) == 1 else Link(Tier.AMBIGUOUS, tuple(same), "same")
        overlapping = _distinct(ref for each in address_keys(address) for ref in self._ranged.get(each, ()))
        if not overlapping:
            return Link(Tier.NONE)
        tier = Tier.RANGE if len(overlapping) == 1 else Tier.AMBIGUOUS
        return Link(tier, overlapping, "range")

    def _propose(self, address: str) -> Link:
        parsed = parse_english(address)
        if parsed is None:
            return Link(Tier.NONE)
        scored: list[tuple[float, str, str]] = []
        for number in parsed.numbers:
            bare = number.rstrip(parsed.letter) if parsed.letter else number
            for other, ref in self._by_number.get(bare, ()):
                score, why = _likeness(parsed, other)
                if score >= _ALIKE:
                    scored.append((score, ref, why))
        return _best(scored)

    def _propose_chinese(self, key: str) -> Link:
        scored = [
            (score, ref, "spelling")
            for other, ref in self._chinese.get(_numbers(key), ())
            if (score := _ratio(key, other)) >= _ALIKE
        ]
        return _best(scored)


def _likeness(one: StreetAddress, other: StreetAddress) -> tuple[float, str]:
    """How alike two addresses with a number in common are, and in what they differ."""
    if one.words == other.words:
        return (0.97, "unit") if one.letter == other.letter else (0.95, "letter")
    if _direction(one) and _direction(other) and _direction(one) != _direction(other):
        return 0.0, ""
    if one.bare_street == other.bare_street:
        return 0.92, "type"
    return _ratio(one.street, other.street), "spelling"


def _direction(address: StreetAddress) -> str:
    return address.words[-1] if address.words[-1] in DIRECTIONS else ""


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _numbers(key: str) -> str:
    return "".join(char if char.isdigit() else " " for char in key).strip()


def _distinct(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))


def _best(scored: list[tuple[float, str, str]]) -> Link:
    if not scored:
        return Link(Tier.NONE)
    scored.sort(key=lambda each: (-each[0], each[1]))
    refs = _distinct(ref for _, ref, _ in scored)
    return Link(Tier.PROPOSED, refs[:_MOST_PROPOSALS], scored[0][2])
