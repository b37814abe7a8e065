"""When rooms are drawn, and what two answers make."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from anju.alarms.presence import rules
from anju.alarms.presence.enums import Outcome, Said
from anju.kernel.clock import DISTRICT_TIME

NOVEMBER = date(2026, 11, 1)


def draw(seed: str = "s", room: int = 1, monthly: int = 4, nightly: int = 1, month: date = NOVEMBER) -> list[float]:
    found = rules.drawn(seed, room, month, monthly, nightly, DISTRICT_TIME)
    return [one.timestamp() for one in found]


@pytest.mark.parametrize(
    ("pressed", "typed", "outcome"),
    [
        (Said.GIVEN, Said.GIVEN, Outcome.PRESENT),
        (Said.GIVEN, Said.MISSING, Outcome.ONE),
        (Said.MISSING, Said.GIVEN, Outcome.ONE),
        (Said.MISSING, Said.MISSING, Outcome.NOBODY),
        (Said.OUT, Said.MISSING, Outcome.UNJUDGED),
        (Said.MISSING, Said.OUT, Outcome.UNJUDGED),
        (Said.GIVEN, Said.OUT, Outcome.UNJUDGED),
        (Said.OUT, Said.OUT, Outcome.UNJUDGED),
        (Said.WAITING, Said.GIVEN, Outcome.WAITING),
        (Said.OUT, Said.WAITING, Outcome.WAITING),
    ],
)
def test_what_is_out_is_nobody_s_fault(pressed: Said, typed: Said, outcome: Outcome) -> None:
    assert rules.judged(pressed, typed) is outcome


def test_a_month_drawn_again_is_the_same_and_another_seed_or_room_is_not() -> None:
    rules.drawn.cache_clear()
    first = draw()
    rules.drawn.cache_clear()
    assert draw() == first
    assert draw(seed="t") != first
    assert draw(room=2) != first


def test_all_moments_lie_in_their_month_in_order_and_one_a_day() -> None:
    for room in range(60):
        found = rules.drawn("s", room, NOVEMBER, 6, 2, DISTRICT_TIME)
        days = [one.date() for one in found]
        assert len(set(days)) == len(days)
        assert all(day.month == 11 for day in days)
        assert all(one < other for one, other in pairwise(found))


def test_so_many_come_on_average_and_never_twice_as_many() -> None:
    numbers = [len(draw(room=room)) for room in range(2000)]
    assert 3.8 < sum(numbers) / len(numbers) < 4.2
    assert max(numbers) <= rules.MOST_TIMES * 4
    assert draw(monthly=0) == []


def test_some_come_at_night_and_no_more_than_allowed() -> None:
    for most in (0, 1, 2):
        nights = [
            sum(
                rules.is_night(one.hour * 3600 + one.minute * 60 + one.second)
                for one in rules.drawn("s", room, NOVEMBER, 8, most, DISTRICT_TIME)
            )
            for room in range(300)
        ]
        assert max(nights) == most
    assert not rules.is_night(12 * 3600)
    assert rules.is_night(0)
    assert rules.is_night(23 * 3600)


def test_a_check_says_nothing_of_the_next_one() -> None:
    """After a day with a check the next day has one as often as after a day without."""
    after: dict[bool, list[bool]] = {True: [], False: []}
    for room in range(3000):
        days = {one.day for one in rules.drawn("s", room, NOVEMBER, 4, 4, DISTRICT_TIME)}
        if len(days) >= rules.MOST_TIMES * 4:
            continue
        for day in range(1, 25):
            after[day in days].append(day + 1 in days)
    shares = {was: sum(some) / len(some) for was, some in after.items()}
    assert abs(shares[True] - shares[False]) < 0.02


def test_whoever_calls_by_hand_has_time_to_dial() -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 23, tzinfo=UTC)
    by_voice, by_hand = (rules.code_due(at, 3, by_hand=hand) for hand in (False, True))
    assert by_hand - by_voice == rules.DIAL
    assert rules.button_due(at, 5) == at + timedelta(minutes=5) + rules.GRACE
