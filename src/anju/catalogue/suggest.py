"""From a resident's words to likely kinds: 「楼道堆了纸箱」 → ES-01. Pure and small; no segmenter, no model.

A text becomes features: the concepts it names (words of `data/words.toml`, longest first) and its pairs of neighbouring
characters. A kind is a handful of lines: its name, its description and other ways to put it. The score of a kind is
that of its best line, plus a share of what all its lines together explain; rare features weigh more (idf).
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from anju.catalogue import shipped

LONGEST_TEXT: Final = 200
"""Characters read of a text: what is wrong stands at its beginning."""

CONCEPT_WEIGHT: Final = 2.0
PAIR_WEIGHT: Final = 1.0
WHOLE_SHARE: Final = 0.5

_WORDS: Final = Path(__file__).parent / "data" / "words.toml"
_NOISE: Final = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Index:
    concepts: Mapping[str, str]
    """Word → concept."""
    pattern: re.Pattern[str]
    weights: Mapping[str, float]
    """Feature → weight."""
    postings: Mapping[str, tuple[int, ...]]
    """Feature → lines that have it."""
    codes: tuple[str, ...]
    """Line → kind."""
    norms: tuple[float, ...]
    wholes: Mapping[str, frozenset[str]]
    """Kind → every feature of its lines."""


def suggest(text: str, limit: int = 3) -> list[tuple[str, float]]:
    """The most likely kinds, best first, as (code, score); higher is better, and only the order means anything.

    Empty where the text shares nothing with any kind.
    """
    index = _index()
    features = _features(text[:LONGEST_TEXT], index.concepts, index.pattern)
    found: Counter[int] = Counter()
    for feature in features:
        for line in index.postings.get(feature, ()):
            found[line] += index.weights[feature]  # type: ignore[assignment]
    asked = math.sqrt(sum(index.weights.get(feature, 0.0) for feature in features)) or 1.0
    best: dict[str, float] = defaultdict(float)
    for line, shared in found.items():
        code = index.codes[line]
        best[code] = max(best[code], shared / (index.norms[line] * asked))
    scores = [(code, line + WHOLE_SHARE * _explained(features, code, index, asked)) for code, line in best.items()]
    return sorted(scores, key=lambda score: (-score[1], score[0]))[:limit]


def _explained(features: Iterable[str], code: str, index: _Index, asked: float) -> float:
    whole = index.wholes[code]
    return sum(index.weights[feature] for feature in features if feature in whole) / (asked * asked)


def ways(code: str) -> tuple[str, ...]:
    """Other ways people put a kind, besides its name."""
    return tuple(_said()["kinds"].get(code, ()))


@cache
def _said() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


@cache
def _index() -> _Index:
    words = _said()
    concepts = {_clean(word): concept for concept, same in words["concepts"].items() for word in same}
    pattern = re.compile("|".join(sorted(map(re.escape, concepts), key=len, reverse=True)))
    lines = [
        (code, line)
        for code, facts in shipped.hazard_kinds().items()
        for line in (facts.name, facts.description, *words["kinds"].get(code, ()))
    ]
    features = [_features(line, concepts, pattern) for _, line in lines]
    wholes: dict[str, set[str]] = defaultdict(set)
    postings: dict[str, list[int]] = defaultdict(list)
    for number, ((code, _), names) in enumerate(zip(lines, features, strict=True)):
        wholes[code] |= names
        for name in names:
            postings[name].append(number)
    weights = _weights(wholes)
    return _Index(
        concepts=concepts,
        pattern=pattern,
        weights=weights,
        postings={name: tuple(numbers) for name, numbers in postings.items()},
        codes=tuple(code for code, _ in lines),
        norms=tuple(math.sqrt(sum(weights[name] for name in names)) or 1.0 for names in features),
        wholes={code: frozenset(names) for code, names in wholes.items()},
    )


def _weights(wholes: Mapping[str, Iterable[str]]) -> dict[str, float]:
    kinds = Counter(name for names in wholes.values() for name in names)
    return {
        name: (CONCEPT_WEIGHT if name.startswith("=") else PAIR_WEIGHT) * math.log(1 + len(wholes) / count)
        for name, count in kinds.items()
    }


def _features(text: str, concepts: Mapping[str, str], pattern: re.Pattern[str]) -> set[str]:
    clean = _clean(text)
    named = {"=" + concepts[word] for word in pattern.findall(clean)}
    return named | {left + right for left, right in pairwise(clean)}


def _clean(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
