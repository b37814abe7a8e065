"""Alerts in XML and JSON, whatever namespace and age, and documents that want more than to be read."""

import json
from typing import Any

import pytest

from anju.gateway.protocols.isapi import BadAlertError, NotJsonError, is_fire, is_heartbeat, read_alert
from anju.gateway.protocols.isapi._xml import DEEPEST, MOST_BYTES, MOST_ELEMENTS


def _size(body: bytes) -> str:
    return f"{len(body)} bytes"


FIELDS = {
    "ipAddress": "192.0.2.10",
    "portNo": "80",
    "protocol": "HTTP",
    "macAddress": "C0-6D-ED-02-D3-D9",
    "channelID": "1",
    "dateTime": "2025-11-25T00:00:00+08:00",
    "activePostCount": "1",
    "eventType": "fireDetection",
    "eventState": "active",
    "eventDescription": "fire alarm",
    "channelName": "三号楼楼道",
}


def xml(
    namespace: str = "http://www.isapi.org/ver20/XMLSchema", prefix: str = "", extra: str = "", **changes: str | None
) -> bytes:
    fields = {**FIELDS, **changes}
    mark = f"{prefix}:" if prefix else ""
    inner = "".join(f"<{mark}{name}>{text}</{mark}{name}>\n" for name, text in fields.items() if text is not None)
    spaces = f' xmlns{":" + prefix if prefix else ""}="{namespace}"' if namespace else ""
    return (
        f'<{mark}EventNotificationAlert version="2.0"{spaces}>\n{inner}{extra}</{mark}EventNotificationAlert>'.encode()
    )


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.isapi.org/ver20/XMLSchema",
        "http://www.isapi.com/ver20/XMLSchema",
        "http://www.hikvision.com/ver20/XMLSchema",
        "",
    ],
)
@pytest.mark.parametrize("head", [b"", b'<?xml version="1.0" encoding="UTF-8"?>\n', b"\xef\xbb\xbf", b"\r\n  "])
def test_an_alert_of_any_namespace(namespace: str, head: bytes) -> None:
    alert = read_alert(head + xml(namespace))
    assert (alert.event_type, alert.active, alert.channel, alert.post_count) == ("fireDetection", True, "1", 1)
    assert (alert.device, alert.ip, alert.channel_name) == ("c0:6d:ed:02:d3:d9", "192.0.2.10", "三号楼楼道")
    assert (alert.at_us, alert.zone_assumed) == (1764000000_000000, False)


def test_a_prefix_is_no_part_of_a_name() -> None:
    assert read_alert(xml(prefix="hik")).fields == read_alert(xml()).fields


def test_the_same_in_json_with_and_without_its_name_around_it() -> None:
    body: dict[str, Any] = {**FIELDS, "portNo": 80, "channelID": 1, "activePostCount": 1}
    for whole in (body, {"EventNotificationAlert": body}):
        alert = read_alert(json.dumps(whole).encode())
        assert sorted(alert.fields) == sorted(read_alert(xml()).fields)
        assert alert.at_us == 1764000000_000000


def test_every_value_is_kept_by_its_path() -> None:
    extra = (
        "<DetectionRegionList><DetectionRegionEntry><regionID>1</regionID></DetectionRegionEntry></DetectionRegionList>"
    )
    assert ("DetectionRegionList/DetectionRegionEntry/regionID", "1") in read_alert(xml(extra=extra)).fields
    body = json.dumps({**FIELDS, "TMA": {"currTemperature": 61.5, "points": [{"x": 1}, {"x": True}]}}).encode()
    fields = read_alert(body).fields
    assert ("TMA/currTemperature", "61.5") in fields
    assert [text for path, text in fields if path == "TMA/points/x"] == ["1", "true"]


