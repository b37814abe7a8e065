"""What a device may ask, and is answered at once: attributes held for it, and the limits of its session."""

import json
from dataclasses import dataclass
from typing import Final

from ._json import Json, NotJsonError, load
from .topics import DEVICE, GATEWAY, Act, Topic

LIMITS: Final = "getSessionLimits"
"""The one method every ThingsBoard client calls after it has connected."""
SUBSCRIBABLE: Final = frozenset({
    f"{DEVICE}attributes", f"{DEVICE}attributes/response/+", f"{DEVICE}rpc/request/+", f"{DEVICE}rpc/response/+",
    f"{GATEWAY}attributes", f"{GATEWAY}attributes/response", f"{GATEWAY}rpc",
})  # fmt: skip
"""Filters a client may ask for."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a connection may do. `per_second`: messages; `in_flight`: those not acknowledged yet; `largest`: bytes."""

    per_second: int
    in_flight: int
    largest: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A message for who asked; it is of use only where `filter` was subscribed."""

    topic: str
    filter: str
    payload: bytes


def answer(topic: Topic, body: bytes, session: Session) -> Answer | None:
    """The answer to a question; None where nothing was asked. A question nobody can read has none either.

    Attributes are kept as what a device said and are never given back, so every request for some gets an empty object.
    """
    if topic.act is Act.RPC_REQUEST:
        return _answered(f"{DEVICE}rpc/response/", str(topic.id), _told(_method(body), session))
    if topic.act is not Act.ATTRIBUTES_REQUEST:
        return None
    if not topic.gateway:
        return _answered(f"{DEVICE}attributes/response/", str(topic.id), {})
    asked = _object(body)
    if not isinstance(number := asked.get("id"), int) or not isinstance(device := asked.get("device"), str):
        return None
    return _answered(f"{GATEWAY}attributes/response", "", {"id": number, "device": device, "values": {}})


def is_question(topic: Topic) -> bool:
    """Whether `answer` is who deals with it: it says nothing about a device, and is not kept."""
    return topic.act in (Act.RPC_REQUEST, Act.ATTRIBUTES_REQUEST)


def _told(method: object, session: Session) -> dict[str, Json]:
    if method != LIMITS:
        return {"error": "this platform has no such method"}
    rate: dict[str, Json] = {"messages": f"{session.per_second}:1", "telemetryMessages": f"{session.per_second}:1"}
    return {
        "maxPayloadSize": session.largest, "maxInflightMessages": session.in_flight, "rateLimits": rate,
        "gatewayRateLimits": rate,
    }  # fmt: skip


def _answered(topic: str, tail: str, said: dict[str, Json]) -> Answer:
    return Answer(topic + tail, topic + "+" if tail else topic, json.dumps(said, separators=(",", ":")).encode())


def _method(body: bytes) -> object:
    return _object(body).get("method")


def _object(body: bytes) -> dict[str, Json]:
    try:
        found = load(body)
    except NotJsonError:
        return {}
    return found if isinstance(found, dict) else {}
