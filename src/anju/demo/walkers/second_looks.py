"""Districts whose hazards are all known, walked twice: what the estimator is tried on."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from anju.supervision.grid.rules.dependence import Confirmed, Third
from anju.supervision.grid.rules.drawing import Stratum, draw
from anju.supervision.grid.rules.estimate import Pair
from anju.supervision.grid.rules.looks import Place


@dataclass(frozen=True, slots=True)
class Setting:
    """How a district is, and how it is looked at. Shares from 0 to 1."""

    hazards: int = 1000
    first: float = 0.3
    """Share that patrols find."""
    second: float = 0.6
    """Share that the second look finds."""
    share: float = 1.0
    """Of the places that are looked at again."""
    places: int = 400
    streets: int = 3
    kinds: int = 2
    clustered: bool = True
    """Some places have many hazards and most none; otherwise they lie about evenly."""
    uneven: float = 0.0
    """Spread of the first share between places: members differ."""
    plain: float = 0.0
    """Share of hazards so plain that both looks find them: what the estimator cannot see."""
    churn: float = 0.0
    """Share of hazards that are gone before the second look, and of new ones that came."""
    copying: float = 0.0
    """Share of the second looks that copy the first."""
    copiers: int = 6
    """How many of the six who look again are among those that copy."""
    residents: float = 0.15
    """Share of hazards that residents tell of."""


CHECKERS = 6


@dataclass(frozen=True, slots=True)
class Looked:
    """What the two looks and the residents brought."""

    pairs: tuple[Pair, ...]
    told: dict[Stratum, int]
    third: Third
    by_checker: dict[str, Confirmed]


def look_twice(setting: Setting, seed: str) -> Looked:
    """One district. The same setting and seed give the same one."""
    rng = Random(seed)
    places = [
        Place(
            f"p{i}", 0, 0, f"b{i}", street=f"街{i % setting.streets}", kind=f"类{i // setting.streets % setting.kinds}"
        )
        for i in range(setting.places)
    ]
    weights = [rng.gammavariate(0.7, 1) if setting.clustered else 1.0 for _ in places]
    count = [0] * len(places)
    for at in rng.choices(range(len(places)), weights, k=setting.hazards):
        count[at] += 1
    again = {place for ids in draw(places, seed, share=setting.share).blind.values() for place in ids}
    pairs: list[Pair] = []
    told: dict[Stratum, int] = defaultdict(int)
    third, checked = [0, 0, 0, 0], {f"c{i}": [0, 0] for i in range(CHECKERS)}
    for place, hazards in zip(places, count, strict=True):
        stratum = (place.street, place.kind)
        first, both, second, heard = _looks(setting, hazards, rng)
        checker = rng.randrange(CHECKERS)
        if checker < setting.copiers and rng.random() < setting.copying:
            second, both = [False] * len(second), list(first)
        told[stratum] += sum(first)
        if place.id not in again:
            continue
        found = [a or b for a, b in zip(second, both, strict=True)]
        pairs.append(Pair(stratum, place.id, sum(first), sum(found), sum(both)))
        checked[f"c{checker}"][0] += sum(found)
        checked[f"c{checker}"][1] += sum(both)
        for one, other, known in zip(first, found, heard, strict=True):
            third[(not one) * 2 + (not other)] += known
    by_checker = {who: Confirmed(*both_counts) for who, both_counts in checked.items()}
    return Looked(tuple(pairs), dict(told), Third(third[0], third[1], third[2], third[3]), by_checker)


def _looks(setting: Setting, hazards: int, rng: Random) -> tuple[list[bool], list[bool], list[bool], list[bool]]:
    """Of each hazard of a place: found first, found by both, found second only, told of by residents."""
    chance = min(1.0, max(0.0, rng.gauss(setting.first, setting.uneven)))
    first, both, second, heard = [], [], [], []
    for _ in range(hazards):
        plain = rng.random() < setting.plain
        one = plain or rng.random() < chance
        other = plain or rng.random() < setting.second
        if one and rng.random() < setting.churn:  # put right before the second look, and another one came
            first += [True, False]
            both += [False, False]
            second += [False, other]
            heard += [False, False]
            continue
        first.append(one)
        both.append(one and other)
        second.append(other and not one)
        heard.append(rng.random() < setting.residents)
    return first, both, second, heard
