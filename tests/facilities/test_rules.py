"""Distances, gaps of a roster, turns, kit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.facilities import shipped
from anju.facilities.enums import Kind, Pattern
from anju.facilities.rules.ground import around, metres
from anju.facilities.rules.station import (
    KitLine,
    Strength,
    gaps,
    hours,
    is_check_due,
    rotation,
    shifts_of,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def after(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres_and_one_of_longitude_less() -> None:
    assert metres(1_186_000_000, 319_000_000, 1_186_000_000, 329_000_000) == 111_195
    assert metres(1_186_000_000, 319_000_000, 1_196_000_000, 319_000_000) == pytest.approx(94_400, abs=100)
    assert metres(1_186_000_000, 319_000_000, 1_186_000_000, 319_000_000) == 0


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(740_000_000, 1_340_000_000), st.integers(180_000_000, 530_000_000),
    st.integers(-200_000, 200_000), st.integers(-200_000, 200_000), st.integers(50, 20_000),
)  # fmt: skip
def test_a_box_holds_everything_within_its_metres(lon: int, lat: int, east: int, north: int, radius: int) -> None:
    box = around(lon, lat, radius)
    if metres(lon, lat, lon + east, lat + north) <= radius - 1:
        assert box.west <= lon + east <= box.east
        assert box.south <= lat + north <= box.north


def test_gaps_are_what_no_shift_covers_whatever_their_order() -> None:
    covered = [(after(6), after(8)), (after(-3), after(2)), (after(7), after(9)), (after(20), after(30))]
    assert gaps(covered, NOON, after(24)) == [(after(2), after(6)), (after(9), after(20))]
    assert gaps([], NOON, after(24)) == [(NOON, after(24))]
    assert gaps([(after(-1), after(25))], NOON, after(24)) == []
    assert gaps([(after(30), after(40))], NOON, after(24)) == [(NOON, after(24))]


@given(st.lists(st.tuples(st.integers(-10, 40), st.integers(1, 12)), max_size=12))
def test_an_hour_is_in_a_gap_or_in_a_shift_and_never_in_both(spans: list[tuple[int, int]]) -> None:
    covered = [(after(start), after(start + length)) for start, length in spans]
    free = gaps(covered, NOON, after(24))
    for hour in range(24):
        moment = after(hour + 0.5)
        held = any(begin <= moment < finish for begin, finish in covered)
        assert held is not any(begin <= moment < finish for begin, finish in free)


def test_a_begun_hour_counts_whole() -> None:
    assert hours([(after(0), after(1.5)), (after(3), after(3.25))]) == 2
    assert hours([]) == 0


def test_a_month_of_two_shifts_a_day_leaves_no_gap_and_everybody_takes_turns() -> None:
    turns = rotation([1, 2, 3, 4, 5], date(2026, 12, 1), date(2026, 12, 30), Pattern.TWO, 2)
    assert len(turns) == 30 * 2 * 2
    spans = [(turn.starts_at, turn.ends_at) for turn in turns]
    assert gaps(spans, turns[0].starts_at, turns[-1].ends_at) == []
    counts = [sum(turn.member == one for turn in turns) for one in range(1, 6)]
    assert max(counts) - min(counts) <= 1
    assert {turn.member for turn in turns[:2]}.isdisjoint({turn.member for turn in turns[2:4]})


@pytest.mark.parametrize(("pattern", "each"), [(Pattern.ONE, 24), (Pattern.TWO, 12), (Pattern.THREE, 8)])
def test_every_pattern_fills_the_day_from_eight_to_eight(pattern: str, each: int) -> None:
    spans = shifts_of(date(2026, 12, 1), date(2026, 12, 2), pattern)
    assert {finish - begin for begin, finish in spans} == {timedelta(hours=each)}
    assert spans[0][0].isoformat() == "2026-12-01T08:00:00+08:00"
    assert spans[-1][1].isoformat() == "2026-12-03T08:00:00+08:00"
    assert gaps(spans, spans[0][0], spans[-1][1]) == []


def test_nobody_takes_no_turns_and_three_at_once_of_two_are_two() -> None:
    with pytest.raises(ValueError, match="nobody"):
        rotation([], date(2026, 12, 1), date(2026, 12, 1), Pattern.ONE, 1)
    with pytest.raises(ValueError, match="2026-12-02"):
        rotation([1], date(2026, 12, 2), date(2026, 12, 1), Pattern.ONE, 1)
    assert len(rotation([1, 2], date(2026, 12, 1), date(2026, 12, 1), Pattern.ONE, 3)) == 2


def test_what_was_never_counted_is_missing_and_more_than_wanted_is_not_owed() -> None:
    assert [KitLine("hose", 8, None).missing, KitLine("hose", 8, 5).missing, KitLine("hose", 8, 9).missing] == [8, 3, 0]
    assert is_check_due(None, NOON)
    assert is_check_due(NOON - timedelta(days=32), NOON)
    assert not is_check_due(NOON - timedelta(days=30), NOON)


def test_a_station_wants_a_head_and_five_beside() -> None:
    assert Strength().lacks_head
    assert Strength(heads=1, members=3).short_by == 2
    assert Strength(heads=1, members=7).short_by == 0


def test_every_kind_the_code_names_is_known_and_own_codes_never_meet_the_catalogues() -> None:
    assert {str(kind) for kind in Kind} <= set(shipped.kinds())
    own = [kind for kind in shipped.kinds().values() if kind.code.startswith("A")]
    assert [kind.code for kind in own] == ["A01", "A02", "A03"]
    assert all(kind.basis and kind.certainty == "unconfirmed" for kind in own)
    assert len(shipped.kinds()) == 45


def test_kit_names_what_the_standard_calls_basic() -> None:
    basic = {code for code, item in shipped.kit().items() if item.must}
    assert basic == {"phone", "extinguisher", "nozzle", "hose", "protection"}


def test_a_search_finds_kinds_by_name_and_code() -> None:
    assert "A01" in shipped.called("竖管")
    assert shipped.called("f17") == {"F17"}
    assert shipped.called("没有这种") == frozenset()
