"""Each adapter: what a message says, at which point, as of when, and what is the same when it is sent again."""

import base64
import json
from typing import Any

import pytest

from anju.gateway.adapters import charging, chirpstack, ctwing, hydrant, isapi, onenet, plain, thingsboard
from anju.gateway.adapters.telling import claimed_ms, claimed_us
from anju.gateway.observed import (
    UNCLAIMED,
    Claimed,
    ClaimFlag,
    Coded,
    Deed,
    DeviceKey,
    Done,
    Flag,
    Observed,
    Other,
    Quantity,
    Reading,
    Scheme,
    Seen,
    State,
    What,
)
from anju.gateway.protocols import charging as charging_wire
from anju.gateway.protocols import chirpstack as chirpstack_wire
from anju.gateway.protocols import ctwing as ctwing_wire
from anju.gateway.protocols import isapi as isapi_wire
from anju.gateway.protocols import onenet as onenet_wire
from anju.gateway.protocols import plain as plain_wire
from anju.gateway.protocols import thingsboard as thingsboard_wire
from tests.gateway.protocols.charging.test_envelope import envelope, secret_of
from tests.gateway.protocols.charging.test_intake import EVENT
from tests.gateway.protocols.chirpstack.test_events import EUI, up
from tests.gateway.protocols.ctwing.test_push import DEVICE, sent
from tests.gateway.protocols.hydrant.test_frames import pressure
from tests.gateway.protocols.isapi.test_alert import xml

NOW_US = 1_764_000_000_000_000


def whats(found: list[Observed]) -> list[What]:
    return [one.what for one in found]


def dedups(found: list[Observed]) -> set[bytes]:
    return {one.dedup for one in found}


def test_moments_that_cannot_be_are_said_to_be_unreadable() -> None:
    assert claimed_ms(None) == UNCLAIMED
    for us in (0, -1, 10**20):
        assert claimed_us(us) == Claimed(None, frozenset({ClaimFlag.UNREADABLE}))
    assert claimed_ms(NOW_US // 1000, ClaimFlag.OF_PLATFORM) == Claimed(NOW_US, frozenset({ClaimFlag.OF_PLATFORM}))


def test_a_hydrant_s_pressure() -> None:
    found = hydrant.observed(pressure(), raw="r1")
    assert {str(one.device) for one in found} == {"hydrant:MK2103000042"}
    assert found[0].what == Reading(Quantity.PRESSURE, 312_000)
    assert (found[0].point, found[0].kinds, found[0].claimed.us) == ("pressure", (Coded("hydrant.kind", "1"),), NOW_US)
    assert whats(found)[1:3] == [Flag(State.LOW, False), Flag(State.HIGH, False)]
    assert whats(found)[3:5] == [Reading(Quantity.BATTERY, 95_000), Reading(Quantity.SIGNAL, -71_000)]
    assert Flag(State.LOW, True) in whats(hydrant.observed(pressure(now=149), raw="r"))
    assert Flag(State.HIGH, True) in whats(hydrant.observed(pressure(now=601), raw="r"))


def test_a_hydrant_of_a_type_not_known_is_kept_and_lives() -> None:
    found = hydrant.observed(pressure(kind=200), raw="r1")
    assert found[0].what == Other("body", pressure().rest.hex())
    assert found[0].claimed == UNCLAIMED


def test_a_hydrant_s_report_sent_again_is_the_same_and_the_next_is_not() -> None:
    first = dedups(hydrant.observed(pressure(), raw="r1"))
    assert first == dedups(hydrant.observed(pressure(), raw="r2"))
    assert not first & dedups(hydrant.observed(pressure(now=313), raw="r1"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [Flag(State.FIRE, True)]),
        ({"eventState": "inactive"}, [Flag(State.FIRE, False)]),
        ({"eventState": None}, [Flag(State.FIRE, True)]),
        ({"eventType": "smokeDetection"}, [Flag(State.SMOKE, True)]),
        ({"eventType": "TMA"}, [Flag(State.HEAT, True)]),
        ({"eventType": "tamperdetection"}, [Flag(State.TAMPER, True)]),
        ({"eventType": "videoloss"}, [Flag(State.VIDEO_LOSS, True)]),
        ({"eventType": "videoloss", "eventState": "inactive"}, [Seen(), Flag(State.VIDEO_LOSS, False)]),
        ({"eventType": "videoloss", "eventState": "inactive", "channelID": ""}, [Seen()]),
        ({"eventType": "heartBeat"}, [Seen()]),
        ({"eventType": "VMD"}, [Other("VMD", "active")]),
    ],
)
def test_alerts(changes: dict[str, Any], expected: list[What]) -> None:
    found = isapi.observed(isapi_wire.read_alert(xml(**changes)), raw="r1")
    assert whats(found) == expected
    assert str(found[0].device) == "isapi:c0:6d:ed:02:d3:d9"


