"""What a sample lets one say, and how often that is true."""

import secrets
from random import Random

import pytest

from anju.supervision.inspections.monthly.enums import Group, Half
from anju.supervision.inspections.monthly.rules import drawing
from anju.supervision.inspections.monthly.rules.estimating import (
    FEWEST,
    Look,
    Share,
    Verdict,
    against,
    equals_of,
    share,
)
from anju.supervision.inspections.monthly.rules.frame import Unit

DISTRICTS = 400


def looks(bad: int, of: int, *, weight: float = 1.0, street: str = "/cc/1/", group: str = "shed") -> list[Look]:
    return [Look(street, group, weight, number < bad) for number in range(of)]


def test_nobody_looked_nothing_is_said() -> None:
    assert share([]) is None


def test_equal_chances_give_the_plain_share() -> None:
    told = share(looks(5, 20))
    assert told is not None
    assert told.share == pytest.approx(0.25)
    assert (told.of, told.bad) == (20, 5)
    assert told.low < 0.25 < told.high


def test_each_look_counts_for_what_it_stands_for() -> None:
    told = share([*looks(10, 10, weight=1.0), *looks(0, 10, weight=9.0)])
    assert told is not None
    assert told.share == pytest.approx(0.1)
    assert told.effective < 20


def test_none_bad_is_not_certainly_none() -> None:
    told = share(looks(0, 20))
    assert told is not None
    assert (told.share, told.low) == (0.0, 0.0)
    assert 0.1 < told.high < 0.25


def test_few_looks_are_compared_with_nothing() -> None:
    few, many = share(looks(FEWEST - 1, FEWEST - 1)), share(looks(0, 100))
    assert against(few, many) is Verdict.FEW
    assert against(many, few) is Verdict.FEW
    assert against(None, many) is Verdict.FEW
    assert against(many, None) is Verdict.FEW


def test_a_difference_is_said_only_beyond_the_uncertainty_of_both() -> None:
    assert against(share(looks(40, 60)), share(looks(6, 60))) is Verdict.HIGHER
    assert against(share(looks(6, 60)), share(looks(40, 60))) is Verdict.LOWER
    assert against(share(looks(20, 60)), share(looks(16, 60))) is Verdict.SAME
    assert against(share(looks(8, 20)), share(looks(2, 10))) is Verdict.SAME  # a few equals prove nothing


def test_equals_are_the_others_in_my_own_mixture() -> None:
    mine = [*looks(0, 30, group="shed"), *looks(0, 10, group="other")]
    others = [*looks(8, 10, group="shed"), *looks(0, 90, group="other")]
    like, equals = equals_of(mine, others)
    told = share(equals)
    assert like == mine
    assert told is not None
    assert told.share == pytest.approx(0.75 * 0.8)
    assert told.effective < 20  # ten sheds carry three quarters of it


def test_only_what_has_equals_is_compared() -> None:
    mine = [*looks(2, 20, group="shed"), *looks(5, 5, group="other")]
    like, equals = equals_of(mine, [*looks(1, 4, group="shed"), *looks(1, 4, group="old")])
    assert {look.group for look in like} == {look.group for look in equals} == {"shed"}
    assert equals_of(mine, []) == ([], [])
    assert equals_of([], looks(1, 4)) == ([], [])


def district(rng: Random) -> tuple[list[Unit], dict[tuple[str, int], bool]]:
    """Streets of all sizes, groups of all kinds, weights that follow what is bad, or follow nothing."""
    units, bad = [], {}
    follows = rng.random()
    chance = {group: rng.uniform(0.05, 0.6) for group in Group}
    for street in range(1, rng.randint(6, 14)):
        worse = rng.uniform(0.6, 1.5)
        for number in range(rng.randint(20, 250)):
            unit_bad = rng.random() < min(0.9, worse * chance[group := rng.choice(list(Group))])
            told = unit_bad if rng.random() < follows else rng.random() < 0.3
            unit = Unit(1000 * street + number, Half.PLACE, f"/cc/{street}/", group, rng.randint(2, 8) + 8 * told)
            units.append(unit)
            bad[unit.key] = unit_bad
    return units, bad


def test_the_interval_covers_the_truth_in_most_simulated_districts() -> None:
    seed = secrets.token_hex(8)
    print(f"seed {seed}")  # shown where the test fails, so that it can be run again
    rng = Random(seed)
    whole = street = streets = 0
    for number in range(DISTRICTS):
        units, bad = district(rng)
        drawn = drawing.draw(units, f"{seed}/{number}", sizes={Half.PLACE: 120}, least=3).sample
        made = [Look(one.unit.street, one.unit.group, 1e6 / one.chance_e6, bad[one.unit.key]) for one in drawn]
        whole += covers(share(made), [bad[one.key] for one in units])
        largest = max({one.stratum for one in made}, key=lambda path: sum(one.stratum == path for one in made))
        mine = share([one for one in made if one.stratum == largest])
        if mine is not None and not mine.few:
            streets += 1
            street += covers(mine, [bad[one.key] for one in units if one.street == largest])
    assert streets > 300
    print(f"district {whole / DISTRICTS:.3f}, street {street / streets:.3f}")
    assert whole / DISTRICTS >= 0.90
    assert street / streets >= 0.90


def covers(told: Share | None, truth: list[bool]) -> bool:
    return told is not None and told.low <= sum(truth) / len(truth) <= told.high
