"""A month is what its behaviour says, and the same seed tells it again."""

from collections import Counter
from itertools import pairwise

import pytest

from anju.demo.walkers.album import Album
from anju.demo.walkers.behaviours import Behaviours, load
from anju.demo.walkers.ground import Ground
from anju.demo.walkers.month import Month, month
from anju.supervision.grid.rules.kinds import Look
from anju.supervision.grid.rules.looks import metres

OURS = load()


def told(name: str, ground: list[Ground], album: Album, seed: str) -> Month:
    how = next(how for how in (*OURS.honest, *OURS.faking) if how.name == name)
    return month(OURS, how, ground[0], album, f"{seed}/{name}")


@pytest.mark.parametrize("how", [*OURS.honest, *OURS.faking], ids=lambda how: how.name)
def test_the_same_seed_tells_the_same_month(how: object, ground: list[Ground], album: Album, seed: str) -> None:
    name = getattr(how, "name", "")
    one, again = told(name, ground, album, seed), told(name, ground, album, seed)
    assert one == again
    visits = one.evidence.visits
    assert len(visits) > 40
    assert [visit.seq for visit in visits] == list(range(len(visits)))
    assert all(visit.heard_at is None or visit.heard_at < visit.received_at for visit in visits)
    assert all(visit.place in one.evidence.places for visit in visits)


def test_an_honest_record_is_made_when_it_says(ground: list[Ground], album: Album, told_seed: str) -> None:
    for how in OURS.honest:
        held = month(OURS, how, ground[1], album, f"{told_seed}/{how.name}")
        for before, after in pairwise(held.evidence.visits):
            assert before.made_at <= after.made_at
            assert after.heard_at is None or after.heard_at <= after.made_at


def test_a_shared_phone_carries_two_members(ground: list[Ground], album: Album, told_seed: str) -> None:
    visits = told("shared phone", ground, album, told_seed).evidence.visits
    assert {visit.who for visit in visits} == {"a", "b"}
    assert {visit.device for visit in visits} == {"phone"}


def test_the_month_in_an_evening_is_sent_in_one_and_claims_many_days(
    ground: list[Ground], album: Album, told_seed: str
) -> None:
    visits = told("a month in an evening", ground, album, told_seed).evidence.visits
    received = Counter(visit.received_at.date() for visit in visits)
    late = [visit for visit in visits if visit.received_at.date() == max(received)]
    assert len(late) > len(visits) / 3
    assert len({visit.day for visit in late}) > 3


def test_the_office_lies_still_and_the_constant_is_constant(ground: list[Ground], album: Album, told_seed: str) -> None:
    desk = told("scanning in the office", ground, album, told_seed).evidence.visits
    near = [visit for visit in desk if visit.fix and visit.look is Look.SEEN
            and metres((visit.fix.lon_e7, visit.fix.lat_e7), ground[0].office) < 150]  # fmt: skip
    assert len(near) > len(desk) / 3
    steps = Counter(reading.steps for visit in told("constant 0.35 MPa", ground, album, told_seed).evidence.visits
                    for reading in visit.readings)  # fmt: skip
    assert steps.most_common(1)[0][0] == 35


def test_every_grid_with_buildings_is_walked(ground: list[Ground], behaviours: Behaviours) -> None:
    assert len(ground) == 8
    for one in ground:
        assert any(place.floors > 5 for place in one.places)
        assert all(metres(one.office, (place.lon_e7, place.lat_e7)) < 5000 for place in one.places)
    assert behaviours.honest
