"""Whether a person could have been where the records say: time, stairs and positions.

Only places count for speed, never positions: those are bad among high-rises, and a place stays where it is. Positions
are asked one thing: whether they moved as the places did. A phone that is off by a street, or answers in GCJ-02 (some
500 m off, always the same way), still follows the walk; a phone on a desk does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Fix, Place, Visit, metres
from anju.supervision.grid.rules.signs import Sign, by_day, sign
from anju.supervision.grid.rules.statistics import middle_of

_Placed = tuple[Visit, Fix, Place]

WALK = 2.5
"""Metres a second that nobody exceeds on foot for long (fastest gait of men in their twenties, Bohannon 1997: 2.53)."""
RIDE, MOUNT = 7.0, 15.0
"""An e-bike's 25 km/h (GB 17761) and seconds to get on and off: members ride between buildings."""
EXTENT = 30.0
"""Metres taken off each way between buildings: a point is the middle, people walk from edge to edge (own default)."""
STAIR, LIFT = 5.0, 1.5
"""Seconds a floor, running downstairs (own default), and in a fast residential lift (2 m/s, 3 m a floor)."""
GLANCE, GLANCE_INSIDE = 8.0, 2.0
"""Seconds the quickest look takes at another building and at another floor (own default)."""
FEWEST_PLACES = 6
"""Fewer records in one breath are somebody who ticks off a courtyard at its gate (own default)."""
SHORTEST_LACK = 60.0
"""Seconds that must be lacking; as many again halve what remains of trust (own default)."""
TIMES_TOO_FAST = 2.0


def hurried(visits: Iterable[Visit], places: Mapping[str, Place]) -> Iterator[Sign]:
    """Stretches of a day in which more ground was told of than anybody covers (SPEED), or more stairs (FLOORS)."""
    for day in by_day(visits).values():
        known = [visit for visit in day if visit.place in places]
        yield from _stretches(known, places)


def _stretches(day: Sequence[Visit], places: Mapping[str, Place]) -> Iterator[Sign]:
    start, lack, best = 0, 0.0, (0.0, 0, 0)
    for at, (before, after) in enumerate(pairwise(day)):
        lack += _needed(before, after, places) - _elapsed(before, after)
        if lack <= 0:
            start, lack = at + 1, 0.0
        best = max(best, (lack, start, at + 1))
    lack, start, end = best
    stretch = day[start : end + 1]
    spots = {(visit.place, visit.unit, visit.floor) for visit in stretch}
    if len(spots) < FEWEST_PLACES or lack < SHORTEST_LACK:
        return
    elapsed = max(1.0, _elapsed(stretch[0], stretch[-1]))
    if lack + elapsed < TIMES_TOO_FAST * elapsed:
        return
    inside = len({places[visit.place].building for visit in stretch}) == 1
    kind = SignKind.FLOORS if inside else SignKind.SPEED
    yield sign(kind, stretch, 1 - 0.5 ** (lack / SHORTEST_LACK), count=len(spots), seconds=round(elapsed),
               needed=round(lack + elapsed))  # fmt: skip


def _elapsed(before: Visit, after: Visit) -> float:
    return (after.made_at - before.made_at).total_seconds()


def _needed(before: Visit, after: Visit, places: Mapping[str, Place]) -> float:
    """The fewest seconds between two records: flat way, stairs, a glance. 0 for the same spot once more."""
    one, other = places[before.place], places[after.place]
    if one.building == other.building:
        if (before.unit, before.floor) == (after.unit, after.floor) and one.id == other.id:
            return 0.0
        if before.unit != after.unit:
            return _climb(before, 1, one) + _climb(after, 1, other) + GLANCE_INSIDE
        return _climb(before, after.floor, one) + GLANCE_INSIDE
    flat = max(0.0, metres((one.lon_e7, one.lat_e7), (other.lon_e7, other.lat_e7)) - EXTENT)
    return min(flat / WALK, MOUNT + flat / RIDE) + _climb(before, 1, one) + _climb(after, 1, other) + GLANCE


def _climb(visit: Visit, to: int | None, place: Place) -> float:
    if visit.floor is None or to is None:
        return 0.0
    return abs(_level(visit.floor) - _level(to)) * (LIFT if place.lift else STAIR)


def _level(floor: int) -> int:
    """Floors are numbered …, -2, -1, 1, 2, …: there is no floor 0."""
    return floor - 1 if floor > 0 else floor


