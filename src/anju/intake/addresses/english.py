"""Street addresses written in English: numbers and ranges, street types, directions, units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from anju.intake.tables.text import tidy

# Spelling → the form that keys use. Applied to every word, so "Avenue Rd" and "AVENUE ROAD" agree as well.
_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("avenue", "ave", "av"), "ave"),
    **dict.fromkeys(("street", "st", "str", "saint"), "st"),
    **dict.fromkeys(("road", "rd"), "rd"),
    **dict.fromkeys(("boulevard", "blvd", "boul"), "blvd"),
    **dict.fromkeys(("drive", "dr", "drv"), "dr"),
    **dict.fromkeys(("crescent", "cres", "cr", "crs"), "cres"),
    **dict.fromkeys(("court", "crt", "ct"), "crt"),
    **dict.fromkeys(("circle", "crcl", "cir"), "crcl"),
    **dict.fromkeys(("circuit", "crct", "circt"), "crct"),
    **dict.fromkeys(("place", "pl"), "pl"),
    **dict.fromkeys(("square", "sq"), "sq"),
    **dict.fromkeys(("terrace", "ter", "terr"), "ter"),
    **dict.fromkeys(("gardens", "gdns", "gdn"), "gdns"),
    **dict.fromkeys(("heights", "hts"), "hts"),
    **dict.fromkeys(("grove", "grv"), "grv"),
    **dict.fromkeys(("gate", "gt"), "gt"),
    **dict.fromkeys(("parkway", "pkwy", "pky"), "pkwy"),
    **dict.fromkeys(("pathway", "ptwy"), "ptwy"),
    **dict.fromkeys(("highway", "hwy"), "hwy"),
    **dict.fromkeys(("trail", "trl"), "trl"),
    **dict.fromkeys(("lane", "ln"), "lane"),
    **dict.fromkeys(("mount", "mt"), "mt"),
    **dict.fromkeys(("north", "n"), "n"),
    **dict.fromkeys(("south", "s"), "s"),
    **dict.fromkeys(("east", "e"), "e"),
    **dict.fromkeys(("west", "w"), "w"),
}
DIRECTIONS: Final = frozenset("nsew")
TYPES: Final = frozenset(_WORDS.values()) - DIRECTIONS
_NUMBER: Final = re.compile(r"(\d+)\s*([a-z])?(?:\s*(?:-|–|to|&)\s*(\d+)\s*([a-z])?)?(?=[\s,]|$)")
_UNIT: Final = re.compile(r"(?:\s*-\s*|,?\s*\b(?:unit|apt|apartment|suite|ste)\b\.?\s*#?|\s*#)\s*([a-z0-9]+)\s*$")
_NOT_WORD: Final = re.compile(r"[^\w\s]|_")
_APOSTROPHE: Final = re.compile(r"['’`]")
_LONGEST_RANGE: Final = 400


@dataclass(frozen=True, slots=True)
class StreetAddress:
    """A parsed address. `high` equals `low` without a range; `letter` is that of 1A; `words` the canonical street."""

    low: int
    high: int
    letter: str
    words: tuple[str, ...]
    unit: str

    @property
    def street(self) -> str:
        return " ".join(self.words)

    @property
    def bare_street(self) -> str:
        """The street without its type and direction, as careless lists leave them out."""
        return " ".join(word for word in self.words if word not in DIRECTIONS and word not in TYPES) or self.street

    @property
    def number(self) -> str:
        span = f"{self.low}-{self.high}" if self.high != self.low else str(self.low)
        return span + self.letter

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every house number of the range: one side of the street where both ends are odd or both even."""
        if self.high == self.low:
            return (f"{self.low}{self.letter}",)
        step = 2 if (self.high - self.low) % 2 == 0 else 1
        return tuple(str(number) for number in range(self.low, self.high + 1, step))

    @property
    def key(self) -> str:
        unit = f" #{self.unit}" if self.unit else ""
        return f"{self.number} {self.street}{unit}"


def parse_english(text: str) -> StreetAddress | None:
    """The address, or None where there is no house number and street to go by."""
    plain = _APOSTROPHE.sub("", tidy(text).casefold())
    match = _NUMBER.match(plain)
    if match is None:
        return None
    letter, rest = match[2] or "", plain[match.end() :]
    if letter in DIRECTIONS and letter and _separated(plain, match):
        letter, rest = "", f"{letter} {rest}"
    unit = ""
    if found := _UNIT.search(rest):
        unit, rest = found[1], rest[: found.start()]
    words = tuple(_WORDS.get(word, word) for word in _NOT_WORD.sub(" ", rest).split())
    if not words:
        return None
    low, high = int(match[1]), int(match[3] or match[1])
    if not low <= high <= low + _LONGEST_RANGE:
        high = low
    return StreetAddress(low, high, letter, words, unit)


def _separated(plain: str, match: re.Match[str]) -> bool:
    """Whether a space stands between number and letter: `10 E Main St` has a direction, `10E Main St` a letter."""
    return plain[match.end(1) : match.start(2)] != ""