def test_an_alert_at_its_channel_as_of_its_time() -> None:
    (one,) = isapi.observed(isapi_wire.read_alert(xml()), raw="r1")
    assert (one.point, one.claimed, one.raw) == ("channel/1", Claimed(NOW_US), "r1")
    (local,) = isapi.observed(isapi_wire.read_alert(xml(dateTime="2025-11-25T00:00:00")), raw="r1")
    assert local.claimed == Claimed(NOW_US, frozenset({ClaimFlag.ZONE_ASSUMED}))
    (broken,) = isapi.observed(isapi_wire.read_alert(xml(dateTime="soon")), raw="r1")
    assert broken.claimed.flags == {ClaimFlag.UNREADABLE}


def test_an_alert_is_the_sender_s_where_that_is_known_and_refused_where_nobody_is() -> None:
    alert = isapi_wire.read_alert(xml(macAddress=None, ipAddress=None))
    with pytest.raises(ValueError, match="id"):
        isapi.observed(alert, raw="r")
    known = DeviceKey(Scheme.ISAPI, "gate-camera")
    assert isapi.observed(alert, raw="r", device=known)[0].device == known


def test_an_alert_posted_again_is_another_count() -> None:
    first, again, second = (
        isapi.observed(isapi_wire.read_alert(xml(activePostCount=n)), raw=r)
        for n, r in (("1", "a"), ("1", "b"), ("2", "c"))
    )
    assert dedups(first) == dedups(again) != dedups(second)


def test_ctwing() -> None:
    found = ctwing.observed(ctwing_wire.read(sent()), raw="r1")
    assert whats(found) == [Other("TData", "30"), Other("Battery_Level", "100"), Other("Alarm_Status", "2")]
    assert (str(found[0].device), found[0].claimed.us, found[0].claimed.flags) == (
        f"ctwing:{DEVICE}",
        1764000000277000,
        {ClaimFlag.OF_PLATFORM},
    )
    online = ctwing_wire.read(sent(messageType="deviceOnlineOfflineReport", eventType=0, payload=None))
    assert whats(ctwing.observed(online, raw="r")) == [Flag(State.OFFLINE, True)]
    event = ctwing_wire.read(
        sent(messageType="eventReport", serviceId=1002, eventType=2, eventContent={"low_battery": 1}, payload=None)
    )
    assert whats(ctwing.observed(event, raw="r")) == [Other("event", "1002/2"), Flag(State.LOW_BATTERY, True)]
    added = ctwing_wire.read(sent(messageType="deviceAdd", payload=None))
    assert whats(ctwing.observed(added, raw="r")) == [Other("message", "deviceAdd")]
    assert whats(ctwing.observed(ctwing_wire.read(sent(payload={})), raw="r")) == [Seen()]


def test_a_transparent_product_is_read_by_who_can_and_kept_by_who_cannot() -> None:
    push = ctwing_wire.read(sent(payload={"APPdata": base64.b64encode(b"\x01\x02").decode()}))

    def fails(_data: bytes) -> list[What]:
        raise ValueError

    assert whats(ctwing.observed(push, raw="r")) == [Other("APPdata", "0102")]
    assert whats(ctwing.observed(push, raw="r", inside=fails)) == [Other("APPdata", "0102")]
    assert whats(ctwing.observed(push, raw="r", inside=lambda data: [Reading(Quantity.COUNT, data[1])])) == [
        Reading(Quantity.COUNT, 2)
    ]


