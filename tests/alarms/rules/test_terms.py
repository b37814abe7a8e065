"""The evaluator of rules: by example, and by properties that hold for whatever is said."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.alarms.rules.terms import SECOND, BadRuleError, Change, Said, begin, check, due, run, try_out, wanted

PRESSURE = "pressure_kpa"
LOW = {"when": {"quantity": PRESSURE, "below": 140, "release": 150}, "for_s": 0}


def readings(*pairs: tuple[int, int], what: str = PRESSURE) -> list[Said]:
    return [Said(at * SECOND, what, value) for at, value in pairs]


def changes(rule: dict[str, Any], heard: list[Said], until: int | None = None) -> list[tuple[int, bool]]:
    check(rule)
    _memory, found = run(rule, begin(0), heard, None if until is None else until * SECOND)
    return [(one.at // SECOND, one.on) for one in found]


def test_a_threshold_has_two_edges() -> None:
    heard = readings((1, 160), (2, 139), (3, 145), (4, 149), (5, 150), (6, 145), (7, 139))
    assert changes(LOW, heard) == [(2, True), (5, False), (7, True)]


def test_above_is_the_mirror_of_below() -> None:
    hot = {"when": {"quantity": "t", "above": 65, "release": 60}, "for_s": 0}
    assert changes(hot, readings((1, 66), (2, 61), (3, 60), what="t")) == [(1, True), (3, False)]


def test_what_does_not_last_does_not_count_and_what_lasts_counts_at_its_moment() -> None:
    rule = {**LOW, "for_s": 600}
    assert changes(rule, readings((0, 100), (599, 160))) == []
    assert changes(rule, readings((0, 100), (700, 100))) == [(600, True)]
    assert changes(rule, readings((0, 100)), until=600) == [(600, True)]


def test_a_fall_is_counted_within_its_window() -> None:
    burst = {"when": {"falls": PRESSURE, "by": 50, "within_s": 60}, "for_s": 0}
    assert changes(burst, readings((0, 300), (30, 240)))[0] == (30, True)
    assert changes(burst, readings((0, 300), (200, 240))) == []


def test_silence_is_no_reading_of_any_kind() -> None:
    quiet = {"when": {"silent_s": 100}, "for_s": 0}
    assert changes(quiet, [], until=99) == []
    assert changes(quiet, readings((50, 1), what="anything"), until=149) == []
    assert changes(quiet, readings((50, 1), (200, 1), what="x")) == [(150, True), (200, False)]


def test_a_stuck_value_reports_and_never_moves() -> None:
    stuck = {"when": {"stuck": PRESSURE, "band": 1, "for_s": 100}, "for_s": 0}
    assert changes(stuck, readings((0, 300), (50, 301), (100, 300), (110, 305))) == [(100, True), (110, False)]
    assert changes(stuck, readings((0, 300), (50, 310), (100, 300))) == []


def test_a_missing_daily_rhythm_needs_a_whole_day_to_be_missed() -> None:
    flat = {"when": {"flat": PRESSURE, "least": 5, "within_s": 240}, "for_s": 0}
    still = readings(*((at, 300) for at in range(0, 250, 10)))
    assert changes(flat, still) == [(240, True)]
    assert changes(flat, readings(*((at, 300 + (at % 100) // 10) for at in range(0, 500, 10)))) == []


def test_a_door_open_for_days_is_a_state_with_a_duration() -> None:
    rule = {"when": {"state": "open"}, "for_s": 600}
    assert changes(rule, readings((0, 1), what="open"), until=10_000) == [(600, True)]
    assert changes(rule, readings((0, 1), (599, 0), what="open"), until=10_000) == []


def test_and_needs_both_or_needs_one() -> None:
    two = [{"quantity": "a", "below": 10, "release": 10}, {"state": "manual"}]
    heard = [Said(1 * SECOND, "a", 5), Said(2 * SECOND, "manual", 1), Said(3 * SECOND, "a", 20)]
    assert changes({"when": {"all": two}, "for_s": 0}, heard) == [(2, True), (3, False)]
    assert changes({"when": {"any": two}, "for_s": 0}, heard) == [(1, True)]


def test_what_it_reads_and_when_time_alone_changes_something() -> None:
    rule = {"when": {"any": [LOW["when"], {"silent_s": 100}]}, "for_s": 10}
    assert wanted(rule) == {PRESSURE, "*"}
    memory, _changes = run(rule, begin(0), readings((5, 300)))
    assert due(rule, memory) == 105 * SECOND


def test_trying_out_says_from_when_to_when() -> None:
    found = try_out(LOW, readings((1, 100), (5, 200), (9, 100)), 0, 20 * SECOND)
    assert [(one.since // SECOND, one.until and one.until // SECOND) for one in found] == [(1, 5), (9, None)]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"when": {}, "for_s": 0},
        {"when": LOW["when"], "for_s": -1},
        {"when": {"quantity": PRESSURE, "below": 140, "release": 130}, "for_s": 0},
        {"when": {"quantity": PRESSURE, "below": 140, "above": 3, "release": 150}, "for_s": 0},
        {"when": {"quantity": PRESSURE, "release": 150}, "for_s": 0},
        {"when": {"quantity": PRESSURE, "below": 1.5, "release": 150}, "for_s": 0},
        {"when": {"silent_s": 0}, "for_s": 0},
        {"when": {"all": []}, "for_s": 0},
        {"when": {"all": [{"all": [{"all": [{"all": [{"all": [{"silent_s": 1}]}]}]}]}]}, "for_s": 0},
        {"when": {"any": [{"silent_s": 1}] * 13}, "for_s": 0},
        {"when": {"eval": "x"}, "for_s": 0},
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(BadRuleError):
        check(rule)


RULES = st.sampled_from(
    [
        LOW,
        {**LOW, "for_s": 7},
        {"when": {"falls": PRESSURE, "by": 20, "within_s": 10}, "for_s": 0},
        {"when": {"silent_s": 9}, "for_s": 3},
        {"when": {"stuck": PRESSURE, "band": 1, "for_s": 8}, "for_s": 0},
        {"when": {"flat": PRESSURE, "least": 4, "within_s": 24}, "for_s": 0},
        {"when": {"all": [LOW["when"], {"any": [{"silent_s": 4}, {"state": "open"}]}]}, "for_s": 2},
    ]
)


def _rising(steps: list[tuple[int, str, int]]) -> list[Said]:
    at, found = 0, []
    for gap, what, value in steps:
        at += gap * SECOND
        found.append(Said(at, what, value % 2 if what == "open" else value))
    return found


STEP = st.tuples(st.integers(0, 12), st.sampled_from([PRESSURE, "open"]), st.integers(120, 170))
HEARD = st.lists(STEP, max_size=40).map(_rising)


@given(rule=RULES, heard=HEARD, cut=st.integers(0, 40))
@settings(deadline=None)
def test_reading_in_two_parts_is_reading_it_whole(rule: dict[str, Any], heard: list[Said], cut: int) -> None:
    whole_memory, whole = run(rule, begin(0), heard)
    memory, first = run(rule, begin(0), heard[:cut])
    memory, second = run(rule, memory, heard[cut:])
    assert first + second == whole
    assert memory == whole_memory


@given(rule=RULES, heard=HEARD, pauses=st.lists(st.integers(0, 5), max_size=40))
@settings(deadline=None)
def test_looking_at_the_clock_in_between_changes_nothing(
    rule: dict[str, Any], heard: list[Said], pauses: list[int]
) -> None:
    _memory, whole = run(rule, begin(0), heard, until=10**9)
    memory, found = begin(0), []
    for number, one in enumerate(heard):
        memory, some = run(rule, memory, [one])
        found += some
        following = heard[number + 1].at if number + 1 < len(heard) else one.at + 5 * SECOND
        pause = pauses[number] if number < len(pauses) else 0
        memory, some = run(rule, memory, [], until=min(following, one.at + pause * SECOND))
        found += some
    memory, some = run(rule, memory, [], until=10**9)
    assert found + some == whole


@given(rule=RULES, heard=HEARD)
@settings(deadline=None)
def test_it_begins_and_ends_in_turn_and_never_back_in_time(rule: dict[str, Any], heard: list[Said]) -> None:
    _memory, found = run(rule, begin(0), heard, until=10**9)
    assert [one.on for one in found] == [number % 2 == 0 for number in range(len(found))]
    assert [one.at for one in found] == sorted(one.at for one in found)


@given(values=st.lists(st.integers(140, 149), min_size=1, max_size=60), before=st.sampled_from([100, 200]))
def test_inside_the_band_nothing_ever_changes(values: list[int], before: int) -> None:
    heard = readings((0, before), *((at, value) for at, value in enumerate(values, start=1)))
    assert len(changes(LOW, heard)) == (1 if before == 100 else 0)


@given(gaps=st.lists(st.integers(1, 30), min_size=1, max_size=30), needed=st.integers(1, 60))
def test_no_alarm_comes_before_its_duration(gaps: list[int], needed: int) -> None:
    heard, at = [], 0
    for turn, gap in enumerate(gaps):
        heard.append(Said(at * SECOND, PRESSURE, 100 if turn % 2 == 0 else 200))
        at += gap
    _memory, found = run({**LOW, "for_s": needed}, begin(0), heard)
    lows = {one.at for one in heard if one.value == 100}
    for one in found:
        if one.on:
            assert one.at - needed * SECOND in lows
    assert all(isinstance(one, Change) for one in found)
