"""Messages of all other protocols, as the gateway keeps them, end in the same tables."""

import json

import pytest

from anju.gateway.protocols import hydrant
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, DeviceModel, Heard, Point, Reading, Series, Unread
from anju.telemetry.projecting import messages
from tests.telemetry.made import T0, batch, holding, readings, signals, us

pytestmark = pytest.mark.django_db


def kept(body: object, **head: str) -> bytes:
    """A message as the gateway keeps it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return json.dumps({"v": 1, **head}).encode() + b"\n" + raw


def ms(seconds: float) -> int:
    return us(seconds) // 1000


def test_a_plain_message_becomes_readings_states_and_levels() -> None:
    body = {"ts": ms(0), "point": "3F", "values": {"temperature_c": 21.5, "smoke": True, "battery_percent": 80}}
    batch([kept(body, who="box")], 1, listener="plain:http")
    run_once()
    assert Device._all.get().key == "box"
    assert readings("temperature_c") == [(0, 21_500)]
    assert holding() == {("3F", "smoke")}
    assert Heard._all.get().battery_percent == 80


def test_the_same_message_again_adds_nothing_where_it_tells_its_moment() -> None:
    body = {"ts": ms(0), "values": {"temperature_c": 21.5, "smoke": True}}
    batch([kept(body, who="box")], 1, listener="plain:http")
    batch([kept(body, who="box")], 30, listener="plain:http")
    batch([kept({"ts": ms(40), "values": {"smoke": False}}, who="box")], 41, listener="plain:http")
    run_once()
    assert readings("temperature_c") == [(0, 21_500)]
    assert signals() == [("", "smoke", True, 0), ("", "smoke", False, 40)]


def test_a_state_that_is_told_not_to_hold_is_no_signal_unless_it_held() -> None:
    batch([kept({"smoke": False, "fire": True}, who="box")], 1, listener="plain:http")
    batch([kept({"fire": True}, who="box")], 2, listener="plain:http")
    run_once()
    assert signals() == [("", "fire", True, 1)]


def test_a_model_names_the_values_of_its_maker() -> None:
    profile = {
        "values": {"YL": {"quantity": "pressure_kpa", "times": "1000"}, "YG": {"state": "smoke", "on": ["alarm"]}}
    }
    model = DeviceModel._all.create(code="m", name="m", scheme="plain", profile=json.dumps(profile))
    Device._all.create(scheme="plain", key="box", model=model, registered_at=T0)
    batch([kept({"YL": "0.31", "YG": "alarm"}, who="box"), kept({"YL": 1}, who="other")], 1, listener="plain:http")
    run_once()
    assert readings() == [(1, 310_000)]
    assert holding() == {("", "smoke")}
    assert dict(Heard._all.values_list("device__key", "unknown")) == {"box": 0, "other": 1}


def test_what_an_adapter_refuses_counts_at_its_sender_and_stops_nothing() -> None:
    batch([kept(b"not json", who="box"), kept({"fire": True}, who="box")], 1, listener="plain:http")
    run_once()
    assert Heard._all.get().unknown == 1
    assert holding() == {("", "fire")}
    assert not Unread._all.exists()


def test_a_message_without_the_line_that_says_who_is_put_down() -> None:
    batch([b"{}", kept({"fire": True}, who="box")], 1, listener="plain:http")
    run_once()
    assert Unread._all.get().why.startswith("BadMessageError")
    assert holding() == {("", "fire")}


def test_a_device_behind_another_keeps_both_alive() -> None:
    body = {"lamp": [{"ts": ms(0), "values": {"temperature_c": 5}}]}
    batch([kept(body, who="gate", topic="v1/gateway/telemetry")], 1, listener="thingsboard:mqtt")
    batch([kept({"device": "lamp"}, who="gate", topic="v1/gateway/disconnect")], 2, listener="thingsboard:mqtt")
    batch([kept({"fire": True}, who="gate", topic="anju/gate/v1/devices/me/telemetry")], 3, listener="thingsboard:mqtt")
    run_once()
    assert dict(Heard._all.values_list("device__key", "last_us")) == {"gate": us(3), "gate/lamp": us(2)}
    assert holding() == {("", "offline"), ("", "fire")}
    assert readings("temperature_c") == [(0, 5_000)]


def test_the_other_protocols_are_read_by_their_adapters() -> None:
    alert = (
        b"<EventNotificationAlert><macAddress>AA:BB:CC:00:11:22</macAddress><channelID>1</channelID><dateTime>"
        b"2026-11-30T16:00:00+08:00</dateTime><eventType>fireDetection</eventType><eventState>active</eventState>"
        b"</EventNotificationAlert>"
    )
    batch([kept(alert, who="camera-7", type="application/xml")], 1, listener="isapi:http")
    push = {
        "messageType": "dataReport", "deviceId": "d1", "timestamp": ms(0), "payload": {"smoke": 1, "pressure_kpa": 5},
    }  # fmt: skip
    batch([kept(push)], 2, listener="ctwing:http")
    items = {"msg": {"type": 1, "dev_id": 7, "ds_id": "temperature_c", "at": ms(0), "value": 20}}
    batch([kept(items)], 3, listener="onenet:http")
    event = {
        "deviceInfo": {"devEui": "0102030405060708"},
        "time": "2026-11-30T08:00:00Z",
        "object": {"water_leak": True},
    }
    batch([kept(event, topic="/chirpstack?event=up")], 4, listener="chirpstack:http")
    port = {
        "operator": "op", "station": "s", "device": "d", "port": 1, "type": "temperature", "ts": ms(0), "value": 41.5,
    }  # fmt: skip
    batch([kept(port, who="op")], 5, listener="charging:http")
    run_once()
    assert set(Device._all.values_list("scheme", "key")) == {
        ("isapi", "camera-7"), ("ctwing", "d1"), ("onenet", "7"), ("lorawan", "0102030405060708"),
        ("charging", "op/s/d"),
    }  # fmt: skip
    assert holding() == {("channel/1", "fire"), ("", "smoke"), ("", "water_leak")}
    assert set(readings("temperature_c")) == {(0, 20_000), (0, 41_500)}


def test_a_hydrant_speaks_for_itself() -> None:
    found = hydrant.Measured(((50, 500),), (312,), us(0) // 1_000_000)
    kind = next(number for number, one in hydrant.KINDS.items() if len(one.values) == 1 and one.limited)
    report = hydrant.Report(b"MK2103000042", 0x12, -70, 60, 0, kind, 0, hydrant.measured_body(found), low_first=False)
    batch([hydrant.encode(hydrant.report_frame(report))], 1, listener="hydrant:tcp:5300")
    run_once()
    assert Device._all.get().key == "MK2103000042"
    heard = Heard._all.get()
    assert (heard.battery_percent, heard.signal_dbm, heard.unknown) == (90, -70, 0)
    assert {"battery_percent", "signal_dbm"} < set(Series._all.values_list("quantity", flat=True))
    assert Reading._all.count() == 3
    assert Point._all.filter(kinds=f"hydrant.kind:{kind}").exists()


@pytest.mark.parametrize("wire", sorted(messages._WIRES))
def test_no_bytes_stop_the_reader(wire: str) -> None:
    batch([kept(b"\x00\xff{[", who="a", topic="v1/devices/me/telemetry")], 1, listener=f"{wire}:http")
    assert run_once() == 1


@pytest.mark.parametrize(("listener", "scheme"), [("isapi:http", "isapi"), ("thingsboard:mqtt", "mqtt")])
def test_a_sign_of_life_alone_keeps_a_device_from_being_silent(listener: str, scheme: str) -> None:
    batch([], 5, listener=listener, seen=json.dumps({b"box".hex(): us(4)}))
    run_once()
    assert list(Heard._all.values_list("device__scheme", "device__key", "last_us")) == [(scheme, "box", us(4))]
