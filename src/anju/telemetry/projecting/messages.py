"""Messages of all other protocols → observations → facts, by the way that takes any.

The gateway keeps such a message as one line of JSON that says who sent it, and behind it the body as it came:
`{"v":1,"who":"<account>","topic":"<topic or path>","type":"<content type>"}`, keys that are empty left out. Frames of
a hydrant (A5 5A) stand as they came.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from anju.gateway.adapters import charging as from_charging
from anju.gateway.adapters import chirpstack as from_chirpstack
from anju.gateway.adapters import ctwing as from_ctwing
from anju.gateway.adapters import hydrant as from_hydrant
from anju.gateway.adapters import isapi as from_isapi
from anju.gateway.adapters import onenet as from_onenet
from anju.gateway.adapters import plain as from_plain
from anju.gateway.adapters import thingsboard as from_thingsboard
from anju.gateway.adapters.values import CANONICAL, Profile
from anju.gateway.observed import DeviceKey, Done, Flag, Observed, Other, Quantity, Reading, Scheme
from anju.gateway.protocols import charging, chirpstack, ctwing, hydrant, isapi, onenet, plain, thingsboard
from anju.telemetry.projecting.facts import Device, Facts, PointName, Said, origin_of
from anju.telemetry.projecting.moments import taken

LONGEST_HEAD: Final = 4096
ON_LINES: Final = "application/x-ndjson"


class BadMessageError(ValueError):
    """A stored message without the line that says who sent it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a listener kept."""

    wire: str
    """Which protocol: the first word of the listener's name."""
    body: bytes
    raw: str
    """Where it is kept: `batch/place`."""
    who: str = ""
    topic: str = ""
    type: str = ""

    @property
    def sender(self) -> Device | None:
        """The device of the account it came by, where one account is one device."""
        scheme = OWN.get(self.wire)
        return (scheme.value, self.who) if scheme and self.who else None


OWN: Final[Mapping[str, Scheme]] = {"plain": Scheme.PLAIN, "thingsboard": Scheme.MQTT, "isapi": Scheme.ISAPI}

Read = Callable[[Profile], list[Observed]]
"""Part of a message, read by a profile of names."""


def opened(listener: str, stored: bytes, raw: str) -> Message:
    """A stored message. Raises BadMessageError."""
    wire = listener.partition(":")[0]
    if wire in BARE:
        return Message(wire, stored, raw)
    line, newline, body = stored.partition(b"\n")
    try:
        head = json.loads(line) if newline and len(line) <= LONGEST_HEAD else None
    except ValueError:
        head = None
    if not isinstance(head, dict) or head.get("v") != 1:
        raise BadMessageError("no line that says who sent it")
    said = {key: str(head.get(key, "")) for key in ("who", "topic", "type")}
    return Message(wire, body, raw, **said)


def parts_of(message: Message) -> list[Read]:
    """What a message holds, each to be read by the profile of its device. Raises ValueError where nothing can be."""
    reader = _WIRES.get(message.wire)
    if reader is None:
        raise BadMessageError(f"no protocol {message.wire!r}")
    return list(reader(message))


