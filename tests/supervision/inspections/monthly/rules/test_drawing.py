"""The draw: repeatable, without replacement, with the chances it says."""

import hashlib
from collections import Counter

import pytest

from anju.places.enums import PlaceKind
from anju.supervision.inspections.monthly.enums import Group, Half
from anju.supervision.inspections.monthly.rules import drawing
from anju.supervision.inspections.monthly.rules.frame import HEAVIEST, Unit, group_of, weight_of

SIZES = {Half.PLACE: 40, Half.CLOSED: 20}


def frame(streets: int = 4, each: int = 60) -> list[Unit]:
    return [
        Unit(1000 * street + number, half, f"/cc/{street}/", list(Group)[number % 8], 2 + (number * street) % 17)
        for street in range(1, streets + 1)
        for half in Half
        for number in range(each)
    ]


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_frame_comes() -> None:
    units = frame()
    assert drawing.draw(units, "s", sizes=SIZES) == drawing.draw(list(reversed(units)), "s", sizes=SIZES)
    assert drawing.draw(units, "s", sizes=SIZES) != drawing.draw(units, "t", sizes=SIZES)


def test_nothing_is_drawn_twice_and_no_reserve_is_in_the_sample() -> None:
    found = drawing.draw(frame(), "s", sizes=SIZES)
    keys = [one.unit.key for one in (*found.sample, *found.reserves)]
    assert len(keys) == len(set(keys))


def test_every_street_has_its_least_and_the_sizes_add_up() -> None:
    found = drawing.draw(frame(), "s", sizes=SIZES, least=3)
    count = Counter((one.unit.half, one.unit.street) for one in found.sample)
    assert min(count.values()) >= 3
    assert Counter(one.unit.half for one in found.sample) == SIZES


def test_a_street_with_less_than_the_least_gives_all_it_has() -> None:
    units = [*frame(2), Unit(1, Half.PLACE, "/cc/9/", Group.SHED, 2)]
    found = drawing.draw(units, "s", sizes={Half.PLACE: 5}, least=3)
    mine = [one for one in found.sample if one.unit.street == "/cc/9/"]
    assert [(one.unit.ref, one.chance_e6) for one in mine] == [(1, 1_000_000)]


def test_reserves_are_of_the_groups_that_were_drawn_and_numbered_in_order() -> None:
    found = drawing.draw(frame(), "s", sizes=SIZES)
    drawn = Counter((one.unit.half, one.unit.street, one.unit.group) for one in found.sample)
    spare = Counter((one.unit.half, one.unit.street, one.unit.group) for one in found.reserves)
    assert all(spare[key] <= drawn[key] for key in spare)
    orders = [one.order for one in found.reserves if (one.unit.half, one.unit.street) == (Half.PLACE, "/cc/1/")]
    assert orders == list(range(1, len(orders) + 1))


def test_chances_add_up_to_the_number_wanted_and_none_is_above_one() -> None:
    chances = drawing.chances_of([1, 1, 1, 97], 2)
    assert sum(chances) == 2
    assert chances[3] == 1
    assert chances[0] == chances[1] == chances[2]


def test_units_come_as_often_as_their_chance_says() -> None:
    units = [Unit(number, Half.PLACE, "/cc/1/", list(Group)[number % 3], 1 + number % 5) for number in range(30)]
    chance = {one.ref: 0.0 for one in units}
    times = 3000
    for seed in range(times):
        for one in drawing.draw(units, str(seed), sizes={Half.PLACE: 6}).sample:
            chance[one.unit.ref] += 1 / times
    told = {one.unit.ref: one.chance_e6 / 1e6 for one in drawing.draw(units, "x", sizes={Half.PLACE: 30}).sample}
    whole = sum(one.weight for one in units)
    assert set(told.values()) == {1.0}
    worst = max(abs(chance[one.ref] - 6 * one.weight / whole) for one in units)
    assert worst < 0.04  # four standard errors of a share of 3,000


def test_the_told_chance_is_the_weight_s_share_of_its_street() -> None:
    units = [Unit(number, Half.PLACE, "/cc/1/", Group.SHED, 1 + number % 5) for number in range(50)]
    for one in drawing.draw(units, "s", sizes={Half.PLACE: 6}).sample:
        assert one.chance_e6 == pytest.approx(6e6 * one.unit.weight / 150, abs=1)


@pytest.mark.parametrize("least", [0, 2, 5])
def test_the_allotment_takes_no_more_than_there_are_and_uses_all_it_may(least: int) -> None:
    counts = {"/cc/1/": 2, "/cc/2/": 100, "/cc/3/": 7}
    weights = {"/cc/1/": 90, "/cc/2/": 300, "/cc/3/": 9}
    given = drawing.allocate(weights, counts, 20, least)
    assert sum(given.values()) == 20
    assert all(given[street] <= counts[street] for street in given)
    assert drawing.allocate(weights, counts, 1000, least) == counts


def test_the_commitment_is_a_hash_that_tells_the_seed_apart() -> None:
    assert drawing.commitment("s") == hashlib.sha256(b"anju-monthly/s").hexdigest()
    assert drawing.commitment("s") != drawing.commitment("S")


@pytest.mark.parametrize(
    ("kind", "year", "managed", "group"),
    [
        (PlaceKind.BUILDING, 1999, True, Group.OLD_MANAGED),
        (PlaceKind.BUILDING, 2000, True, Group.NEW_MANAGED),
        (PlaceKind.BUILDING, 1985, False, Group.OLD_ALONE),
        (PlaceKind.BUILDING, 2019, False, Group.NEW_ALONE),
        (PlaceKind.BUILDING, None, True, Group.UNDATED_MANAGED),
        (PlaceKind.BUILDING, None, False, Group.UNDATED_ALONE),
        (PlaceKind.SHED, 1990, True, Group.SHED),
        (PlaceKind.BASEMENT, None, False, Group.SHED),
        (PlaceKind.SHOP, 2010, True, Group.OTHER),
    ],
)
def test_a_place_is_compared_with_its_like(kind: PlaceKind, year: int | None, managed: bool, group: Group) -> None:
    assert group_of(kind, year, managed=managed) is group


def test_doubt_risk_and_never_seen_add_up_and_end_somewhere() -> None:
    plain, doubted = weight_of(), weight_of(1.0)
    assert plain < weight_of(risks=1) < weight_of(risks=2) == weight_of(risks=9)
    assert plain < weight_of(never_seen=True) < doubted
    assert weight_of(7.0, risks=9, never_seen=True) == HEAVIEST
