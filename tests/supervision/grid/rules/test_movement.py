"""Speed, stairs, intervals and positions: what is asked, and what honest work never is."""

from datetime import timedelta
from random import Random

import pytest

from anju.supervision.grid.rules.kinds import Look, SignKind
from anju.supervision.grid.rules.looks import METRES_PER_E7, Fix, Visit
from anju.supervision.grid.rules.movement import elsewhere, hurried, impossible_floors, regular
from tests.supervision.grid.rules.made import LAT, LON, at_place, days_later, kinds, row, visit

ROW = row()


def test_twelve_places_in_a_minute_are_asked_about_once() -> None:
    burst = [visit(i, i * 5) for i in range(12)]
    [sign] = hurried(burst, ROW)
    assert sign.kind is SignKind.SPEED
    assert len(sign.visits) == 12
    assert sign.strength > 0.9
    assert sign.said["seconds"] == 55
    assert int(sign.said["needed"]) > 200


@pytest.mark.parametrize("gap", [70, 45, 35])
def test_a_brisk_walk_is_not(gap: int) -> None:
    assert kinds(hurried([visit(i, i * gap) for i in range(12)], ROW)) == []


def test_neither_is_a_courtyard_ticked_off_at_its_gate() -> None:
    walked = [visit(i, i * 90) for i in range(8)] + [visit(8 + i, 8 * 90 + i * 2) for i in range(5)]
    assert kinds(hurried(walked, ROW)) == []


def test_what_is_told_as_entered_later_claims_no_time() -> None:
    assert kinds(hurried([visit(i, i * 5, later=True) for i in range(12)], ROW)) == []


def test_no_entry_and_no_time_have_no_consequence_wherever_they_are_said() -> None:
    for look in (Look.NO_ENTRY, Look.NO_TIME):
        burst = [visit(i, i * 2, look=look, fix=at_place(0)) for i in range(12)]
        later = [days_later(one, 1) for one in burst]
        assert kinds(hurried(burst, ROW)) == []
        assert kinds(elsewhere([*burst, *later], ROW)) == []


def test_the_burst_is_found_inside_an_honest_day_and_nothing_else_of_it_is() -> None:
    day = [visit(i, i * 120) for i in range(4)] + [visit(4 + i, 8000 + i * 5) for i in range(10)]
    day += [visit(14 + i, 12000 + i * 200) for i in range(5)]
    [sign] = hurried(day, ROW)
    assert set(sign.visits) == {f"v{i:03}" for i in range(4, 14)}


def test_a_batch_sent_days_later_is_judged_by_when_it_was_made() -> None:
    walked = [visit(i, i * 90) for i in range(12)]
    at_once = [visit(i, i * 90, received_at=walked[-1].device_at + timedelta(days=5)) for i in range(12)]
    assert kinds(hurried(at_once, ROW)) == []


def test_a_clock_two_days_wrong_moves_the_records_together() -> None:
    skew = timedelta(days=-2)
    walked = [visit(i, i * 90 - 2 * 86400, skew=skew) for i in range(12)]
    assert kinds(hurried(walked, ROW)) == []
    assert walked[0].made_at == visit(0).device_at


def test_two_members_with_one_phone_are_two() -> None:
    shared = [visit(i, i * 100, who="ab"[i % 2], place=f"p{(i // 2) if i % 2 else 19 - i // 2}") for i in range(20)]
    assert kinds(hurried(shared, ROW)) == []


def stairs(order: list[int], gap: float) -> list[Visit]:
    return [visit(i, i * gap, place="p3", unit="1", floor=floor) for i, floor in enumerate(order)]


@pytest.mark.parametrize("gap", [8, 12, 25])
@pytest.mark.parametrize("lift", [True, False])
def test_walking_a_stairwell_down_is_honest_at_any_hour(gap: float, lift: bool) -> None:
    down = list(range(18, 0, -1))
    night = [days_later(one, 0) for one in stairs(down, gap)]
    assert kinds(hurried(night, row(lift=lift))) == []


def test_floors_in_an_order_that_takes_longer_are_asked_about() -> None:
    order = [18, 1, 17, 2, 16, 3, 15, 4, 14, 5, 13, 6]
    [sign] = hurried(stairs(order, 5), row(lift=False))
    assert sign.kind is SignKind.FLOORS
    assert kinds(hurried(stairs(order, 90), row(lift=False))) == []


