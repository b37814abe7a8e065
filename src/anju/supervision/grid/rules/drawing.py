"""Which patrolled places are looked at again, by somebody who cannot see the first result.

Two parts, never mixed. The *blind* part is drawn with equal chance within a street and kind: only from it is anything
estimated. The *doubted* part follows doubt, and says nothing about the rest of the district.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from anju.supervision.grid.rules.credibility import weight
from anju.supervision.grid.rules.looks import Place

Stratum = tuple[str, str]
"""(street, kind of place)"""

BLIND_SHARE = 0.05
"""Of the patrolled places of a month (own default)."""
DOUBTED_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Draw:
    """What is looked at again; place ids in order. The same seed and the same places give the same draw."""

    blind: Mapping[Stratum, tuple[str, ...]]
    doubted: tuple[str, ...]
    of: Mapping[Stratum, int]
    """How many places each stratum had to draw from."""


def draw(
    places: Iterable[Place],
    seed: str,
    *,
    doubts: Mapping[str, float] | None = None,
    share: float = BLIND_SHARE,
    doubted_share: float = DOUBTED_SHARE,
) -> Draw:
    """Draw from the patrolled places. Anybody who knows seed and places can draw again and compare.

    Raises ValueError for a share outside 0 to 1.
    """
    if not (0 <= share <= 1 and 0 <= doubted_share <= 1):
        raise ValueError("a share lies between 0 and 1")
    strata: dict[Stratum, list[str]] = defaultdict(list)
    for place in {place.id: place for place in places}.values():
        strata[place.street, place.kind].append(place.id)
    blind = {key: _blind(sorted(ids), f"{seed}/{key[0]}/{key[1]}", share) for key, ids in sorted(strata.items())}
    taken = {place for ids in blind.values() for place in ids}
    rest = {place for ids in strata.values() for place in ids} - taken
    left = {place: doubt for place, doubt in (doubts or {}).items() if place in rest and doubt > 0}
    order = sorted(left, key=lambda place: (_waiting(seed, place, weight(left[place])), place))
    doubted = order[: math.ceil((len(taken) + len(rest)) * doubted_share)]
    return Draw(blind, tuple(sorted(doubted)), {key: len(ids) for key, ids in strata.items()})


def _blind(ids: list[str], seed: str, share: float) -> tuple[str, ...]:
    """Equal chances everywhere: rounding up or down is itself drawn, so that small strata come neither too often nor
    never, and strata may be put together later.
    """
    rng = Random(seed)  # noqa: S311 - a draw that others can repeat, not a secret
    wanted = len(ids) * share
    count = int(wanted) + (rng.random() < wanted % 1)
    return tuple(sorted(rng.sample(ids, count)))


def _waiting(seed: str, place: str, heavy: float) -> float:
    """Exponential waiting time at rate `heavy` (Efraimidis and Spirakis): the shortest are a draw by weight."""
    digest = hashlib.sha256(f"{seed}/doubted/{place}".encode()).digest()
    return -math.log((int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)) / heavy
