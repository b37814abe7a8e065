"""Readings: the constant, the copied and the counted, beside gauges that are honestly alike."""

from random import Random

import pytest

from anju.supervision.grid.rules.gauges import gauge_signs
from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Reading, Visit
from tests.supervision.grid.rules.made import kinds, read, visit


def test_nought_point_three_five_at_every_gauge_is_asked_about() -> None:
    [sign] = gauge_signs([read(i, 35, i * 600) for i in range(14)])
    assert sign.kind is SignKind.SAME_READING
    assert sign.said["steps"] == 35


def test_one_gauge_that_always_reads_the_same_is_honest() -> None:
    assert kinds(gauge_signs([read(i, 35, i * 600, spot="p1") for i in range(40)])) == []


def test_risers_without_water_read_nought_everywhere() -> None:
    assert kinds(gauge_signs([read(i, 0, i * 600) for i in range(40)])) == []


def test_few_readings_say_nothing() -> None:
    assert kinds(gauge_signs([read(i, 35, i * 600) for i in range(8)])) == []


def test_the_same_where_others_read_otherwise_needs_fewer() -> None:
    others = {f"p{i}": 42 for i in range(20)}
    assert kinds(gauge_signs([read(i, 35, i * 600) for i in range(8)], others)) == [SignKind.SAME_READING]
    assert kinds(gauge_signs([read(i, 35, i * 600) for i in range(8)], dict.fromkeys(others, 35))) == []


def test_a_pump_that_was_set_lower_moves_gauges_but_not_to_one_figure() -> None:
    rng, others, asked = Random(2), {f"p{i}": 42 for i in range(20)}, 0
    for _ in range(300):
        means = [rng.gauss(31, 1.5) for _ in range(20)]
        lowered = [read(i, round(rng.gauss(means[i % 20], 1.2)), i * 600) for i in range(24)]
        asked += bool(kinds(gauge_signs(lowered, others)))
    assert asked <= 6  # 2 %


@pytest.mark.parametrize(
    ("spread", "swing", "scale"), [(5.0, 1.2, 1), (1.6, 1.2, 2), (3.0, 0.8, 2), (8.0, 1.5, 5), (9.0, 1.5, 1)]
)
@pytest.mark.parametrize("known", [True, False])
def test_honest_gauges_are_hardly_ever_asked_about(spread: float, swing: float, scale: int, known: bool) -> None:
    rng, asked = Random(7), 0
    for _ in range(300):
        means = [rng.gauss(40, spread) for _ in range(20)]
        others = {f"p{i}": round(mean) for i, mean in enumerate(means)} if known else {}
        months = [read(i, round(rng.gauss(means[i % 20], swing) / scale) * scale, i * 600) for i in range(40)]
        asked += bool(kinds(gauge_signs(months, others)))
    assert asked <= 6  # 2 %


def test_last_times_readings_written_down_again() -> None:
    rng = Random(1)
    means = [rng.randrange(30, 50) for _ in range(10)]
    again = [read(i, means[i % 10], i * 600, spot=f"p{i % 10}") for i in range(30)]
    assert SignKind.COPIED_READING in kinds(gauge_signs(again))


def test_counted_up_and_to_and_fro() -> None:
    assert SignKind.PATTERN_READING in kinds(gauge_signs([read(i, 30 + i, i * 600) for i in range(20)]))
    assert SignKind.PATTERN_READING in kinds(gauge_signs([read(i, 35 + i % 2, i * 600) for i in range(20)]))


def weighed(steps: list[int]) -> list[Visit]:
    return [visit(i, i * 600, readings=(Reading("flow_l_min", step, f"g{i}"),)) for i, step in enumerate(steps)]


def test_last_digits_that_people_invent_and_those_they_round_to() -> None:
    rng = Random(4)
    true = [rng.randrange(200, 400) for _ in range(200)]
    invented = [step // 10 * 10 + rng.choices(range(10), [2, 4, 6, 30, 6, 8, 6, 30, 6, 4])[0] for step in true]
    assert kinds(gauge_signs(weighed(invented))) == [SignKind.DIGITS]
    for honest in (true, [step // 5 * 5 for step in true], [step // 2 * 2 for step in true]):
        assert kinds(gauge_signs(weighed(honest))) == []
