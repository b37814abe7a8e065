"""Where prose and figures disagree: a typed number beside a field's words, a period word, a number that has moved.

A clash is shown, never mended: who writes decides. Who signs says that they have been seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from anju.reports.papers.rules import periods
from anju.reports.papers.rules.body import TOKEN, Para, read
from anju.reports.papers.rules.wording import fits, number_at


class Sort(StrEnum):
    """What disagrees."""

    TYPED = "typed"
    """A number was typed beside the words of a field and says something else."""
    PERIOD = "period"
    """The sentence names another period than the field's."""
    MOVED = "moved"
    """The number was settled and would be another one today."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field as far as clashes are concerned."""

    key: str
    near: tuple[str, ...]
    """Words beside which a number speaks of this field."""
    units: tuple[str, ...]
    amount: Fraction | None
    """As printed: the settled number, or today's."""
    text: str
    days: periods.Days | None
    today: str = ""
    """Today's number in words, of a settled one that has moved."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One disagreement: in which section, in which clause, which field, what was written there."""

    sort: Sort
    section: int
    clause: str
    key: str
    written: str
    counted: str


_CLAUSE = re.compile(r"[^，。；：、！？]+")
_SENTENCE = re.compile(r"[^。；！？]+")
_STARTS = re.compile(r"(?<![\d.,万亿第年月〔])\d")


def clashes(sections: Sequence[str], facts: Sequence[Fact], today: date) -> list[Clash]:
    """All of them, in the order of the text; those that have only moved come last."""
    found: list[Clash] = []
    for number, section in enumerate(sections):
        for block in read(section):
            if isinstance(block, Para):
                text = block.lead + block.text
                found += _typed(number, text, facts)
                found += _periods(number, text, facts, today)
    used = {key for section in sections for key in TOKEN.findall(section)}
    for fact in facts:
        if fact.today and fact.key in used:
            found.append(Clash(Sort.MOVED, -1, "", fact.key, fact.text, fact.today))
    return found


def _typed(section: int, text: str, facts: Sequence[Fact]) -> Iterator[Clash]:
    for clause in _CLAUSE.findall(text):
        plain = TOKEN.sub("", clause)
        for fact in facts:
            if fact.amount is None or not any(word in plain for word in fact.near):
                continue
            for start in _STARTS.finditer(plain):
                written = number_at(plain[start.start() :])
                if written is None or not plain[start.start() + len(written[2]) :].startswith(fact.units):
                    continue
                if not fits(written, fact.amount):
                    yield Clash(Sort.TYPED, section, clause.strip(), fact.key, written[2], fact.text)


def _periods(section: int, text: str, facts: Sequence[Fact], today: date) -> Iterator[Clash]:
    by_key = {fact.key: fact for fact in facts}
    for sentence in _SENTENCE.findall(text):
        words = next((word for word in periods.WORDS if word in sentence), "")
        if not words:
            continue
        for key in dict.fromkeys(TOKEN.findall(sentence)):
            fact = by_key.get(key)
            if fact is not None and fact.days is not None and not periods.agrees(words, fact.days, today):
                yield Clash(Sort.PERIOD, section, sentence.strip(), key, words, periods.in_words(fact.days, today))
