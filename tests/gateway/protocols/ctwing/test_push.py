"""Bodies as stored receivers noted them, with every oddity they have, and worse."""

import base64
import json
from typing import Any

import pytest

from anju.gateway.protocols.ctwing import BadPushError, MessageType, NotJsonError, read

DEVICE = "0123456789abcdef0123456789abcdef"


def body(**changes: Any) -> dict[str, Any]:
    """A profile product's report, made up in the shape of real ones."""
    return {
        "upPacketSN": -1,
        "upDataSN": -1,
        "topic": "v1/up/ad19prof",
        "timestamp": 1764000000277,
        "tenantId": "20000000",
        "serviceId": "",
        "protocol": "lwm2m",
        "productId": "15000000",
        "payload": {"serviceId": "notification", "serviceData": {"TData": 30, "Battery_Level": 100, "Alarm_Status": 2}},
        "messageType": "dataReport",
        "deviceType": "",
        "deviceId": DEVICE,
        "assocAssetId": "",
        "IMSI": "undefined",
        "IMEI": "860000000000001",
        **changes,
    }


def sent(**changes: Any) -> bytes:
    return json.dumps(body(**changes)).encode()


def test_a_profile_report() -> None:
    push = read(sent())
    assert (push.message_type, push.device_id, push.at_ms) == (MessageType.DATA_REPORT, DEVICE, 1764000000277)
    assert (push.imei, push.imsi, push.service_id, push.packet_sn) == ("860000000000001", None, None, None)
    assert push.values == {"TData": 30, "Battery_Level": 100, "Alarm_Status": 2}
    assert (push.app_data, push.online, push.problems) == (None, None, ())


@pytest.mark.parametrize("number", [-1, "", "-1", "undefined", None])
def test_serial_numbers_that_say_nothing_are_none_and_no_problem(number: object) -> None:
    push = read(sent(upPacketSN=number, upDataSN=number))
    assert (push.packet_sn, push.data_sn, push.problems) == (None, None, ())


@pytest.mark.parametrize(("number", "meant"), [(7, 7), ("7", 7), (0, 0)])
def test_serial_numbers_may_be_texts(number: object, meant: int) -> None:
    assert read(sent(upPacketSN=number)).packet_sn == meant


def test_a_transparent_report_gives_the_device_s_bytes() -> None:
    push = read(sent(topic="v1/up/ad", payload={"APPdata": base64.b64encode(b"\x40\x40\0").decode()}))
    assert (push.app_data, push.values, push.problems) == (b"\x40\x40\0", {}, ())


@pytest.mark.parametrize("data", ["not base64!", "QQ", 7, ["QQ=="], True])
def test_bytes_that_cannot_be_read_are_a_problem_and_the_push_stays(data: object) -> None:
    push = read(sent(payload={"APPdata": data}))
    assert (push.app_data, push.problems) == (None, ("APPdata",))


@pytest.mark.parametrize(("event", "online"), [(1, True), (0, False), ("1", True), (2, None), (None, None)])
def test_online_and_offline(event: object, online: bool | None) -> None:
    push = read(sent(messageType="deviceOnlineOfflineReport", eventType=event, payload=None))
    assert push.online is online


def test_an_event_has_its_content_as_values_and_says_nothing_about_the_line() -> None:
    push = read(
        sent(messageType="eventReport", serviceId=1002, eventType=1, eventContent={"battery_state": 1}, payload=None)
    )
    assert (push.service_id, push.event_type, push.values, push.online) == ("1002", 1, {"battery_state": 1}, None)


def test_a_command_s_answer() -> None:
    push = read(
        sent(
            messageType="commandResponse",
            taskId=1,
            result={"resultCode": "DELIVERED", "resultDetail": ""},
            payload=None,
        )
    )
    assert (push.task_id, push.result_code) == ("1", "DELIVERED")


@pytest.mark.parametrize("kind", ["dataReportTcp", "dataReportTupUnion", "somethingNew"])
def test_a_type_with_values_directly_in_the_payload_or_not_known_is_kept(kind: str) -> None:
    push = read(sent(messageType=kind, payload={"smoke": 1}))
    assert (push.message_type, push.values) == (kind, {"smoke": 1})


def test_fields_of_wrong_types_are_named_and_lose_nothing_else() -> None:
    push = read(sent(timestamp="yesterday", upDataSN=[1], payload=[1, 2], productId={"a": 1}, IMEI=1.5))
    assert set(push.problems) == {"payload", "timestamp", "upDataSN"}
    assert (push.device_id, push.at_ms, push.product_id, push.imei, push.values) == (DEVICE, None, None, None, {})


def test_the_same_push_tried_again_has_the_same_key_whatever_its_serial_number_and_order() -> None:
    first, again = body(), body(upPacketSN=9)
    assert read(json.dumps(first).encode()).dedup == read(json.dumps(dict(reversed(again.items()))).encode()).dedup


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": 1764000000278},
        {"deviceId": "f" * 32},
        {"messageType": "eventReport"},
        {"payload": {"serviceData": {"TData": 31}}},
        {"payload": {"serviceData": {"TData": "30", "Battery_Level": 100, "Alarm_Status": 2}}},
        {"serviceId": "2"},
    ],
)
def test_another_push_has_another_key(change: dict[str, Any]) -> None:
    assert read(sent()).dedup != read(sent(**change)).dedup


def test_two_alarms_without_a_time_are_not_taken_for_one() -> None:
    assert read(sent(timestamp=None)).dedup is None


@pytest.mark.parametrize("whole", [[], "x", 1, None, {}, {"deviceId": DEVICE}, {"messageType": "dataReport"}])
def test_what_names_no_device_or_type_is_refused(whole: object) -> None:
    with pytest.raises(BadPushError):
        read(json.dumps(whole).encode())


@pytest.mark.parametrize("device", ["", " ", "undefined", None, 1.5, True, "a\nb", "a" * 129, ["a"]])
def test_what_is_no_id_is_refused(device: object) -> None:
    with pytest.raises(BadPushError):
        read(sent(deviceId=device))


def test_what_is_no_json_is_refused() -> None:
    for data in (sent()[:-1], b'{"a":1,"a":1}', b"NaN"):
        with pytest.raises(NotJsonError):
            read(data)
