"""Our own intake: signature, window, replay, and items of which one bad loses no other."""

import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.charging import BadRequestError, EventType, NotJsonError, Refusal, check, read, sign
from anju.gateway.protocols.charging.intake import MOST_EVENTS, WINDOW_S

SECRET, NOW = b"0123456789abcdef", 1_764_000_000
EVENT = {
    "operator": "wisdom",
    "station": "S1",
    "device": "P07",
    "port": 3,
    "type": "temperature",
    "ts": NOW * 1000,
    "value": 61.5,
}
BODY = json.dumps(EVENT).encode()


def checked(timestamp: str = str(NOW), body: bytes = BODY, now: int = NOW, **changes: Any) -> str | Refusal:
    given = {"secret": SECRET, "signature": sign(SECRET, timestamp, body), "seen": (), **changes}
    return check(
        given["secret"], timestamp=timestamp, signature=given["signature"], body=body, now_s=now, seen=given["seen"]
    )


def test_the_signature_is_that_of_the_notes() -> None:
    assert sign(SECRET, "1", b"{}") == hmac.digest(SECRET, b"1.{}", hashlib.sha256).hex()


def test_a_request_is_taken_once() -> None:
    first = checked()
    assert first == sign(SECRET, str(NOW), BODY)
    assert checked(seen={first}) == Refusal.REPLAYED
    for other_spelling in (str(first).upper(), f"sha256={first}", f" {first} "):
        assert checked(signature=other_spelling, seen={first}) == Refusal.REPLAYED


@pytest.mark.parametrize("off", [-WINDOW_S, WINDOW_S, 0])
def test_inside_of_the_window(off: int) -> None:
    assert not isinstance(checked(now=NOW + off), Refusal)
    assert not isinstance(checked(timestamp=str(NOW * 1000), now=NOW + off), Refusal)


@pytest.mark.parametrize("off", [-WINDOW_S - 1, WINDOW_S + 1, 10**9])
def test_outside_of_the_window(off: int) -> None:
    assert checked(now=NOW + off) == Refusal.OUT_OF_WINDOW


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "1.5", "１７６４００００００", "1" * 14, "1e9"])
def test_no_time(timestamp: str) -> None:
    assert checked(timestamp=timestamp) == Refusal.NO_TIME


@pytest.mark.parametrize(
    "signature", ["", "0" * 64, "é", "\ud800", sign(b"other", str(NOW), BODY), sign(SECRET, str(NOW + 1), BODY)]
)
def test_a_wrong_signature(signature: str) -> None:
    assert checked(signature=signature) == Refusal.SIGNATURE


def test_who_has_no_secret_learns_nothing_about_the_clock() -> None:
    assert checked(timestamp="never", signature="0" * 64) == Refusal.SIGNATURE
    assert checked(now=0, signature="0" * 64) == Refusal.SIGNATURE


@settings(deadline=None)
@given(st.binary(max_size=50), st.binary(max_size=50))
def test_a_signature_holds_for_one_body(one: bytes, other: bytes) -> None:
    assert (checked(body=other, signature=sign(SECRET, str(NOW), one)) == Refusal.SIGNATURE) is (one != other)


def test_the_point_between_time_and_body_cannot_be_moved() -> None:
    """Without it "1" + "2.x" and "12" + ".x" would be signed alike."""
    assert sign(SECRET, "1", b"2.x") != sign(SECRET, "12", b"x")


def test_an_event() -> None:
    (event,) = read(BODY).events
    assert (event.operator, event.station, event.device, event.port) == ("wisdom", "S1", "P07", "3")
    assert (event.type, event.at_ms, event.value) == (EventType.TEMPERATURE, NOW * 1000, Decimal("61.5"))
    assert read(BODY).events[0].dedup == event.dedup


@pytest.mark.parametrize(
    ("kind", "value", "read_as"),
    [
        ("smoke", None, True),
        ("smoke", True, True),
        ("full", 0, False),
        ("offline", 1, True),
        ("port_status", 255, 255),
        ("power", 3, 3),
    ],
)
def test_values(kind: str, value: object, read_as: object) -> None:
    (event,) = read(json.dumps({**EVENT, "type": kind, "value": value}).encode()).events
    assert event.value == read_as


@pytest.mark.parametrize(
    "change",
    [
        {"type": "fire"},
        {"type": None},
        {"type": ["smoke"]},
        {"type": "temperature", "value": "hot"},
        {"type": "temperature", "value": True},
        {"type": "temperature", "value": None},
        {"type": "smoke", "value": 2},
        {"type": "smoke", "value": "yes"},
        {"type": "port_status", "value": 9},
        {"type": "port_status", "value": 1.5},
        {"ts": None},
        {"ts": "2025"},
        {"ts": NOW},
        {"ts": True},
        {"ts": 10**30},
        {"operator": ""},
        {"operator": "a/b"},
        {"station": None},
        {"device": "x" * 41},
        {"device": "a\tb"},
        {"port": {}},
        {"port": True},
        {"x": float("nan")},
    ],
)
def test_one_bad_item_is_named_and_loses_no_other(change: dict[str, Any]) -> None:
    batch = read(json.dumps([EVENT, {**EVENT, **change}, {**EVENT, "port": 4}]).encode())
    assert [event.index for event in batch.events] == [0, 2]
    assert [problem.index for problem in batch.problems] == [1]
    assert batch.problems[0].reason


def test_items_that_are_no_objects_or_ambiguous() -> None:
    batch = read(b'[1, null, [], {"operator":"a","operator":"b"}, ' + BODY + b"]")
    assert [problem.index for problem in batch.problems] == [0, 1, 2, 3]
    assert [event.index for event in batch.events] == [4]


def test_an_operator_speaks_for_himself_only() -> None:
    batch = read(json.dumps([EVENT, {**EVENT, "operator": "rival"}]).encode(), operator="wisdom")
    assert (len(batch.events), batch.problems[0].reason) == (1, "of another operator")


def test_too_many_events_and_no_json() -> None:
    with pytest.raises(BadRequestError):
        read(json.dumps([1] * (MOST_EVENTS + 1)).encode())
    with pytest.raises(NotJsonError):
        read(b"{")