def test_two_alarms_without_a_time_are_two() -> None:
    push = ctwing_wire.read(sent(timestamp=None, payload={"fire": 1}))
    assert dedups(ctwing.observed(push, raw="r1")) != dedups(ctwing.observed(push, raw="r2"))


def test_onenet() -> None:
    point = {"type": 1, "dev_id": 7, "ds_id": "3303_0_5700", "at": 1764000000000, "value": 21.5}
    items = onenet_wire.read(
        json.dumps(
            {"msg": [point, {"type": 2, "dev_id": 7, "status": 1}, {"type": 7, "dev_id": 7, "cmd_id": "c"}]}
        ).encode()
    ).items
    assert whats(onenet.observed(items[0], raw="r")) == [Other("3303_0_5700", "21.5")]
    (temperature,) = onenet.observed(items[0], raw="r", profile=onenet.IPSO)
    assert (temperature.what, str(temperature.device), temperature.claimed.us) == (
        Reading(Quantity.TEMPERATURE, 21_500),
        "onenet:7",
        NOW_US,
    )
    assert whats(onenet.observed(items[1], raw="r")) == [Flag(State.OFFLINE, False)]
    assert whats(onenet.observed(items[2], raw="r")) == [Other("command_result", "c")]
    newer = {"productId": "p", "deviceName": "d", "data": {"params": {"fire": {"value": True, "time": 1}}}}
    (item,) = onenet_wire.read(json.dumps({"msg": json.dumps(newer)}).encode()).items
    assert [(str(one.device), one.what) for one in onenet.observed(item, raw="r")] == [
        ("onenet:p/d", Flag(State.FIRE, True))
    ]
    (nobody,) = onenet_wire.read(b'{"msg": {"fire": true}}').items
    with pytest.raises(ValueError, match="id"):
        onenet.observed(nobody, raw="r")


def test_chirpstack() -> None:
    found = chirpstack.observed(chirpstack_wire.read("up", up(object={"smoke": True})), raw="r")
    assert whats(found) == [
        Flag(State.SMOKE, True),
        Reading(Quantity.SIGNAL, -57_000),
        Reading(Quantity.SIGNAL_NOISE, 10_000),
    ]
    assert str(found[0].device) == f"lorawan:{EUI}"
    assert dedups(found) == dedups(
        chirpstack.observed(chirpstack_wire.read("up", up(object={"smoke": True})), raw="other")
    )

    def whats_of(kind: str, **changes: Any) -> list[What]:
        return whats(
            chirpstack.observed(chirpstack_wire.read(kind, up(rxInfo=[], object=None, data=None, **changes)), raw="r")
        )

    assert whats_of("join") == [Done(Deed.JOINED)]
    assert whats_of("status", batteryLevel=95.5, margin=7) == [
        Reading(Quantity.BATTERY, 95_500),
        Other("margin_db", "7"),
    ]
    assert whats_of("ack", acknowledged=True) == [Other("acknowledged", "true")]
    assert whats_of("txack") == [Seen()]
    assert whats_of("log", level="ERROR", code="OTAA", description="x") == [Other("log.ERROR.OTAA", "x")]
    assert whats_of("location", location={"latitude": 1.5, "longitude": 2}) == [
        Reading(Quantity.LATITUDE, 1500),
        Reading(Quantity.LONGITUDE, 2000),
    ]


