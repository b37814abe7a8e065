"""The line, and sixty days walked by it."""

import random
from collections import defaultdict
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.places.enums import PlaceKind
from anju.supervision.grid.enums import Basis
from anju.supervision.grid.rules.line import Standing, Tier
from anju.supervision.grid.rules.walking import METRES_A_MINUTE, Spot, chosen

LAW, RISK = Basis.LAW, Basis.RISK


def ranked(*rows: Standing) -> list[Standing]:
    return sorted(rows, key=Standing.rank)


def test_the_law_first_then_what_is_due_then_what_soon_is() -> None:
    legal, due, soon = Standing(1, 1, LAW), Standing(40, 30, RISK), Standing(25, 30, RISK)
    assert ranked(soon, due, legal) == [legal, due, soon]
    assert [one.tier for one in (legal, due, soon)] == [Tier.LEGAL, Tier.DUE, Tier.SOON]


def test_no_open_case_first_then_longest_since_last_looked_at() -> None:
    known, long_ago, longer = Standing(90, 30, RISK, cases=2), Standing(40, 30, RISK), Standing(50, 30, RISK)
    never = Standing(None, 30, RISK)
    assert ranked(known, long_ago, longer, never) == [never, longer, long_ago, known]


def test_what_was_just_seen_is_not_in_line() -> None:
    assert Standing(0, 1, LAW).tier is None
    assert Standing(3, 30, RISK).tier is None


def test_past_its_day_is_overdue_and_on_its_day_is_not() -> None:
    assert [Standing(age, 7, RISK).overdue for age in (6, 7, 8, None)] == [False, False, True, True]


SPREAD = 600
KINDS = (PlaceKind.SHED, PlaceKind.BUILDING, PlaceKind.FIRE_LANE)


def simulate(seed: int, days: int, minutes: int) -> dict[int, list[int]]:
    """The days on which each place of a made grid was looked at, when its one member walks every day."""
    rng = random.Random(seed)
    spots = [
        Spot(
            n, f"/cc/1/{n}/", rng.choice(KINDS),
            1_187_800_000 + rng.randrange(SPREAD) * 106, 320_400_000 + rng.randrange(SPREAD) * 90,
            rng.choice((0, 0, 6)),
        )
        for n in range(40)
    ]  # fmt: skip
    every = {one.place: rng.choice((7, 14, 21, 30)) for one in spots}
    cases = {one.place: rng.choice((0, 0, 0, 1)) for one in spots}
    looks: dict[int, list[int]] = defaultdict(list)
    for day in range(days):
        stands = {n: Standing(day - seen[-1] if (seen := looks[n]) else None, every[n], RISK, cases[n]) for n in every}
        line = [one for one in spots if stands[one.place].tier is not None]
        line.sort(key=lambda one: stands[one.place].rank())
        for one in chosen(line, minutes):
            looks[one.place].append(day)
    return {n: [every[n], *looks[n]] for n in every}


ENOUGH = 2 * (40 * 6 // 14) + 2 * SPREAD // METRES_A_MINUTE
"""Minutes: twice what the looks of a day take on average, and a walk from one end of the grid to the other and back."""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=8)
@given(st.integers(0, 10_000))
def test_in_sixty_days_every_place_is_looked_at_within_its_cycle_when_minutes_suffice(seed: int) -> None:
    for every, *days in simulate(seed, 60, ENOUGH).values():
        moments = [-1, *days, 60]
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert max(gaps) <= every + 1, (seed, every, days)


def test_without_enough_minutes_some_place_waits_longer() -> None:
    """The other half: the property is not empty."""
    late = [every for every, *days in simulate(1, 60, 12).values() if not days or days[0] > every]
    assert late
