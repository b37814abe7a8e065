"""Reading what a phone sent, and when it happened: pure rules."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anju.supervision.grid.enums import Clocked
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.records import SLACK, Claim

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EARLIEST = NOW - timedelta(days=30)
DEVICE = uuid.UUID(int=7)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
moments_sent = st.integers(86_400 * 366, 86_400 * 365 * 7000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""All that `rules.moment` lets through."""
fields = st.sampled_from(["seq", "key", "kind", "at", "uptime_ms", "place", "grid", "stop", "position", "data"])


@given(json_values | st.dictionaries(fields, json_values))
def test_anything_can_be_read_and_read_again_the_same(raw: Any) -> None:
    first, second = rules.read(raw, DEVICE), rules.read(raw, DEVICE)
    assert (first.key, first.text) == (second.key, second.text)
    first.text.encode()
    list(rules.named_in(rules.parts(first.text)))


@given(
    made=st.lists(st.integers(0, 600), min_size=1, max_size=8).map(sorted),
    skew=st.integers(-4000, 4000).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_a_constant_error_is_seen_through_where_the_phone_says_its_time(made: list[int], skew: timedelta) -> None:
    true = [NOW - timedelta(minutes=600 - minute) for minute in made]
    claims = [Claim(at + skew, None) for at in true]
    found = rules.moments(claims, sent=Claim(NOW + skew, None), received=NOW, earliest=EARLIEST)
    for (at, how), truth in zip(found, true, strict=True):
        assert abs(at - truth) <= SLACK
        assert (how == Clocked.CLAIMED) == (abs(skew) <= SLACK)


@given(
    claims=st.lists(
        st.builds(Claim, st.none() | moments_sent, st.none() | st.integers(0, 2**38 - 1)),
        max_size=6,
    ),
    sent=st.none() | st.builds(Claim, st.none() | moments_sent, st.none() | st.integers(0, 2**38 - 1)),
)
def test_nothing_happens_after_it_came_or_long_before_the_phone(claims: list[Claim], sent: Claim | None) -> None:
    found = rules.moments(claims, sent=sent, received=NOW, earliest=EARLIEST)
    assert len(found) == len(claims)
    assert all(EARLIEST - SLACK <= at <= NOW for at, _how in found)


def test_a_running_time_of_centuries_is_none() -> None:
    assert rules.read({"uptime_ms": 2**60}, DEVICE).uptime_ms is None


def test_running_time_tells_where_the_clock_says_nothing() -> None:
    found = rules.moments([Claim(None, 60_000)], sent=Claim(None, 360_000), received=NOW, earliest=EARLIEST)
    assert found == [(NOW - timedelta(minutes=5), Clocked.ESTIMATED)]


def test_without_the_phones_own_time_a_clock_ahead_is_given_away_by_its_last_record() -> None:
    ahead = timedelta(days=2)
    claims = [Claim(NOW + ahead - timedelta(minutes=30), None), Claim(NOW + ahead, None)]
    found = rules.moments(claims, sent=None, received=NOW, earliest=EARLIEST)
    assert [at for at, _how in found] == [NOW - timedelta(minutes=30), NOW]
