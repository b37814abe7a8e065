"""What was heard lately, who may connect, and which frames go first."""

from ipaddress import ip_network

import pytest

from anju.gateway.limits import Limits, Places
from anju.gateway.protocols.gbt26875 import (
    DIALECTS,
    Dialect,
    Frame,
    Meaning,
    TimeLabel,
    confirmations,
    is_plain_upload,
    react,
)
from anju.gateway.protocols.gbt26875.exchanges import LONGEST_BEAT
from anju.gateway.recent import Recent
from anju.gateway.server import speaks_of_fire
from tests.gateway.devices import beat, report
from tests.gateway.protocols.gbt26875 import made


def test_what_was_heard_within_the_window_is_not_new() -> None:
    recent = Recent(window=10)
    assert recent.is_new("a", 100)
    assert not recent.is_new("a", 105)
    assert not recent.is_new("a", 109)
    assert recent.is_new("b", 112)
    assert not recent.is_new("a", 115)  # between one and two windows
    assert recent.is_new("a", 140)


def test_after_a_long_pause_everything_is_new() -> None:
    recent = Recent(window=10)
    assert recent.is_new("a", 100)
    assert recent.is_new("a", 1000)


def test_a_flood_of_new_frames_forgets_the_oldest_and_keeps_within_its_bounds() -> None:
    recent = Recent(window=1000, most=10)
    assert all(recent.is_new(number, 5) for number in range(100))
    assert not recent.is_new(99, 5)
    assert recent.is_new(0, 5)


@pytest.mark.parametrize(
    ("address", "allowed", "lets_in"),
    [
        ("10.8.3.4", ("10.8.0.0/16",), True),
        ("10.9.3.4", ("10.8.0.0/16",), False),
        ("fd00::5", ("10.8.0.0/16", "fd00::/8"), True),
        ("", ("10.8.0.0/16",), False),
        ("10.9.3.4", (), True),
    ],
)
def test_who_may_connect(address: str, allowed: tuple[str, ...], lets_in: bool) -> None:
    assert Limits(allowed=tuple(map(ip_network, allowed))).lets_in(address) is lets_in


def test_places_are_counted_by_address_and_in_all() -> None:
    places = Places(Limits(connections=3, per_address=2))
    assert [places.take(who) for who in ("a", "a", "a", "b", "c")] == [True, True, False, True, False]
    places.give("a")
    assert places.take("c")
    for who in ("a", "b", "c"):
        places.give(who)
    assert (places.open, places.by_address) == (0, {})


def test_a_fire_is_seen_in_every_status_and_nowhere_else() -> None:
    assert speaks_of_fire(made.FIRE)
    assert speaks_of_fire(report(1, fire=True))
    assert not speaks_of_fire(report(1))
    assert not speaks_of_fire(beat(1))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_the_quick_confirmation_is_the_slow_one(dialect: Dialect) -> None:
    for raw in (made.FIRE, report(1), report(65_535, 9, fire=True)):
        slow = react(Frame(raw), at=made.AT, dialect=dialect)
        assert is_plain_upload(raw)
        assert (slow.meaning, slow.store_first) == (Meaning.UPLOAD, True)
        assert slow.answer is not None
        assert confirmations([raw], TimeLabel.of(made.AT, bcd=dialect.bcd).raw) == slow.answer.raw
    assert not is_plain_upload(beat(1))
    assert all(len(unit) <= LONGEST_BEAT for unit in dialect.heartbeats)
