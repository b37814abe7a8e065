"""Telemetry, attributes, announcements and calls, in every shape the reference shows and in wrong ones."""

import json
from decimal import Decimal

import pytest

from anju.gateway.protocols.thingsboard import (
    BadPayloadError,
    Call,
    NotJsonError,
    Problem,
    Reply,
    Values,
    read_announcement,
    read_attributes,
    read_gateway_attributes,
    read_gateway_reply,
    read_gateway_telemetry,
    read_reply,
    read_telemetry,
    write_call,
    write_gateway_call,
)

TS = 1_764_000_000_000


def test_telemetry_in_its_three_shapes() -> None:
    assert read_telemetry(b'{"t": 21.50, "fire": false}') == [
        Values(None, None, {"t": Decimal("21.50"), "fire": False})
    ]
    assert read_telemetry(b'{"ts": 1764000000000, "values": {"t": 1}}') == [Values(None, TS, {"t": 1})]
    assert read_telemetry(b'[{"t": 1}, {"ts": 1764000000000, "values": {"t": 2}}]') == [
        Values(None, None, {"t": 1}, 0),
        Values(None, TS, {"t": 2}, 1),
    ]


def test_ts_and_values_are_ordinary_names_where_they_do_not_stand_together() -> None:
    assert read_telemetry(b'{"ts": 5}') == [Values(None, None, {"ts": 5})]
    assert read_telemetry(b'{"ts": 5, "values": 3}') == [Values(None, None, {"ts": 5, "values": 3})]


def test_gateway_telemetry_of_several_devices() -> None:
    body = (
        b'{"A": [{"ts": 1764000000000, "values": {"t": 1}}, {"ts": 1764000000001, "values": {"t": 2}}], "B": {"t": 3}}'
    )
    assert read_gateway_telemetry(body) == [
        Values("A", TS, {"t": 1}, 0),
        Values("A", TS + 1, {"t": 2}, 1),
        Values("B", None, {"t": 3}, 0),
    ]


def test_one_bad_entry_or_value_loses_no_other() -> None:
    body = b'[7, {"a": 1, "a": 2}, {"n": NaN, "b": 1},'
    body += b' {"ts": "soon", "values": {"fire": true}}, {"": 1, "c": {"d": [1e999]}}, null]'
    assert read_telemetry(body) == [
        Problem(None, 0, None, "not an object"),
        Problem(None, 1, None, "a key stands twice"),
        Values(None, None, {"b": 1}, 2),
        Problem(None, 2, "n", "a number that is none, or too long"),
        Values(None, None, {"fire": True}, 3),
        Problem(None, 3, "ts", "no moment in milliseconds; taken without"),
        Problem(None, 4, "", "no name"),
        Problem(None, 4, "c", "a number that is none, or too long"),
        Problem(None, 5, None, "not an object"),
    ]


@pytest.mark.parametrize("ts", ["-1", "true", "1.5", "null", "99999999999999999999"])
def test_a_wrong_moment_loses_no_alarm(ts: str) -> None:
    values, problem = read_telemetry(f'{{"ts": {ts}, "values": {{"fire": true}}}}'.encode())
    assert values == Values(None, None, {"fire": True})
    assert isinstance(problem, Problem)


def test_bad_devices_behind_a_gateway_lose_no_other() -> None:
    found = read_gateway_telemetry(b'{"A": 1, "": [{"t": 1}], "\\u0007": [], "B": [{"t": 1}]}')
    assert [type(one) for one in found] == [Problem, Problem, Problem, Values]
    assert read_gateway_attributes(b'{"A": {"v": 1}, "B": []}') == [
        Values("A", None, {"v": 1}),
        Problem("B", 0, None, "no device name, or not an object"),
    ]


@pytest.mark.parametrize(
    "body", [b"1", b'"x"', b"null", b"[" + b"1," * 10_000 + b"1]"], ids=["number", "text", "null", "too many"]
)
def test_telemetry_that_is_neither_object_nor_list_or_too_long_is_refused(body: bytes) -> None:
    with pytest.raises(BadPayloadError):
        read_telemetry(body)


@pytest.mark.parametrize("body", [b"1", b"[]", b'{"A":[],"A":[]}'])
def test_gateway_bodies_that_are_no_objects_or_name_a_device_twice_are_refused(body: bytes) -> None:
    for reader in (read_gateway_telemetry, read_gateway_attributes):
        with pytest.raises(BadPayloadError):
            reader(body)


def test_attributes_have_no_time() -> None:
    assert read_attributes(b'{"ts": 1, "values": {"a": 1}}') == [Values(None, None, {"ts": 1, "values": {"a": 1}})]
    with pytest.raises(BadPayloadError):
        read_attributes(b"[]")


def test_announcements() -> None:
    assert read_announcement(b'{"device": "A", "type": "smoke"}') == "A"
    for body in (b"{}", b'{"device": ""}', b'{"device": 7}', b"[]", b'{"device": "a\\n"}'):
        with pytest.raises(BadPayloadError):
            read_announcement(body)


def test_calls_and_replies() -> None:
    assert json.loads(write_call(Call("silence", {"seconds": 60}))) == {"method": "silence", "params": {"seconds": 60}}
    assert json.loads(write_gateway_call("A", 5, Call("reset"))) == {
        "device": "A",
        "data": {"id": 5, "method": "reset", "params": None},
    }
    assert read_reply(b'{"ok": true}') == Reply(None, None, {"ok": True})
    assert read_gateway_reply(b'{"device": "A", "id": 5, "data": {"ok": true}}') == Reply("A", 5, {"ok": True})
    for body in (b"{}", b"1", b'{"device": "A"}', b'{"device": "A", "id": true}', b'{"device": 1, "id": 1}'):
        with pytest.raises(BadPayloadError):
            read_gateway_reply(body)


@pytest.mark.parametrize(
    "reader",
    [read_telemetry, read_gateway_telemetry, read_attributes, read_announcement, read_reply, read_gateway_reply],
)
def test_what_is_no_json_is_refused(reader: object) -> None:
    for body in (b"", b"{", b"\xff", b"[" * 1000):
        with pytest.raises(NotJsonError):
            reader(body)  # type: ignore[operator]