def test_stairs_count_as_distance_between_buildings() -> None:
    tops = [visit(i, i * 45, floor=18) for i in range(8)]
    assert kinds(hurried(tops, row(lift=False))) == [SignKind.SPEED]
    assert kinds(hurried([visit(i, i * 45, floor=1) for i in range(8)], row(lift=False))) == []


def test_a_floor_that_is_not_there() -> None:
    slip = [visit(0, floor=19)]
    [sign] = impossible_floors(slip, ROW)
    assert sign.strength < 0.5
    [sign] = impossible_floors([visit(i, i * 300, floor=25) for i in range(3)], ROW)
    assert sign.strength > 0.5
    assert kinds(impossible_floors([visit(0, floor=-2), visit(1, floor=18)], ROW)) == []
    assert kinds(impossible_floors([visit(0, floor=40)], row(floors=0))) == []


def test_every_five_minutes_to_the_second_is_asked_about() -> None:
    rng = Random(3)
    [sign] = regular([visit(i, i * 300 + rng.uniform(-4, 4)) for i in range(14)])
    assert sign.kind is SignKind.INTERVALS
    assert sign.said["seconds"] in range(292, 309)


def test_walks_and_stairwells_are_not_regular() -> None:
    rng = Random(5)
    for day in range(300):
        at, walked = 0.0, []
        for i in range(14):
            walked.append(visit(i, at))
            at += 120 * rng.lognormvariate(0, 0.25)
        assert kinds(regular([days_later(one, day) for one in walked])) == []
    assert kinds(regular(stairs(list(range(18, 0, -1)), 12))) == []


def desk(day: int, fix: Fix) -> list[Visit]:
    return [days_later(visit(day * 20 + i, i * 150, place=f"p{i}", fix=fix), day) for i in range(8)]


def test_a_phone_that_lies_on_a_desk_is_asked_about_from_the_second_day() -> None:
    [first] = elsewhere(desk(0, at_place(3)), ROW)
    assert first.strength < 0.5
    [sign] = elsewhere([*desk(0, at_place(3)), *desk(1, at_place(3))], ROW)
    assert sign.strength > 0.5
    assert sign.said["days"] == 2


def test_a_phone_that_is_somewhere_else_and_moves_is_too() -> None:
    away = [days_later(visit(d * 20 + i, i * 150, place=f"p{i}", fix=at_place(60 + 7 * i)), d)
            for d in range(2) for i in range(8)]  # fmt: skip
    assert kinds(elsewhere(away, ROW)) == [SignKind.ELSEWHERE]


def follow(off: float, noise: float, *, lost: float = 0.0, accuracy: float = 15, seed: int = 1) -> list[Visit]:
    rng, told = Random(seed), []
    for day in range(15):
        for i in range(10):
            by = off + rng.gauss(0, noise) + (rng.choice((-1, 1)) * 1500 if rng.random() < lost else 0)
            fix = at_place(i, off=by, accuracy=accuracy)
            told.append(days_later(visit(day * 20 + i, i * 150, place=f"p{i}", fix=fix), day))
    return told


def test_another_datum_bad_noise_and_lost_positions_still_follow_the_walk() -> None:
    assert kinds(elsewhere(follow(560, 20), ROW)) == []
    assert kinds(elsewhere(follow(0, 150), ROW)) == []
    assert kinds(elsewhere(follow(0, 40, lost=0.25), ROW)) == []


def test_cell_towers_old_positions_and_simulated_ones_say_nothing() -> None:
    for fix in (at_place(3, accuracy=1200), at_place(3, age=900), at_place(3, mocked=True)):
        assert kinds(elsewhere([*desk(0, fix), *desk(1, fix)], ROW)) == []


def test_places_that_a_phone_cannot_tell_apart_say_nothing() -> None:
    near = row()
    close = {key: type(place)(place.id, LON, LAT + i * round(10 / METRES_PER_E7), place.building)
             for i, (key, place) in enumerate(near.items())}  # fmt: skip
    assert kinds(elsewhere([*desk(0, at_place(0)), *desk(1, at_place(0))], close)) == []
