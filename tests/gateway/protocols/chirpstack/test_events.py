"""Events of version 4, an uplink of version 3, and bodies that are neither."""

import base64
import json
from decimal import Decimal
from typing import Any

import pytest

from anju.gateway.protocols.chirpstack import BadEventError, EventKind, NotJsonError, read

EUI = "24e124fffe0a1b2c"
INFO = {
    "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
    "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
    "deviceProfileName": "GS524N",
    "deviceName": "smoke-3-2",
    "devEui": EUI,
    "tags": {"stair": "2"},
}


def up(**changes: Any) -> bytes:
    whole = {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-11-24T16:00:00.123456789+00:00",
        "deviceInfo": INFO,
        "devAddr": "00189440",
        "adr": True,
        "dr": 5,
        "fCnt": 27,
        "fPort": 85,
        "confirmed": False,
        "data": base64.b64encode(b"\x01\x75\x64").decode(),
        "object": {"battery": 100, "alarm": 0},
        "rxInfo": [
            {"gatewayId": "a", "rssi": -97, "snr": 3.2},
            {"gatewayId": "b", "rssi": -57, "snr": 10},
            {"gatewayId": "c"},
        ],
        "txInfo": {"frequency": 868100000},
        **changes,
    }
    return json.dumps(whole).encode()


def test_an_uplink() -> None:
    event = read("up", up())
    assert (event.kind, event.dev_eui, event.device_name, event.tags) == (
        EventKind.UP,
        EUI,
        "smoke-3-2",
        {"stair": "2"},
    )
    assert (event.at_us, event.f_port, event.f_cnt) == (1795536000123456, 85, 27)
    assert (event.data, event.values) == (b"\x01\x75\x64", {"battery": 100, "alarm": 0})
    assert (event.rssi_dbm, event.snr_db, event.problems) == (-57, 10, ())


def test_gateways_that_heard_one_uplink_share_a_key_and_other_kinds_do_not() -> None:
    assert read("up", up()).dedup == read("up", up(rxInfo=[])).dedup
    assert read("up", up()).dedup != read("ack", up()).dedup
    assert read("up", up()).dedup != read("up", up(deduplicationId="x")).dedup
    assert read("up", up(deduplicationId=None)).dedup != read("up", up(deduplicationId=None, fCnt=28)).dedup
    assert read("up", up(deduplicationId=None, time=None)).dedup is None


def test_a_status_with_and_without_a_battery() -> None:
    status = read("status", up(margin=10, batteryLevel=95.5))
    assert (status.margin_db, status.battery_percent, status.external_power) == (10, Decimal("95.5"), None)
    powered = read("status", up(batteryLevel=0, externalPowerSource=True))
    assert (powered.battery_percent, powered.external_power) == (None, True)
    assert read("status", up(batteryLevel=0, batteryLevelUnavailable=True)).battery_percent is None


def test_the_other_kinds() -> None:
    assert read("join", up(data=None)).kind == EventKind.JOIN
    assert read("ack", up(acknowledged=True)).acknowledged is True
    assert read("ack", up()).acknowledged is False
    assert read("txack", up(queueItemId="q")).kind == EventKind.TX_ACK
    log = read("log", up(level="ERROR", code="UPLINK_CODEC", description="x is not defined"))
    assert (log.level, log.code, log.description) == ("ERROR", "UPLINK_CODEC", "x is not defined")
    place = read("location", up(location={"latitude": 30.7001, "longitude": 121.0, "altitude": 3})).location
    assert place is not None
    assert (place.latitude, place.longitude, place.altitude) == (Decimal("30.7001"), 121, 3)
    assert read("location", up(location={"latitude": 91, "longitude": 0})).location is None


def test_an_uplink_of_version_3() -> None:
    body = {
        "applicationID": "1",
        "deviceName": "old",
        "devEUI": base64.b64encode(bytes.fromhex(EUI)).decode(),
        "rxInfo": [{"rssi": -60, "loRaSNR": 7.5}],
        "fPort": 2,
        "data": "AQ==",
        "objectJSON": '{"t": 21.5}',
    }
    event = read("up", json.dumps(body).encode())
    assert (event.dev_eui, event.device_name, event.application_id) == (EUI, "old", "1")
    assert (event.values, event.snr_db) == ({"t": Decimal("21.5")}, Decimal("7.5"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"time": "yesterday"}, "time"),
        ({"time": 7}, "time"),
        ({"time": "2026-11-24T16:00:00"}, "time"),
        ({"data": "!"}, "data"),
        ({"data": 1}, "data"),
        ({"object": [1]}, "object"),
        ({"fPort": "x"}, "fPort"),
        ({"fCnt": 1.5}, "fCnt"),
        ({"objectJSON": "{"}, "objectJSON"),
    ],
)
def test_a_field_of_a_wrong_type_is_named_and_loses_nothing_else(change: dict[str, Any], problem: str) -> None:
    event = read("up", up(**change))
    assert event.problems == (problem,)
    assert event.dev_eui == EUI


@pytest.mark.parametrize("heard", [None, 1, [], [1], [{}], [{"rssi": "x"}], [{"rssi": True}], {"rssi": -1}])
def test_strange_receptions_say_nothing(heard: object) -> None:
    event = read("up", up(rxInfo=heard))
    assert (event.rssi_dbm, event.snr_db) == (None, None)


@pytest.mark.parametrize("eui", [None, "", "24e1", "z" * 16, 7, ["24e124fffe0a1b2c"], "AAAA"])
def test_without_a_device_there_is_no_event(eui: object) -> None:
    with pytest.raises(BadEventError):
        read("up", up(deviceInfo={**INFO, "devEui": eui}))


@pytest.mark.parametrize("kind", ["", "UP", "integration", "up ", "\ud800"])
def test_other_kinds_are_refused(kind: str) -> None:
    with pytest.raises(BadEventError):
        read(kind, up())


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(BadEventError):
        read("up", b"[]")
    with pytest.raises(NotJsonError):
        read("up", up()[:-2])


def test_a_dev_eui_in_capitals_is_the_same_device() -> None:
    assert read("up", up(deviceInfo={**INFO, "devEui": EUI.upper()})).dev_eui == EUI
