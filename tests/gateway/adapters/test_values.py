"""Named values are read by a profile; what it does not know is kept under its own name."""

from decimal import Decimal
from fractions import Fraction

import pytest

from anju.gateway.adapters.telling import Telling
from anju.gateway.adapters.values import CANONICAL, Measure, Profile, Switch, leaves, what_of
from anju.gateway.observed import (
    LONGEST_NAME,
    LONGEST_TEXT,
    UNCLAIMED,
    DeviceKey,
    Flag,
    Other,
    Quantity,
    Reading,
    Scheme,
    State,
    What,
)

SMOKE: Profile = {
    "TData": Measure(Quantity.TEMPERATURE),
    "vbat": Measure(Quantity.BATTERY_VOLTAGE, Fraction(1, 1000)),
    "t2": Measure(Quantity.TEMPERATURE, point="2"),
    "Alarm_Status": Switch(State.SMOKE, on=frozenset({"2", "3"}), off=frozenset({"1"})),
}


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("TData", 30, Reading(Quantity.TEMPERATURE, 30_000)),
        ("TData", Decimal("-0.5"), Reading(Quantity.TEMPERATURE, -500)),
        ("TData", " 21.50 ", Reading(Quantity.TEMPERATURE, 21_500)),
        ("TData", "warm", Other("TData", "warm")),
        ("TData", "1e5", Other("TData", "1e5")),
        ("TData", "١٢", Other("TData", "١٢")),
        ("TData", True, Other("TData", "true")),
        ("TData", None, Other("TData", "")),
        ("TData", 10**20, Other("TData", str(10**20))),
        ("TData", [], Other("TData", "[]")),
        ("vbat", 3612, Reading(Quantity.BATTERY_VOLTAGE, 3612)),
        ("Alarm_Status", 2, Flag(State.SMOKE, on=True)),
        ("Alarm_Status", "1", Flag(State.SMOKE, on=False)),
        ("Alarm_Status", 9, Other("Alarm_Status", "9")),
        ("AlarmLevel", 100, Other("AlarmLevel", "100")),
    ],
)
def test_a_value_by_its_profile(name: str, value: object, what: What) -> None:
    assert what_of(name, value, SMOKE)[0] == what


@pytest.mark.parametrize(
    ("value", "on"), [(True, True), (1, True), ("ON", True), ("true", True), (False, False), (0, False), ("off", False)]
)
def test_our_own_names_need_no_profile(value: object, on: bool) -> None:
    assert what_of("fire", value, CANONICAL) == (Flag(State.FIRE, on), None)
    assert what_of("pressure_kpa", 312, CANONICAL) == (Reading(Quantity.PRESSURE, 312_000), None)


def test_a_state_is_never_guessed() -> None:
    """Neither 2 nor "alarm" is taken for yes or no."""
    for value in (2, -1, "alarm", "", None, [], Decimal("0.5")):
        assert isinstance(what_of("fire", value, CANONICAL)[0], Other)


def test_a_profile_may_name_a_point() -> None:
    assert what_of("t2", 5, SMOKE) == (Reading(Quantity.TEMPERATURE, 5000), "2")


def test_values_inside_of_values_are_named_by_their_way() -> None:
    values = {"a": {"b": [1, {"c": 2}], "d": {}}, "e": []}
    assert list(leaves(values)) == [("a.b.0", 1), ("a.b.1.c", 2), ("a.d", {}), ("e", [])]


def test_what_a_table_cannot_hold_is_cut_or_replaced_the_raw_message_has_it_all() -> None:
    telling = Telling(DeviceKey(Scheme.PLAIN, "a"), UNCLAIMED, "r", None)
    telling.tell_values({"no\0te" + "n" * 300: "x\0" + "x" * LONGEST_TEXT}, CANONICAL, "p" * 300)
    (one,) = telling.all()
    assert one.what == Other(("no\ufffdte" + "n" * 300)[:LONGEST_NAME], ("x\ufffd" + "x" * LONGEST_TEXT)[:LONGEST_TEXT])
    assert one.point == "p" * LONGEST_NAME