def impossible_floors(visits: Iterable[Visit], places: Mapping[str, Place]) -> Iterator[Sign]:
    """Records of floors that their building does not have."""
    wrong = [
        visit for visit in visits
        if visit.claims and visit.floor is not None and visit.place in places
        and 0 < places[visit.place].floors < visit.floor
    ]  # fmt: skip
    if wrong:
        strength = 1 - 0.6 ** len(wrong)  # one is a slip of the thumb, two are asked about
        floors = places[wrong[0].place].floors
        yield sign(SignKind.NO_SUCH_FLOOR, wrong, strength, count=len(wrong), floor=wrong[0].floor or 0, floors=floors)


FEWEST_GAPS = 10
ALIKE_SHARE = 0.8
ALIKE_SECONDS, ALIKE_PART = 3.0, 0.05
SHORTEST_GAP = 20.0
"""Seconds: shorter gaps are floors of one stairwell, which are alike by nature."""


def regular(visits: Iterable[Visit]) -> Iterator[Sign]:
    """Days whose gaps are nearly all the same length. Walking makes gaps that differ by a third and more; where they
    differ by 15 %, ten gaps pass as regular once in some two thousand days.
    """
    for day in by_day(visits).values():
        gaps = [_elapsed(before, after) for before, after in pairwise(day) if before.place != after.place]
        if len(gaps) < FEWEST_GAPS:
            continue
        middle = middle_of(gaps)
        near = max(ALIKE_SECONDS, ALIKE_PART * middle)
        alike = sum(abs(gap - middle) <= near for gap in gaps)
        if middle >= SHORTEST_GAP and alike >= ALIKE_SHARE * len(gaps):
            yield sign(SignKind.INTERVALS, day, alike / len(gaps) * 0.85, count=alike, seconds=round(middle))


FRESH = 60.0
"""Seconds: an older position is where the phone was, not where it is."""
USABLE = 100.0
"""Metres of claimed accuracy beyond which a position (a cell tower's) says nothing about a building."""
FEWEST_SPOTS = 6
WIDE = 60.0
"""Metres: places nearer together than this cannot be told apart by a phone."""
FOLLOWS = 0.4
"""Positions that spread less than so much of what the places do did not go with them."""
FAR = 800.0
"""Metres beyond any datum (GCJ-02 is up to some 600 m off) and any street canyon."""
NEAR_ENOUGH = 6
"""One position in so many may be near by chance; more of them were there, however many others were thrown away."""
FEWEST_DAYS = 2
"""Days from which it is asked: one alone is a round that was ticked off at the desk, or a phone that stuck."""


def elsewhere(visits: Iterable[Visit], places: Mapping[str, Place]) -> Iterator[Sign]:
    """Days on which the phone did not go where the records went: it lay still, or was far away."""
    found: dict[tuple[str, str], list[list[Visit]]] = defaultdict(list)
    for (who, device, _), day in by_day(visits).items():
        usable = _usable(day, places)
        if len(usable) >= FEWEST_SPOTS and (_still(usable) or _away(usable)):
            found[who, device].append([visit for visit, _, _ in usable])
    for days in found.values():
        strength = 0.3 if len(days) < FEWEST_DAYS else 0.55 + 0.05 * len(days)
        held = [visit for day in days for visit in day]
        yield sign(SignKind.ELSEWHERE, held, strength, count=len(held), days=len(days))


def _still(usable: Sequence[_Placed]) -> bool:
    walked = _spread([(place.lon_e7, place.lat_e7) for _, _, place in usable])
    return walked > WIDE and _spread([(fix.lon_e7, fix.lat_e7) for _, fix, _ in usable]) < FOLLOWS * walked


def _away(usable: Sequence[_Placed]) -> bool:
    near = sum(metres((fix.lon_e7, fix.lat_e7), (place.lon_e7, place.lat_e7)) <= FAR for _, fix, place in usable)
    return near * NEAR_ENOUGH <= len(usable)


def _usable(day: Sequence[Visit], places: Mapping[str, Place]) -> list[_Placed]:
    """The first record of each place that has a fresh, fine enough and real position."""
    found: dict[str, _Placed] = {}
    for visit in day:
        fix, place = visit.fix, places.get(visit.place)
        if fix and place and fix.age <= FRESH and fix.accuracy <= USABLE and not fix.mocked:
            found.setdefault(place.id, (visit, fix, place))
    return list(found.values())


def _spread(points: Sequence[tuple[int, int]]) -> float:
    """Median distance from the middle point."""
    centre = (round(middle_of([lon for lon, _ in points])), round(middle_of([lat for _, lat in points])))
    return middle_of([metres(point, centre) for point in points])
