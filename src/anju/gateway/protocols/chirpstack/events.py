"""One event."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from ._json import Json, canonical, load

_FRACTION = re.compile(r"\.(\d+)")
_EUI = re.compile(r"[0-9a-f]{16}")


class BadEventError(ValueError):
    """JSON, and no event of a device: no such kind, or no DevEUI."""


class EventKind(StrEnum):
    """The value of `?event=`. TX_ACK: a gateway has sent a downlink; ACK: the device has confirmed it."""

    UP = "up"
    JOIN = "join"
    STATUS = "status"
    ACK = "ack"
    TX_ACK = "txack"
    LOG = "log"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Location:
    """Degrees and metres, exact as sent."""

    latitude: int | Decimal
    longitude: int | Decimal
    altitude: int | Decimal | None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as read; what it does not say is None.

    `at_us` is microseconds since 1970 UTC, of the gateway or the network server, not of the device. `data` is the
    device's own bytes (port `f_port`), `values` what a codec in ChirpStack made of them. `rssi_dbm` and `snr_db` are
    those of the gateway that heard best. `battery_percent` and `margin_db` come with STATUS; the battery is None while
    the device runs on external power or does not know. `acknowledged` comes with ACK. `level`, `code`, `description`
    come with LOG. `dedup` is the deduplication id where there is one (all gateways that heard one uplink share it),
    else a digest, and None for an event with neither id nor time.
    """

    kind: EventKind
    dev_eui: str
    at_us: int | None
    device_name: str | None
    application_id: str | None
    profile_name: str | None
    tags: dict[str, str]
    f_port: int | None
    f_cnt: int | None
    data: bytes | None
    values: dict[str, Json]
    rssi_dbm: int | None
    snr_db: int | Decimal | None
    battery_percent: int | Decimal | None
    external_power: bool | None
    margin_db: int | None
    acknowledged: bool | None
    location: Location | None
    level: str | None
    code: str | None
    description: str | None
    dedup: bytes | None
    problems: tuple[str, ...] = ()
    whole: dict[str, Json] = field(default_factory=dict, repr=False)


def read(kind: str, body: bytes) -> Event:
    """Read the body of `POST ?event=kind`.

    Raises NotJsonError (bytes), BadEventError. A field of a wrong type is named in `problems` and taken as not sent.
    """
    try:
        event = EventKind(kind)
    except ValueError:
        raise BadEventError(f"no event {kind[:32]!r}") from None
    whole = load(body)
    if not isinstance(whole, dict):
        raise BadEventError("not an object")
    problems: list[str] = []
    info = _object(whole, "deviceInfo", problems)
    eui = _eui(info.get("devEui", whole.get("devEUI", whole.get("devEui"))))
    if eui is None:
        raise BadEventError("no DevEUI")
    best = _best(whole.get("rxInfo"))
    external = whole.get("externalPowerSource")
    unknown = whole.get("batteryLevelUnavailable") is True or external is True
    return Event(
        kind=event,
        dev_eui=eui,
        at_us=_moment(whole, problems),
        device_name=_text(info.get("deviceName", whole.get("deviceName"))),
        application_id=_text(info.get("applicationId", whole.get("applicationID"))),
        profile_name=_text(info.get("deviceProfileName", whole.get("deviceProfileName"))),
        tags={name: value for name, value in _object(info, "tags", problems).items() if isinstance(value, str)},
        f_port=_integer(whole, "fPort", problems),
        f_cnt=_integer(whole, "fCnt", problems),
        data=_data(whole, problems),
        values=_values(whole, problems),
        rssi_dbm=_whole_number(best.get("rssi")),
        snr_db=_number(best.get("snr", best.get("loRaSNR"))),
        battery_percent=None if unknown else _number(whole.get("batteryLevel")),
        external_power=external if isinstance(external, bool) else None,
        margin_db=_integer(whole, "margin", problems),
        acknowledged=_acknowledged(whole) if event == EventKind.ACK else None,
        location=_location(whole, problems),
        level=_text(whole.get("level")),
        code=_text(whole.get("code")),
        description=_text(whole.get("description")),
        dedup=_dedup(event, eui, whole),
        problems=tuple(problems),
        whole=whole,
    )


def _dedup(kind: EventKind, eui: str, whole: dict[str, Json]) -> bytes | None:
    shared = _text(whole.get("deduplicationId"))
    if shared is None and whole.get("time") is None:
        return None
    if shared is None:
        return hashlib.sha256(canonical([kind.value, whole])).digest()[:16]
    return hashlib.sha256(canonical([kind.value, eui, shared])).digest()[:16]


def _eui(value: Json) -> str | None:
    """Sixteen hex digits; version 3 sends base64 of the eight bytes instead."""
    if not isinstance(value, str):
        return None
    if _EUI.fullmatch(value.lower()):
        return value.lower()
    raw = _bytes(value)
    return raw.hex() if raw is not None and len(raw) == 8 else None


def _bytes(value: str) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _data(whole: dict[str, Json], problems: list[str]) -> bytes | None:
    value = whole.get("data")
    if value is None:
        return None
    data = _bytes(value) if isinstance(value, str) else None
    if data is None:
        problems.append("data")
    return data


def _values(whole: dict[str, Json], problems: list[str]) -> dict[str, Json]:
    """`object`; version 3 sends the same as JSON in a text."""
    text = whole.get("objectJSON")
    if isinstance(text, str) and text:
        try:
            inner = load(text.encode())
        except ValueError:
            problems.append("objectJSON")
            return {}
        return inner if isinstance(inner, dict) else {}
    return _object(whole, "object", problems)


def _best(heard: Json) -> dict[str, Json]:
    """The reception with the highest RSSI."""
    each = [one for one in heard if isinstance(one, dict)] if isinstance(heard, list) else []
    best: dict[str, Json] = each[0] if each else {}
    for one in each:
        strength = _whole_number(one.get("rssi"))
        so_far = _whole_number(best.get("rssi"))
        if strength is not None and (so_far is None or strength > so_far):
            best = one
    return best


def _acknowledged(whole: dict[str, Json]) -> bool:
    """Protobuf's JSON leaves out what is false: an ACK event without the field was a timeout."""
    return whole.get("acknowledged") is True


def _location(whole: dict[str, Json], problems: list[str]) -> Location | None:
    place = _object(whole, "location", problems)
    latitude, longitude = _number(place.get("latitude")), _number(place.get("longitude"))
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return Location(latitude, longitude, _number(place.get("altitude")))


def _moment(whole: dict[str, Json], problems: list[str]) -> int | None:
    """RFC 3339 with up to nine digits of a second, of which six are kept."""
    value = whole.get("time")
    if value is None:
        return None
    try:
        if not isinstance(value, str):
            raise ValueError("no text")
        moment = datetime.fromisoformat(_FRACTION.sub(lambda found: "." + found[1][:6].ljust(6, "0"), value))
        return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    except (ValueError, TypeError, OverflowError):
        problems.append("time")
        return None


def _object(holder: dict[str, Json], name: str, problems: list[str]) -> dict[str, Json]:
    value = holder.get(name)
    if isinstance(value, dict):
        return value
    if value is not None:
        problems.append(name)
    return {}


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Json) -> int | Decimal | None:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _whole_number(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _integer(whole: dict[str, Json], name: str, problems: list[str]) -> int | None:
    value = whole.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    number = _whole_number(value)
    if number is None and value is not None:
        problems.append(name)
    return number
