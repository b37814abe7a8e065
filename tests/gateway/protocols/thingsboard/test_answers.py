"""What clients ask of the platform, and what they are told."""

import json

import pytest

from anju.gateway.protocols.thingsboard import SUBSCRIBABLE, Session, answer, is_question, read_topic

SESSION = Session(200, 1_000, 60_000)


def told(topic: str, body: bytes) -> object:
    found = answer(read_topic(topic), body, SESSION)
    if found is None:
        return None
    assert found.filter in SUBSCRIBABLE
    prefix = found.filter.removesuffix("+")
    assert found.topic.startswith(prefix)
    return found.topic.removeprefix(prefix), json.loads(found.payload)


def test_every_client_asks_for_the_limits_of_its_session() -> None:
    number, limits = told("v1/devices/me/rpc/request/1", b'{"method":"getSessionLimits","params":{"timeout":5000}}')  # type: ignore[misc]
    assert number == "1"
    assert (limits["maxPayloadSize"], limits["maxInflightMessages"]) == (60_000, 1_000)
    assert limits["rateLimits"]["telemetryMessages"] == limits["gatewayRateLimits"]["messages"] == "200:1"


@pytest.mark.parametrize(
    "body", [b'{"method": "reboot"}', b'{"method": 5}', b"[]", b"{", b"", b"\xff", b'{"method": []}']
)
def test_another_method_is_an_error_the_client_hears_of(body: bytes) -> None:
    assert told("v1/devices/me/rpc/request/2", body) == ("2", {"error": "this platform has no such method"})


def test_there_are_no_attributes_to_be_had() -> None:
    assert told("v1/devices/me/attributes/request/7", b'{"clientKeys":"a"}') == ("7", {})
    asked = b'{"id": 3, "device": "lamp", "client": true, "key": "x"}'
    assert told("v1/gateway/attributes/request", asked) == ("", {"id": 3, "device": "lamp", "values": {}})


@pytest.mark.parametrize("body", [b"{}", b"[]", b"x", b'{"id": "3", "device": "lamp"}', b'{"id": 3, "device": 5}'])
def test_a_question_nobody_can_read_has_no_answer(body: bytes) -> None:
    assert told("v1/gateway/attributes/request", body) is None


@pytest.mark.parametrize("topic", ["v1/devices/me/telemetry", "v1/gateway/rpc", "v1/devices/me/rpc/response/4"])
def test_what_tells_something_is_no_question(topic: str) -> None:
    assert not is_question(read_topic(topic))
    assert answer(read_topic(topic), b"{}", SESSION) is None
    assert is_question(read_topic("v1/devices/me/rpc/request/4"))
    assert is_question(read_topic("v1/gateway/attributes/request"))
