"""Changed, cut and joined messages: every reader gives a value or raises what it documents."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.adapters import charging, chirpstack, ctwing, hydrant, isapi, onenet, plain, thingsboard
from anju.gateway.observed import LARGEST_MILLI, LONGEST_NAME, LONGEST_TEXT, Observed, Other, Reading
from anju.gateway.protocols import charging as charging_wire
from anju.gateway.protocols import chirpstack as chirpstack_wire
from anju.gateway.protocols import ctwing as ctwing_wire
from anju.gateway.protocols import hydrant as hydrant_wire
from anju.gateway.protocols import isapi as isapi_wire
from anju.gateway.protocols import onenet as onenet_wire
from anju.gateway.protocols import plain as plain_wire
from anju.gateway.protocols import thingsboard as thingsboard_wire
from tests.gateway.protocols.charging.test_envelope import envelope
from tests.gateway.protocols.charging.test_intake import BODY
from tests.gateway.protocols.chirpstack.test_events import up
from tests.gateway.protocols.ctwing.test_push import sent
from tests.gateway.protocols.hydrant.test_frames import pressure
from tests.gateway.protocols.isapi.test_alert import FIELDS, xml
from tests.gateway.protocols.isapi.test_parts import FORM, JPEG, form
from tests.gateway.protocols.onenet.test_push import POINT, new, old

NASTY = [
    b"\x00",
    b"\xff",
    b'"',
    b"\\",
    b"{",
    b"]",
    b"1e999",
    b"NaN",
    b"null",
    b"-",
    b"\\ud800",
    b"\xa5\x5a",
    b"--MIME_b",
    b"<!DOCTYPE a>",
    b"&a;",
    b":",
]


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A message with some bytes put in, taken out, doubled or replaced, maybe joined with another."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        at, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        put = draw(st.sampled_from([b"", data[at:end] * 2, *NASTY]) | st.binary(max_size=4) | st.sampled_from(seeds))
        data = data[:at] + put + (data[at:] if draw(st.booleans()) else data[end:])
    return data


def _hydrant(data: bytes) -> list[Observed]:
    splitter = hydrant_wire.Splitter()
    found: list[Observed] = []
    for one in [*splitter.feed(data), *splitter.close()]:
        if isinstance(one, hydrant_wire.Frame):
            found += hydrant.observed(hydrant_wire.read_report(one), raw="r")
    return found


def _isapi(data: bytes) -> list[Observed]:
    push = isapi_wire.read_push(FORM if b"MIME_b" in data else "", data)
    return [one for alert in push.alerts if alert.device for one in isapi.observed(alert, raw="r")]


def _onenet(data: bytes) -> list[Observed]:
    items = onenet_wire.read(data, decrypt=lambda sealed: sealed).items
    return [
        one for item in items if item.problem is None for one in onenet.observed(item, raw="r", profile=onenet.IPSO)
    ]


def _envelope(data: bytes) -> list[Observed]:
    found = charging_wire.read_envelope(data, lambda _operator: b"1234567890abcdef")
    states, _ = charging_wire.connector_states(
        charging_wire.opened(found, lambda cipher: bytes(byte ^ 0x33 for byte in cipher))
    )
    return [one for state in states for one in charging.observed_connector(state, found, raw="r")]


def _thingsboard(data: bytes, reader: Callable[[bytes], list[thingsboard_wire.Entry]]) -> list[Observed]:
    values = [one for one in reader(data) if isinstance(one, thingsboard_wire.Values)]
    fit = [one for one in values if len(one.device or "") < 100]
    return [one for entry in fit for one in thingsboard.observed(entry, account="a", raw="r")]


def _plain(data: bytes, *, by_line: bool = False) -> list[Observed]:
    fit = [one for one in plain_wire.read(data, by_line=by_line).items if len(one.device or "") < 100]
    return [one for item in fit for one in plain.observed(item, account="a", raw="r")]


@dataclass(frozen=True)
class Reader:
    told: Callable[[bytes], list[Observed]]
    seeds: list[bytes]
    documented: tuple[type[Exception], ...]


TELEMETRY = [
    b'{"ts": 1764000000000, "values": {"fire": true, "t": 1.5}}',
    b'[{"t": 1}, {"ts": 1, "values": {}}]',
    b'{"A": [{"ts": 1, "values": {"t": 1}}]}',
]
MQTT = (thingsboard_wire.BadPayloadError, thingsboard_wire.NotJsonError)
READERS = {
    "hydrant": Reader(
        _hydrant,
        [hydrant_wire.encode(hydrant_wire.report_frame(pressure()))],
        (hydrant_wire.BadFrameError,),
    ),
    "isapi": Reader(
        _isapi,
        [xml(), json.dumps(FIELDS).encode(), form(("a", "application/xml", xml()), ("b", "image/jpeg", JPEG))],
        (isapi_wire.BadAlertError, isapi_wire.BadPartsError, isapi_wire.NotJsonError),
    ),
    "ctwing": Reader(
        lambda data: ctwing.observed(ctwing_wire.read(data), raw="r"),
        [sent(), sent(payload={"APPdata": "QEA="}), sent(messageType="eventReport", eventContent={"a": 1})],
        (ctwing_wire.BadPushError, ctwing_wire.NotJsonError),
    ),
    "onenet": Reader(
        _onenet,
        [old(POINT), old([POINT, POINT]), new(json.dumps(POINT)), b'{"enc_msg":"e30="}'],
        (onenet_wire.BadPushError, onenet_wire.NotJsonError),
    ),
    "chirpstack": Reader(
        lambda data: chirpstack.observed(chirpstack_wire.read("up", data), raw="r"),
        [up(), up(object=None), up(location={"latitude": 1, "longitude": 2}, batteryLevel=3, margin=1)],
        (chirpstack_wire.BadEventError, chirpstack_wire.NotJsonError),
    ),
    "charging": Reader(
        lambda data: [one for event in charging_wire.read(data).events for one in charging.observed(event, raw="r")],
        [BODY, b"[" + BODY + b"," + BODY + b"]"],
        (charging_wire.BadRequestError, charging_wire.NotJsonError),
    ),
    "envelope": Reader(_envelope, [envelope()], (charging_wire.BadEnvelopeError, charging_wire.NotJsonError)),
    "telemetry": Reader(lambda data: _thingsboard(data, thingsboard_wire.read_telemetry), TELEMETRY, MQTT),
    "gateway": Reader(lambda data: _thingsboard(data, thingsboard_wire.read_gateway_telemetry), TELEMETRY, MQTT),
    "plain": Reader(
        _plain,
        [*TELEMETRY, b'{"ts": 1764000000000, "point": "3F", "device": "d", "values": {"smoke": 1}}'],
        (plain_wire.BadBodyError, plain_wire.NotJsonError),
    ),
    "plain lines": Reader(
        lambda data: _plain(data, by_line=True),
        [b'{"a": 1}\n{"fire": true}\n', b"\n".join(TELEMETRY)],
        (plain_wire.BadBodyError, plain_wire.NotJsonError),
    ),
}


def _check(found: list[Observed]) -> None:
    """What a table could not keep must not come this far."""
    for one in found:
        assert len(one.dedup) == 16
        assert one.device.id.isprintable()
        assert one.claimed.us is None or one.claimed.us > 0
        if isinstance(one.what, Reading):
            assert abs(one.what.milli) <= LARGEST_MILLI
        if isinstance(one.what, Other):
            kept = (one.what.name + one.what.text + (one.point or "")).encode()
            assert b"\0" not in kept
            assert len(one.what.name) <= LONGEST_NAME
            assert len(one.what.text) <= LONGEST_TEXT


@pytest.mark.parametrize("name", READERS)
def test_the_seeds_themselves_tell_something(name: str) -> None:
    reader = READERS[name]
    told = []
    for seed in reader.seeds:
        try:
            told += reader.told(seed)
        except reader.documented:
            continue
    assert told
    _check(told)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_changed_messages_raise_only_what_is_documented(name: str, data: st.DataObject) -> None:
    reader = READERS[name]
    try:
        found = reader.told(data.draw(mutated(reader.seeds)))
    except reader.documented:
        return
    _check(found)