def tell(observed: Iterable[Observed], order: int, came: int, facts: Facts) -> None:
    """Add observations to the facts. A message of which nothing has a word here counts as unknown."""
    told, device = False, None
    for one in observed:
        device = (one.device.scheme.value, one.device.id)
        facts.hear(device, came)
        if one.via is not None:
            facts.hear((one.via.scheme.value, one.via.id), came)
        kinds = " ".join(f"{kind.table}:{kind.code}" for kind in one.kinds)[:200]
        point = PointName(device, one.point or "", kinds)
        at = taken(one.claimed.us, came)
        if one.claimed.us is not None:
            facts.skew[device] = max(min((one.claimed.us - came) // 1_000_000, 2**31 - 1), -(2**31))
        told |= not isinstance(one.what, Other)
        _tell(one, point, Said(order, point, at, came, origin_of(one.dedup)), facts)
    if not told and device is not None:
        facts.unknown[device] += 1


def _tell(one: Observed, point: PointName, said: Said, facts: Facts) -> None:
    match one.what:
        case Reading(quantity, milli):
            facts.measure((point, quantity), said.at, milli)
            if (level := LEVELS.get(quantity)) is not None:
                column, thousandths, least, most = level
                facts.levels.setdefault(point.device, {})[column] = max(least, min(milli // thousandths, most))
        case Flag(state, on):
            said.states = ((state, on),)
            facts.said.append(said)
        case Done(deed, _operator):
            said.deeds = (deed,)
            facts.said.append(said)


LEVELS: Final[Mapping[Quantity, tuple[str, int, int, int]]] = {
    Quantity.BATTERY: ("battery_percent", 1000, 0, 100),
    Quantity.BATTERY_VOLTAGE: ("battery_mv", 1, 0, 1_000_000),
    Quantity.SIGNAL: ("signal_dbm", 1000, -32_000, 32_000),
}
"""Column of `Heard`, thousandths in one, least and most."""


def _hydrant(message: Message) -> Iterable[Read]:
    report = hydrant.read_report(hydrant.decode(message.body))
    yield lambda _profile: from_hydrant.observed(report, raw=message.raw)


def _ctwing(message: Message) -> Iterable[Read]:
    push = ctwing.read(message.body)
    yield lambda profile: from_ctwing.observed(push, raw=message.raw, profile=profile)


def _onenet(message: Message) -> Iterable[Read]:
    for item in onenet.read(message.body).items:
        if item.problem is None and item.device:
            yield partial(_with_profile, from_onenet.observed, item, raw=message.raw)


def _with_profile(read: Callable[..., list[Observed]], held: Any, profile: Profile, **more: Any) -> list[Observed]:
    return read(held, profile=profile, **more)


def _isapi(message: Message) -> Iterable[Read]:
    device = DeviceKey(Scheme.ISAPI, message.who) if message.who else None
    for alert in isapi.read_push(message.type, message.body).alerts:
        yield partial(_without_profile, from_isapi.observed, alert, raw=message.raw, device=device)


def _without_profile(read: Callable[..., list[Observed]], held: Any, _profile: Profile, **more: Any) -> list[Observed]:
    return read(held, **more)


def _chirpstack(message: Message) -> Iterable[Read]:
    asked = parse_qs(urlsplit(message.topic).query).get("event")
    kind = asked[0] if asked else message.topic.rstrip("/").rpartition("/")[2]
    event = chirpstack.read(kind, message.body)
    yield lambda profile: from_chirpstack.observed(event, raw=message.raw, profile=profile)


def _charging(message: Message) -> Iterable[Read]:
    for event in charging.read(message.body, operator=message.who or None).events:
        yield partial(_without_profile, from_charging.observed, event, raw=message.raw)


def _plain(message: Message) -> Iterable[Read]:
    for item in plain.read(message.body, by_line=message.type.partition(";")[0].strip().lower() == ON_LINES).items:
        yield partial(_with_profile, from_plain.observed, item, raw=message.raw, account=message.who)


def _thingsboard(message: Message) -> Iterable[Read]:
    where = message.topic.find("v1/")
    topic = thingsboard.read_topic(message.topic[max(where, 0) :])
    act, gateway = thingsboard.Act, topic.gateway
    if topic.act in (act.CONNECT, act.DISCONNECT):
        device = thingsboard.read_announcement(message.body)
        yield lambda _profile: from_thingsboard.announced(
            device, account=message.who, connected=topic.act is act.CONNECT, raw=message.raw
        )
        return
    read = {
        (act.TELEMETRY, False): thingsboard.read_telemetry,
        (act.TELEMETRY, True): thingsboard.read_gateway_telemetry,
        (act.ATTRIBUTES, False): thingsboard.read_attributes,
        (act.ATTRIBUTES, True): thingsboard.read_gateway_attributes,
    }.get((topic.act, gateway))
    for entry in read(message.body) if read else ():
        if isinstance(entry, thingsboard.Values):
            yield partial(_with_profile, from_thingsboard.observed, entry, raw=message.raw, account=message.who)


_WIRES: Final[Mapping[str, Callable[[Message], Iterable[Read]]]] = {
    "hydrant": _hydrant,
    "ctwing": _ctwing,
    "onenet": _onenet,
    "isapi": _isapi,
    "chirpstack": _chirpstack,
    "charging": _charging,
    "plain": _plain,
    "thingsboard": _thingsboard,
}
BARE: Final = frozenset({"hydrant"})
"""Protocols whose frames say themselves who sent them."""
USUAL: Final = CANONICAL
