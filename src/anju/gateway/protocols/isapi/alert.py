"""One EventNotificationAlert."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from ._json import Json, load
from ._xml import NotXmlError, leaves

SILENT_AFTER_S = 30
"""A stream without any part for so long is dead: heartbeats come about every 10 s."""
CHINA = timezone(timedelta(hours=8))

FIRE_EVENTS = frozenset({"firedetection", "smokedetection", "fireandsmokedetection", "firesmokedetection"})
"""Lower case. General knowledge: no stored device sent one, so a new camera's spelling is to be looked at once."""
HEAT_EVENTS = frozenset({"tma", "thermometry", "temperaturealarm"})
"""Thermal cameras above a limit somebody set; not by itself a fire. General knowledge as well."""
LONGEST_TEXT = 1024
LONGEST_ID = 128
MOST_FIELDS = 5000
_ROOT = "EventNotificationAlert"


class BadAlertError(ValueError):
    """No EventNotificationAlert, or one without an event type."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. What it does not say is None.

    `at_us` is microseconds since 1970 UTC; where the camera gave no offset, China's was taken and `zone_assumed` is
    True. `at_text` keeps the moment as it came, also one that cannot be read. `channel` is a text: digital channels of
    a recorder come in a field of their own (dynChannelID). `fields` has every value, by path.
    """

    event_type: str
    active: bool | None
    description: str | None
    device: str | None
    ip: str | None
    mac: str | None
    channel: str | None
    channel_name: str | None
    post_count: int | None
    at_us: int | None
    at_text: str | None
    zone_assumed: bool
    fields: tuple[tuple[str, str], ...]


def read_alert(body: bytes) -> Alert:
    """Read an alert in XML or JSON, whichever it begins like. Raises BadAlertError; NotJsonError (a ValueError too) for
    JSON."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        try:
            root, fields = leaves(body.removeprefix(b"\xef\xbb\xbf"))
        except NotXmlError as error:
            raise BadAlertError(str(error)) from None
        if root != _ROOT:
            raise BadAlertError(f"not an alert but {root[:64]!r}")
    else:
        fields = _json_fields(load(body))
    return _alert(fields)


def is_heartbeat(alert: Alert) -> bool:
    """A sign of life: `heartBeat`, or `videoloss` that is not active. An active one is a lost picture."""
    kind = alert.event_type.lower()
    return kind == "heartbeat" or (kind == "videoloss" and alert.active is False)


def is_fire(alert: Alert) -> bool:
    """Whether the camera itself speaks of fire or smoke, beginning or ended (`active`)."""
    return alert.event_type.lower() in FIRE_EVENTS


def _alert(fields: list[tuple[str, str]]) -> Alert:
    first: dict[str, str] = {}
    for path, text in fields:
        if text and len(text) <= LONGEST_TEXT:
            first.setdefault(path, text)
    kind = first.get("eventType")
    if kind is None:
        raise BadAlertError("no eventType")
    at_text = first.get("dateTime")
    at_us, assumed = _moment(at_text) if at_text else (None, False)
    mac = (first.get("macAddress") or "").lower().replace("-", ":") or None
    count = first.get("activePostCount", "")
    own = (mac, first.get("deviceSerial"), first.get("deviceID"), first.get("ipAddress"))
    return Alert(
        event_type=kind,
        active={"active": True, "inactive": False}.get(first.get("eventState", "").lower()),
        description=first.get("eventDescription"),
        device=next((one for one in own if one and len(one) <= LONGEST_ID and one.isprintable()), None),
        ip=first.get("ipAddress"),
        mac=mac,
        channel=first.get("channelID") or first.get("dynChannelID"),
        channel_name=first.get("channelName"),
        post_count=int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None,
        at_us=at_us,
        at_text=at_text,
        zone_assumed=assumed,
        fields=tuple(fields),
    )


def _moment(text: str) -> tuple[int | None, bool]:
    """ISO 8601 with or without offset, fraction and seconds. Year 1 and such cannot be shifted: no moment either."""
    try:
        moment = datetime.fromisoformat(text)
        assumed = moment.tzinfo is None
        moment = moment.replace(tzinfo=CHINA) if assumed else moment
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None, False
    return since // timedelta(microseconds=1), assumed


def _json_fields(value: Json) -> list[tuple[str, str]]:
    """The same pairs as from XML; the object may stand under the name of the alert."""
    if isinstance(value, dict) and isinstance(value.get(_ROOT), dict):
        value = value[_ROOT]
    if not isinstance(value, dict):
        raise BadAlertError("not an object")
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Json]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(f"{path}/{name}".lstrip("/"), inner) for name, inner in reversed(one.items())]
        elif isinstance(one, list):
            waiting += [(path, inner) for inner in reversed(one)]
        elif one is not None:
            found.append((path, _text(one)))
        if len(found) > MOST_FIELDS:
            raise BadAlertError("too many fields")
    return found


def _text(value: bool | int | Decimal | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
