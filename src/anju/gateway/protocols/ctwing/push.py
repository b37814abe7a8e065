"""One push body."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from ._json import Json, canonical, load

LONGEST_ID = 128


class BadPushError(ValueError):
    """JSON, and no push: it names no device or no type."""


class MessageType(StrEnum):
    """What a push tells. The first four were seen in stored bodies, the next two named by stored receivers; device
    added and deleted are from general knowledge, and their spelling is not verified."""

    DATA_REPORT = "dataReport"
    EVENT_REPORT = "eventReport"
    ONLINE_OFFLINE = "deviceOnlineOfflineReport"
    COMMAND_RESPONSE = "commandResponse"
    DATA_REPORT_TCP = "dataReportTcp"
    DATA_REPORT_UNION = "dataReportTupUnion"
    """Several reports in one. One stored receiver leaves them out, because the single ones are sent as well."""
    DEVICE_ADDED = "deviceAdd"
    DEVICE_DELETED = "deviceDelete"


KNOWN_TYPES = frozenset(MessageType)


@dataclass(frozen=True, slots=True)
class Push:
    """A push as read. What the platform leaves out, sends empty, as -1 or as the text "undefined" is None.

    `message_type` stays a text: an unknown one is kept, not refused. `at_ms` is the platform's time. `values` are named
    values (a profile's service data, or an event's content), `app_data` the device's own bytes of a transparent
    product; a push has one of them, both or none. `online` is told by ONLINE_OFFLINE alone. `dedup` is the same for a
    push tried again: device, time, type and a digest of all that it carries; None without a time, when two alarms would
    look alike.
    """

    message_type: str
    device_id: str
    product_id: str | None
    at_ms: int | None
    imei: str | None
    imsi: str | None
    service_id: str | None
    packet_sn: int | None
    data_sn: int | None
    event_type: int | None
    values: dict[str, Json]
    app_data: bytes | None
    online: bool | None
    task_id: str | None
    result_code: str | None
    dedup: bytes | None
    problems: tuple[str, ...] = ()
    whole: dict[str, Json] = field(default_factory=dict, repr=False)


def read(body: bytes) -> Push:
    """Read a push body.

    Raises NotJsonError (bytes), BadPushError (no device, no type). A field of a wrong type is named in `problems` and
    taken as not sent: an alarm is not thrown away for an odd serial number.
    """
    whole = load(body)
    if not isinstance(whole, dict):
        raise BadPushError("not an object")
    kind, device = _text(whole.get("messageType")), _text(whole.get("deviceId"))
    if kind is None or device is None:
        raise BadPushError("no messageType or no deviceId")
    problems: list[str] = []
    event = _number(whole, "eventType", problems)
    payload = _object(whole, "payload", problems)
    result = _object(whole, "result", problems)
    return Push(
        message_type=kind,
        device_id=device,
        product_id=_text(whole.get("productId")),
        at_ms=_number(whole, "timestamp", problems),
        imei=_text(whole.get("IMEI")),
        imsi=_text(whole.get("IMSI")),
        service_id=_text(whole.get("serviceId")),
        packet_sn=_number(whole, "upPacketSN", problems),
        data_sn=_number(whole, "upDataSN", problems),
        event_type=event,
        values=_values(whole, payload, problems),
        app_data=_app_data(payload, problems),
        online={0: False, 1: True}.get(event if event is not None else -1)
        if kind == MessageType.ONLINE_OFFLINE
        else None,
        task_id=_text(whole.get("taskId")),
        result_code=_text(result.get("resultCode")),
        dedup=_dedup(whole, kind, device),
        problems=tuple(problems),
        whole=whole,
    )


_CARRIED = ("payload", "eventContent", "eventType", "serviceId", "result", "taskId")


def _dedup(whole: dict[str, Json], kind: str, device: str) -> bytes | None:
    """Serial numbers are left out: they are -1 or empty on most products, and a second try may carry another."""
    if _number(whole, "timestamp", []) is None:
        return None
    carried: Json = [kind, device, whole.get("timestamp"), {name: whole.get(name) for name in _CARRIED}]
    return hashlib.sha256(canonical(carried)).digest()[:16]


def _values(whole: dict[str, Json], payload: dict[str, Json], problems: list[str]) -> dict[str, Json]:
    """An event's content; a service's data; else the payload itself, where it is not a transparent one."""
    if "eventContent" in whole:
        return _object(whole, "eventContent", problems)
    if "serviceData" in payload:
        return _object(payload, "serviceData", problems)
    return {name: value for name, value in payload.items() if name not in ("APPdata", "serviceId")}


def _app_data(payload: dict[str, Json], problems: list[str]) -> bytes | None:
    value = payload.get("APPdata")
    if value is None:
        return None
    if not isinstance(value, str):
        problems.append("APPdata")
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        problems.append("APPdata")
        return None


def _object(holder: dict[str, Json], name: str, problems: list[str]) -> dict[str, Json]:
    value = holder.get(name)
    if isinstance(value, dict):
        return value
    if value is not None and value != "":
        problems.append(name)
    return {}


def _text(value: Json) -> str | None:
    """A text or a number as text; None for what means "not known" here."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text and text != "undefined" and len(text) <= LONGEST_ID and text.isprintable() else None


def _number(whole: dict[str, Json], name: str, problems: list[str]) -> int | None:
    value = whole.get(name)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    if value not in (None, "", "undefined", "-1"):
        problems.append(name)
    return None
