"""A walk through a few places: how far, how long, and in which order (docs/adr/0017).

Metres are as walked: a straight line on open ground times a detour, and floors as level metres. Places without a point
keep the order of their estate. HiGHS finds the shortest order; no order is ever longer than going to the nearest next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from anju.places.enums import PlaceKind
from anju.places.rules import natural
from anju.supervision.grid.rules.ordering import shortest

DETOUR = 1.3
"""Walked over straight, inside compounds: ours, until measured."""
METRES_A_MINUTE = 70
"""4.2 km/h: an unhurried walk."""
FLOOR_METRES = 24
"""A floor is 3 m; a metre up counts as 8 on the level (Naismith's rule)."""
HOP_METRES = 100
"""To a place nobody has put on the map."""
METRES_A_DEGREE = 111_320
MOST_STOPS = 15
MISSES = 6
"""So many in a row that do not fit, and the round is full: the next in line would not either."""

_K = PlaceKind
LOOK_MINUTES = {
    _K.BUILDING: 4, _K.SHED: 3, _K.BASEMENT: 5, _K.FIRE_LANE: 3, _K.SHOP: 3, _K.PARKING: 4, _K.GATE: 1, _K.ROAD: 3,
    _K.OPEN_GROUND: 2, _K.ESTATE: 15,
}  # fmt: skip
"""To look and to note nothing; what is found takes its own time. Ours."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a walker sees it."""

    place: int
    path: str
    kind: PlaceKind
    lon_e7: int | None = None
    lat_e7: int | None = None
    floors: int = 0
    """To climb: of a building all, of a basement those below."""

    @property
    def inside_metres(self) -> int:
        """What its floors count for."""
        return self.floors * FLOOR_METRES

    @property
    def minutes(self) -> float:
        """To climb and to look."""
        return self.inside_metres / METRES_A_MINUTE + LOOK_MINUTES.get(self.kind, 3)

    @property
    def above(self) -> str:
        """The path of what it lies in."""
        return self.path[: self.path.rstrip("/").rfind("/") + 1]


def between(one: Spot, other: Spot) -> int:
    """Metres from one place to another on the level; as many the other way."""
    if one.lon_e7 is None or one.lat_e7 is None or other.lon_e7 is None or other.lat_e7 is None:
        return HOP_METRES
    middle = radians((one.lat_e7 + other.lat_e7) / 2e7)
    east = (one.lon_e7 - other.lon_e7) / 1e7 * METRES_A_DEGREE * cos(middle)
    north = (one.lat_e7 - other.lat_e7) / 1e7 * METRES_A_DEGREE
    return round(hypot(east, north) * DETOUR)


def legs(walk: Sequence[Spot]) -> list[int]:
    """Metres to each place from the one before, its floors included."""
    level = [0, *(between(one, other) for one, other in pairwise(walk))]
    return [metres + spot.inside_metres for metres, spot in zip(level, walk, strict=True)]


def minutes_of(walk: Sequence[Spot]) -> float:
    """How long a walk takes, looking included."""
    return sum(spot.minutes for spot in walk) + sum(between(*leg) for leg in pairwise(walk)) / METRES_A_MINUTE


def in_order(spots: Sequence[Spot]) -> list[Spot]:
    """The shortest way through all of them, from any to any; those without a point behind the last of what they lie in,
    in natural order, else at the end.
    """
    mapped = sorted((spot for spot in spots if spot.lon_e7 is not None), key=lambda spot: spot.path)
    metres = [[between(one, other) for other in mapped] for one in mapped]
    walk = [mapped[index] for index in shortest(metres)]
    for spot in sorted((spot for spot in spots if spot.lon_e7 is None), key=lambda spot: natural(spot.path)):
        beside = [index for index, other in enumerate(walk) if other.path.startswith(spot.above)]
        walk.insert(beside[-1] + 1 if beside else len(walk), spot)
    return walk


def chosen(ranked: Sequence[Spot], minutes: float, *, most: int = MOST_STOPS) -> list[Spot]:
    """The first in line that fit into the minutes together, in walking order. One that does not fit is passed over.

    An insertion shows quickly that one more fits; only where it does not, the shortest order is asked.
    """
    walk: list[Spot] = []
    missed = 0
    for spot in ranked:
        if len(walk) == most or missed == MISSES:
            break
        if sum(one.minutes for one in walk) + spot.minutes > minutes:
            missed += 1
            continue
        tried = _inserted(walk, spot)
        if minutes_of(tried) > minutes:
            tried = in_order([*walk, spot])
        if minutes_of(tried) > minutes:
            missed += 1
        else:
            walk, missed = tried, 0
    best = in_order(walk)
    return best if minutes_of(best) <= minutes else walk


def _inserted(walk: Sequence[Spot], spot: Spot) -> list[Spot]:
    """The walk with one more where it costs least."""
    return min(([*walk[:at], spot, *walk[at:]] for at in range(len(walk) + 1)), key=minutes_of)
