"""What stands in a message. Each entry is read for itself: one that is wrong is named, the others are kept."""

import json
from dataclasses import dataclass

from ._json import Json, Twice, flaw, load, parse

MOST_ENTRIES = 10_000
LONGEST_NAME = 128
LATEST_MS = 4_102_444_800_000
"""The year 2100."""


class BadPayloadError(ValueError):
    """A message that has not the shape of its topic."""


@dataclass(frozen=True, slots=True)
class Values:
    """Values of one moment. `device` is None for who published itself. `at_ms` is None where no moment was sent: the
    platform's own then counts. `index` is its place in the list."""

    device: str | None
    at_ms: int | None
    values: dict[str, Json]
    index: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry, or one value of it, was not taken."""

    device: str | None
    index: int
    name: str | None
    reason: str


Entry = Values | Problem


@dataclass(frozen=True, slots=True)
class Call:
    """A remote procedure call of the platform."""

    method: str
    params: Json = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A device's answer; `id` is the call's number where the payload carries it (behind a gateway)."""

    device: str | None
    id: int | None
    data: Json


def read_telemetry(body: bytes) -> list[Entry]:
    """`{name: value}`, `{"ts": ms, "values": {…}}`, or a list of either. Raises NotJsonError, BadPayloadError."""
    return _entries(None, parse(body))


def read_gateway_telemetry(body: bytes) -> list[Entry]:
    """`{device: [{"ts": ms, "values": {…}}, …], …}`; one entry without a list is taken too. Raises NotJsonError,
    BadPayloadError."""
    found: list[Entry] = []
    for device, held in _by_device(parse(body)):
        if isinstance(held, dict | list) and _is_name(device):
            found += _entries(device, held)
        else:
            found.append(Problem(device, 0, None, "no device name, or neither object nor list"))
    return found


def read_attributes(body: bytes) -> list[Entry]:
    """`{name: value}`, of which none is a time. Raises NotJsonError, BadPayloadError."""
    held = parse(body)
    if not isinstance(held, dict):
        raise BadPayloadError("not an object")
    return _values(None, None, held, 0)


def read_gateway_attributes(body: bytes) -> list[Entry]:
    """`{device: {name: value}, …}`. Raises NotJsonError, BadPayloadError."""
    found: list[Entry] = []
    for device, held in _by_device(parse(body)):
        if isinstance(held, dict) and _is_name(device):
            found += _values(device, None, held, 0)
        else:
            found.append(Problem(device, 0, None, "no device name, or not an object"))
    return found


def read_announcement(body: bytes) -> str:
    """The device in `{"device": name}` of connect and disconnect. Raises NotJsonError, BadPayloadError."""
    held = load(body)
    device = held.get("device") if isinstance(held, dict) else None
    if not isinstance(device, str) or not _is_name(device):
        raise BadPayloadError("names no device")
    return device


def read_reply(body: bytes) -> Reply:
    """What a device answers on `rpc/response/{id}`: any JSON. Raises NotJsonError."""
    return Reply(None, None, load(body))


def read_gateway_reply(body: bytes) -> Reply:
    """`{"device": name, "id": number, "data": …}`. Raises NotJsonError, BadPayloadError."""
    held = load(body)
    if not isinstance(held, dict):
        raise BadPayloadError("not an object")
    device, number = held.get("device"), held.get("id")
    if not isinstance(device, str) or not _is_name(device) or not isinstance(number, int) or isinstance(number, bool):
        raise BadPayloadError("needs device and id")
    return Reply(device, number, held.get("data"))


def write_call(call: Call) -> bytes:
    """The message of a call to a device."""
    return _written({"method": call.method, "params": call.params})


def write_gateway_call(device: str, number: int, call: Call) -> bytes:
    """The message of a call to a device behind a gateway, on `v1/gateway/rpc`."""
    return _written({"device": device, "data": {"id": number, "method": call.method, "params": call.params}})


def _written(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _by_device(held: Json) -> list[tuple[str, Json]]:
    if not isinstance(held, dict) or isinstance(held, Twice):
        raise BadPayloadError("not an object, or one that names a device twice")
    return list(held.items())


def _entries(device: str | None, held: Json) -> list[Entry]:
    if not isinstance(held, dict | list):
        raise BadPayloadError("neither object nor list")
    each = held if isinstance(held, list) else [held]
    if len(each) > MOST_ENTRIES:
        raise BadPayloadError(f"more than {MOST_ENTRIES} entries")
    found: list[Entry] = []
    for index, one in enumerate(each):
        found += _entry(device, one, index)
    return found


def _entry(device: str | None, one: Json, index: int) -> list[Entry]:
    if not isinstance(one, dict):
        return [Problem(device, index, None, "not an object")]
    inner = one.get("values")
    if "ts" not in one or not isinstance(inner, dict):
        return _values(device, None, one, index)
    at = one["ts"]
    if isinstance(one, Twice) or not isinstance(at, int) or isinstance(at, bool) or not 0 <= at <= LATEST_MS:
        problem = Problem(device, index, "ts", "no moment in milliseconds; taken without")
        return [*_values(device, None, inner, index), problem]
    return _values(device, at, inner, index)


def _values(device: str | None, at_ms: int | None, held: dict[str, Json], index: int) -> list[Entry]:
    if isinstance(held, Twice):
        return [Problem(device, index, None, "a key stands twice")]
    good: dict[str, Json] = {}
    found: list[Entry] = []
    for name, value in held.items():
        reason = "no name" if not _is_name(name) else flaw(value)
        if reason is None:
            good[name] = value
        else:
            found.append(Problem(device, index, name, reason))
    return [Values(device, at_ms, good, index), *found] if good else found


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_NAME and text.isprintable()
