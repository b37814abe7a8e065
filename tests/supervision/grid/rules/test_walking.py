"""Walks: never worse than going to the nearest next, inside the minutes, no place twice, always the same."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.places.enums import PlaceKind
from anju.supervision.grid.rules.ordering import length, nearest_next, shortest
from anju.supervision.grid.rules.walking import (
    FLOOR_METRES,
    HOP_METRES,
    MOST_STOPS,
    Spot,
    between,
    chosen,
    in_order,
    legs,
    minutes_of,
)

LON, LAT = 1_187_800_000, 320_400_000
PLENTY = 60
"""Seconds for the solver where the best order is asked for, however busy the machine."""
KINDS = (PlaceKind.BUILDING, PlaceKind.SHED, PlaceKind.FIRE_LANE, PlaceKind.GATE)


def spot(n: int, east: int = 0, north: int = 0, **more: object) -> Spot:
    """A place so many metres east and north of a corner, near enough."""
    said: dict[str, object] = {"kind": PlaceKind.SHED, "lon_e7": LON + east * 106, "lat_e7": LAT + north * 90, **more}
    return Spot(place=n, path=f"/cc/1/{n}/", **said)  # type: ignore[arg-type]


@st.composite
def grids(draw: st.DrawFn, most: int = 40) -> list[Spot]:
    """Places of a grid, some of them on no map, some with many floors."""
    rows = draw(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.booleans()), max_size=most))
    found = []
    for n, (east, north, mapped) in enumerate(rows):
        kind = KINDS[n % len(KINDS)]
        floors = (east % 33) if kind is PlaceKind.BUILDING else 0
        point = {} if mapped or n % 5 else {"lon_e7": None, "lat_e7": None}
        found.append(spot(n, east, north, kind=kind, floors=floors, **point))
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(grids(), st.integers(10, 240))
def test_a_round_fits_its_minutes_and_shows_no_place_twice(ranked: list[Spot], minutes: int) -> None:
    walk = chosen(ranked, minutes)
    assert minutes_of(walk) <= minutes
    assert len({one.place for one in walk}) == len(walk) <= MOST_STOPS
    assert {one.place for one in walk} <= {one.place for one in ranked}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(grids(), st.integers(10, 240))
def test_a_place_is_passed_over_only_because_it_does_not_fit(ranked: list[Spot], minutes: int) -> None:
    """The first in line that fits alone is on the round."""
    walk = chosen(ranked, minutes)
    first = next((one for one in ranked[:1] if one.minutes <= minutes), None)
    assert first is None or first in walk


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=12))
def test_an_order_is_never_longer_than_going_to_the_nearest_next(points: list[tuple[int, int]]) -> None:
    spots = [spot(n, *point) for n, point in enumerate(points)]
    metres = [[between(one, other) for other in spots] for one in spots]
    order = shortest(metres, seconds=PLENTY)
    assert sorted(order) == list(range(len(points)))
    assert length(metres, order) <= length(metres, nearest_next(metres))
    assert shortest(metres, seconds=PLENTY) == order


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=4, max_size=7))
def test_an_order_is_the_shortest_of_all(points: list[tuple[int, int]]) -> None:
    spots = [spot(n, *point) for n, point in enumerate(points)]
    metres = [[between(one, other) for other in spots] for one in spots]
    assert all(metres[a][b] == metres[b][a] for a, b in itertools.combinations(range(len(points)), 2))
    best = min(length(metres, order) for order in itertools.permutations(range(len(points))))
    assert length(metres, shortest(metres, seconds=PLENTY)) == best


def test_without_time_the_nearest_next_is_taken() -> None:
    metres = [[abs(one - other) * 10 for other in range(9)] for one in range(9)]
    assert shortest(metres, seconds=0) == nearest_next(metres)


def test_two_far_groups_are_one_walk_and_not_two_rings() -> None:
    """What the programme alone would join into two rings is cut apart and solved again."""
    near = [spot(n, 20 * (n % 2), 20 * (n // 2)) for n in range(4)]
    far = [spot(4 + n, 800 + 20 * (n % 2), 20 * (n // 2)) for n in range(4)]
    walk = in_order([*near, *far])
    assert {one.place for one in walk[:4]} in ({0, 1, 2, 3}, {4, 5, 6, 7})


def test_floors_count_as_metres() -> None:
    walk = [spot(1, kind=PlaceKind.BUILDING, floors=18), spot(2, 100, 0)]
    assert legs(walk) == [18 * FLOOR_METRES, between(*walk)]
    assert minutes_of(walk) > minutes_of([spot(1, kind=PlaceKind.BUILDING), walk[1]])


def test_a_straight_line_is_lengthened() -> None:
    assert 125 <= between(spot(1), spot(2, 100, 0)) <= 135


def test_without_any_point_the_order_is_that_of_the_estate() -> None:
    spots = [Spot(n, f"/cc/1/{n}/", PlaceKind.SHED) for n in (10, 2, 1, 9)]
    assert [one.place for one in in_order(spots)] == [1, 2, 9, 10]
    assert legs(in_order(spots)) == [0, HOP_METRES, HOP_METRES, HOP_METRES]


def test_a_place_without_a_point_follows_what_lies_in_the_same_estate() -> None:
    here = [spot(1, 0, 0), spot(2, 50, 0)]
    there = Spot(3, "/cc/2/3/", PlaceKind.SHED, LON + 90_000, LAT)
    lost = Spot(4, "/cc/1/4/", PlaceKind.SHED)
    walk = [one.place for one in in_order([there, lost, *here])]
    assert abs(walk.index(4) - max(walk.index(1), walk.index(2))) == 1