@pytest.mark.parametrize(
    ("text", "at_us", "assumed"),
    [
        ("2025-11-25T00:00:00", 1764000000_000000, True),
        ("2025-11-24T16:00Z", 1764000000_000000, False),
        ("2025-11-25T00:00:00.250+08:00", 1764000000_250000, False),
        ("2025-11-25 00:00:00+08:00", 1764000000_000000, False),
        ("25.11.2025", None, False),
        ("", None, False),
        ("9999-99-99T00:00:00Z", None, False),
    ],
)
def test_moments(text: str, at_us: int | None, assumed: bool) -> None:
    alert = read_alert(xml(dateTime=text))
    assert (alert.at_us, alert.zone_assumed, alert.at_text) == (at_us, assumed, text or None)


def test_a_recorder_s_channel_and_a_camera_without_an_address() -> None:
    alert = read_alert(xml(channelID="", dynChannelID="3", macAddress=None, extra="<deviceSerial>DS-1</deviceSerial>"))
    assert (alert.channel, alert.device) == ("3", "DS-1")
    for mac in (None, "C0\t6D", "c" * 200):
        assert read_alert(xml(macAddress=mac)).device == "192.0.2.10"
    assert read_alert(xml(macAddress=None, ipAddress=None)).device is None


@pytest.mark.parametrize(
    ("kind", "state", "beats"),
    [("videoloss", "inactive", True), ("videoloss", "active", False), ("heartBeat", "active", True),
     ("heartBeat", None, True),     ("videoloss", None, False), ("VMD", "inactive", False)],
)  # fmt: skip
def test_the_rule_of_heartbeats(kind: str, state: str | None, beats: bool) -> None:
    assert is_heartbeat(read_alert(xml(eventType=kind, eventState=state))) is beats


@pytest.mark.parametrize(
    ("kind", "fire"),
    [("fireDetection", True), ("FIREDETECTION", True), ("smokeDetection", True), ("VMD", False), ("TMA", False)],
)
def test_fire(kind: str, fire: bool) -> None:
    assert is_fire(read_alert(xml(eventType=kind))) is fire


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
def test_a_doctype_is_refused_whatever_is_in_it(doctype: str) -> None:
    for body in (doctype.encode() + xml(), b'<?xml version="1.0"?>' + doctype.encode() + xml(channelName="&b;")):
        with pytest.raises(BadAlertError, match="DOCTYPE"):
            read_alert(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<",
        xml()[:-1],
        xml()[:60],
        xml().replace(b"</eventType>", b""),
        xml(channelName="&nbsp;"),
        xml(channelName="\x01"),
        b"<a/>",
        b"<EventNotificationAlert/>",
        b'<?xml version="1.0" encoding="utf-7"?>' + xml(),
        b'<?xml version="1.0" encoding="big5"?>' + xml(),
        b"<EventNotificationAlert>" + b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1) + b"</EventNotificationAlert>",
        b"<EventNotificationAlert><eventType>VMD</eventType>" + b"<a/>" * MOST_ELEMENTS + b"</EventNotificationAlert>",
        xml(channelName="x" * MOST_BYTES),
        xml(eventType=None),
        xml(eventType=" "),
        xml(eventType="x" * 5000),
        b"[]",
        b"{}",
        b'{"EventNotificationAlert": []}',
        b'{"eventType": null}',
        json.dumps({"eventType": "VMD", "x": [1] * 6000}).encode(),
    ],
    ids=_size,
)
def test_what_is_no_alert_is_refused(body: bytes) -> None:
    with pytest.raises(BadAlertError):
        read_alert(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"eventType":"VMD","eventType":"fireDetection"}', b"alert", xml().decode().encode("utf-16")],
    ids=_size,
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        read_alert(body)


def test_chinese_of_older_cameras() -> None:
    body = b'<?xml version="1.0" encoding="GB2312"?>' + xml().decode().encode("gb18030")
    assert read_alert(body).channel_name == "三号楼楼道"


def test_unknown_states_and_counts_are_not_known() -> None:
    alert = read_alert(xml(eventState="maybe", activePostCount="-1"))
    assert (alert.active, alert.post_count) == (None, None)
