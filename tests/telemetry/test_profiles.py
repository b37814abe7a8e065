"""A model's profile is data: what it may say, and that what nobody can follow is refused with its place."""

from fractions import Fraction

import pytest

from anju.gateway.observed import Quantity, State
from anju.gateway.protocols.gbt26875.values import Split
from anju.telemetry.projecting import profiles
from anju.telemetry.projecting.profiles import BadProfileError, read


def test_an_empty_profile_is_the_standard_in_our_units() -> None:
    usual = read(" ")
    assert usual is profiles.USUAL
    assert usual.scales[4] == (Quantity.PRESSURE, Fraction(100_000))
    assert usual.scales[2] == (Quantity.LEVEL, Fraction(10))
    assert not usual.is_named


def test_a_profile_changes_steps_split_and_kinds_of_its_own() -> None:
    found = read(
        '{"dialect": "fb18", "split": "loop_point", "steps": {"4": "0.001"},'
        ' "analog": {"130": {"quantity": "residual_current_ma", "times": "1/10"}}}'
    )
    assert found.dialect.split is Split.LOOP_POINT
    assert found.scales[4] == (Quantity.PRESSURE, Fraction(1000))
    assert found.scales[130] == (Quantity.RESIDUAL_CURRENT, Fraction(100))


def test_values_get_names_points_and_words() -> None:
    found = read('{"base": "ipso", "values": {"A": {"state": "smoke", "on": ["Alarm"], "point": "1"}}}')
    rule = found.values["A"]
    assert (rule.state, rule.on, rule.point) == (State.SMOKE, frozenset({"alarm"}), "1")  # type: ignore[union-attr]
    assert "3303_0_5700" in found.values


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '{"dialog": 1}', '{"dialect": "klingon"}', '{"split": "x"}', '{"steps": {"200": "1"}}',
        '{"steps": {"4": "0"}}', '{"steps": {"4": "1/0"}}', '{"steps": {"x": "1"}}', '{"steps": []}', '{"base": "x"}',
        '{"analog": {"1": {"quantity": "luck"}}}', '{"values": {"a": {"state": "luck"}}}', '{"values": {"a": 1}}',
        '{"values": {"a": {"quantity": "co_ppm", "times": "x"}}}', "{" + " " * 20_001 + "}",
    ],
)  # fmt: skip
def test_what_nobody_can_follow_is_refused(text: str) -> None:
    with pytest.raises(BadProfileError):
        read(text)
    assert profiles.read_or_usual(text) is profiles.USUAL