def test_an_uplink_nobody_has_read_is_kept() -> None:
    event = chirpstack_wire.read("up", up(object=None, rxInfo=[]))
    assert whats(chirpstack.observed(event, raw="r")) == [Other("port 85", "017564")]
    read = chirpstack.observed(event, raw="r", inside=lambda port, data: [Other(str(port), data.hex())])
    assert whats(read) == [Other("85", "017564")]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("temperature", 61.5, [Reading(Quantity.TEMPERATURE, 61_500)]),
        ("power", 10**20, [Other("power", str(10**20))]),
        ("smoke", None, [Flag(State.SMOKE, True)]),
        ("overload", False, [Flag(State.OVERLOAD, False)]),
        ("unplug", None, [Done(Deed.UNPLUGGED)]),
        ("unplug", False, [Other("unplug", "false")]),
        ("port_status", 255, [Flag(State.FAULT, True)]),
        ("port_status", 0, [Flag(State.OFFLINE, True)]),
        (
            "port_status",
            3,
            [
                Flag(State.OFFLINE, False),
                Flag(State.FAULT, False),
                Flag(State.OCCUPIED, True),
                Flag(State.CHARGING, True),
            ],
        ),
    ],
)
def test_charging(kind: str, value: object, expected: list[What]) -> None:
    (event,) = charging_wire.read(json.dumps({**EVENT, "type": kind, "value": value}).encode()).events
    found = charging.observed(event, raw="r")
    assert whats(found) == expected
    assert (str(found[0].device), found[0].point, found[0].claimed) == (
        "charging:wisdom/S1/P07",
        "port/3",
        Claimed(NOW_US),
    )


def test_a_connector_in_an_envelope() -> None:
    sealed = charging_wire.read_envelope(envelope(), secret_of)
    found = charging.observed_connector(charging_wire.ConnectorStatus("c-1", 255), sealed, raw="r")
    assert [(str(one.device), one.what, one.claimed.us) for one in found] == [
        ("charging:MA5DA0053/c-1", Flag(State.FAULT, True), NOW_US)
    ]
    (odd,) = charging.observed_connector(charging_wire.ConnectorStatus("c-1", 4), sealed, raw="r")
    assert odd.what == Other("port_status", "4")


def test_thingsboard_devices_and_those_behind_them() -> None:
    own, behind = (
        thingsboard.observed(values, account="bridge", raw="r")
        for values in (
            thingsboard_wire.Values(None, NOW_US // 1000, {"fire": 1, "x": {"y": 2}}),
            thingsboard_wire.Values("A", None, {"fire": 1}),
        )
    )
    assert whats(own) == [Flag(State.FIRE, True), Other("x.y", "2")]
    assert (str(own[0].device), own[0].via, own[0].claimed) == ("mqtt:bridge", None, Claimed(NOW_US))
    assert (str(behind[0].device), str(behind[0].via), behind[0].claimed) == ("mqtt:bridge/A", "mqtt:bridge", UNCLAIMED)
    (gone,) = thingsboard.announced("A", account="bridge", connected=False, raw="r")
    assert (gone.what, str(gone.device)) == (Flag(State.OFFLINE, True), "mqtt:bridge/A")


def test_two_values_of_one_moment_are_two_and_one_sent_again_is_one() -> None:
    def keys(value: int, raw: str, ts: int | None = NOW_US // 1000) -> set[bytes]:
        return dedups(
            thingsboard.observed(thingsboard_wire.Values(None, ts, {"temperature_c": value}), account="a", raw=raw)
        )

    assert keys(1, "r1") == keys(1, "r2") != keys(2, "r1")
    assert keys(1, "r1", ts=None) != keys(1, "r2", ts=None)


def test_plain() -> None:
    values = '{"temperature_c": 21.5, "fire": false, "colour": "red"}'
    body = f'{{"ts": 1764000000000, "point": "3F", "device": "d", "values": {values}}}'.encode()
    (item,) = plain_wire.read(body).items
    found = plain.observed(item, account="box", raw="r")
    assert whats(found) == [Reading(Quantity.TEMPERATURE, 21_500), Flag(State.FIRE, False), Other("colour", "red")]
    assert {(str(one.device), str(one.via), one.point, one.claimed.us) for one in found} == {
        ("plain:box/d", "plain:box", "3F", NOW_US)
    }
    assert len(dedups(found)) == 3
