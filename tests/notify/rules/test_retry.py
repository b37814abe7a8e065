"""How often to try again, and how many a minute."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.notify import net
from anju.notify.rules import retry


def test_pauses_double() -> None:
    middle = [retry.pause(attempts, 0.5).total_seconds() for attempts in (1, 2, 3, 4)]
    assert middle == [30, 60, 120, 240]


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_is_between_three_and_five_quarters_of_its_middle(attempts: int, jitter: float) -> None:
    middle = min(retry.FIRST * (1 << min(attempts - 1, 20)), retry.LONGEST)
    assert middle * 0.75 <= retry.pause(attempts, jitter) <= middle * 1.25


def test_a_pause_follows_a_failure() -> None:
    with pytest.raises(ValueError):
        retry.pause(0, 0.5)


def test_ten_attempts_are_enough() -> None:
    assert not retry.exhausted(9)
    assert retry.exhausted(10)


def test_before_a_dead_letter_there_are_hours_of_trying() -> None:
    waited = sum((retry.pause(n, 0) for n in range(1, retry.ATTEMPTS)), timedelta())
    assert waited > timedelta(hours=3)


def test_a_lease_outlives_any_call() -> None:
    assert retry.LEASE.total_seconds() > net.TOTAL * 2


def test_the_window_slides() -> None:
    second = 1_000_000
    recent = [n * second for n in range(20)]
    assert retry.room(recent, 59 * second, 20) == (recent, False)
    assert retry.room(recent, 60 * second, 20) == (recent[1:], True)


@given(st.lists(st.integers(0, 300_000_000), max_size=80), st.integers(1, 30))
def test_no_minute_ever_holds_more_than_the_limit(wishes: list[int], limit: int) -> None:
    recent: list[int] = []
    sent: list[int] = []
    for now in sorted(wishes):
        recent, fits = retry.room(recent, now, limit)
        if fits:
            recent.append(now)
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + 60_000_000 for moment in sent) <= limit
