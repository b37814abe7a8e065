"""Our own intake: one event or a list, signed.

    POST, X-Timestamp: <seconds since 1970>, X-Signature: <hex of HMAC-SHA256(secret, timestamp + "." + body)>
    {"operator": "…", "station": "…", "device": "…", "port": 1, "type": "temperature", "ts": 1700000000000, "value":
    41.5}

`check` is pure: it is told the time and which signatures were seen, and says what to remember.
"""

import hashlib
import hmac
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ._json import Json, canonical, flaw, parse

WINDOW_S = 300
"""By how much a request's time may differ from ours, before and after."""
MOST_EVENTS = 1000
LONGEST_ID = 40
EARLIEST_MS, LATEST_MS = 946_684_800_000, 4_102_444_800_000
"""2000 to 2100: what is outside is no moment."""


class BadRequestError(ValueError):
    """The body as a whole cannot be taken."""


class EventType(StrEnum):
    """What an event tells. The value is a number for the first three, true or false for the others."""

    POWER = "power"
    """W."""
    TEMPERATURE = "temperature"
    """°C."""
    PORT_STATUS = "port_status"
    """0 offline, 1 idle, 2 occupied, 3 charging, 255 fault."""
    SMOKE = "smoke"
    OVERLOAD = "overload"
    FULL = "full"
    UNPLUG = "unplug"
    OFFLINE = "offline"


NUMBERS = frozenset({EventType.POWER, EventType.TEMPERATURE, EventType.PORT_STATUS})
_TYPES = {kind.value: kind for kind in EventType}
PORT_STATES = frozenset({0, 1, 2, 3, 255})


class Refusal(StrEnum):
    """Why a request is not believed."""

    NO_TIME = "no_time"
    OUT_OF_WINDOW = "out_of_window"
    SIGNATURE = "signature"
    REPLAYED = "replayed"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `index` is its place in the body; `dedup` is the same for an event sent again."""

    operator: str
    station: str
    device: str
    port: str | None
    type: EventType
    at_ms: int
    value: int | Decimal | bool
    dedup: bytes
    index: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item of the body was not taken."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a body holds: events and, by place, what could not be read. Each item is in exactly one of the two."""

    events: tuple[Event, ...]
    problems: tuple[Problem, ...]


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a request, in lower-case hex."""
    return hmac.new(secret, timestamp.encode("utf-8", "surrogatepass") + b"." + body, hashlib.sha256).hexdigest()


def check(
    secret: bytes, *, timestamp: str, signature: str, body: bytes, now_s: int, seen: Container[str] = ()
) -> str | Refusal:
    """Whether a request is what its sender signed, just now and for the first time.

    `timestamp` is in seconds since 1970, or milliseconds where it has 13 digits. Returns the signature in lower case,
    which the caller remembers for twice `WINDOW_S` and offers as `seen` next time; or why the request is refused.
    The signature is compared before anything else is told, so that only who knows the secret learns about clocks.
    """
    given = signature.strip().lower().removeprefix("sha256=")
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), given.encode("utf-8", "surrogatepass")):
        return Refusal.SIGNATURE
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 13):
        return Refusal.NO_TIME
    sent_s = int(timestamp) // (1000 if len(timestamp) == 13 else 1)
    if abs(now_s - sent_s) > WINDOW_S:
        return Refusal.OUT_OF_WINDOW
    return Refusal.REPLAYED if given in seen else given


def read(body: bytes, *, operator: str | None = None) -> Batch:
    """Read one event, or a list of them; with an `operator` (whose secret signed), another's events are refused.

    Raises NotJsonError, BadRequestError; one bad item leaves the others as they are.
    """
    whole = parse(body)
    items = whole if isinstance(whole, list) else [whole]
    if len(items) > MOST_EVENTS:
        raise BadRequestError(f"more than {MOST_EVENTS} events")
    events: list[Event] = []
    problems: list[Problem] = []
    for index, item in enumerate(items):
        found = _event(item, index)
        if isinstance(found, Event) and operator not in (None, found.operator):
            found = "of another operator"
        if isinstance(found, Event):
            events.append(found)
        else:
            problems.append(Problem(index, found))
    return Batch(tuple(events), tuple(problems))


def _event(item: Json, index: int) -> Event | str:
    """The event, or why it is none."""
    if (reason := flaw(item)) is not None:
        return reason
    if not isinstance(item, dict):
        return "not an object"
    operator, station, device = (_text(item.get(name)) for name in ("operator", "station", "device"))
    if operator is None or station is None or device is None:
        return "needs operator, station and device"
    kind = _TYPES.get(str(item.get("type")))
    if kind is None:
        return "no such type"
    value = _value(kind, item.get("value"))
    if value is None:
        return "a value of another type"
    at = item.get("ts")
    if not isinstance(at, int) or isinstance(at, bool) or not EARLIEST_MS <= at <= LATEST_MS:
        return "needs ts, a moment in milliseconds"
    port = item.get("port")
    if port is not None and _text(port) is None:
        return "no such port"
    dedup = hashlib.sha256(canonical(item)).digest()[:16]
    return Event(operator, station, device, _text(port), kind, at, value, dedup, index)


def _value(kind: EventType, value: Json) -> int | Decimal | bool | None:
    if kind in NUMBERS:
        number = value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
        return number if kind != EventType.PORT_STATUS or number in PORT_STATES else None
    if value is None:
        return True
    return bool(value) if isinstance(value, bool) or value in (0, 1) else None


def _text(value: Json) -> str | None:
    """An id: printable, and without the sign that joins ids."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text and len(text) <= LONGEST_ID and text.isprintable() and "/" not in text else None
