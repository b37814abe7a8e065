"""What a topic means."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 512
_ID = r"(?P<id>[0-9]{1,10})"
DEVICE = "v1/devices/me/"
GATEWAY = "v1/gateway/"


class BadTopicError(ValueError):
    """No topic of this API."""


class Act(StrEnum):
    """What is published there: by devices, but for `ATTRIBUTES_RESPONSE`; calls and their answers go both ways."""

    TELEMETRY = "telemetry"
    ATTRIBUTES = "attributes"
    """Attributes of a device; the platform uses the same topic for changes of shared ones."""
    ATTRIBUTES_REQUEST = "attributes_request"
    RPC_RESPONSE = "rpc_response"
    CLAIM = "claim"
    CONNECT = "connect"
    DISCONNECT = "disconnect"
    GATEWAY_RPC = "gateway_rpc"
    """Calls and replies of devices behind a gateway share one topic."""
    RPC_REQUEST = "rpc_request"
    ATTRIBUTES_RESPONSE = "attributes_response"


_SHAPES = (
    (False, "telemetry", Act.TELEMETRY),
    (False, "attributes", Act.ATTRIBUTES),
    (False, f"attributes/request/{_ID}", Act.ATTRIBUTES_REQUEST),
    (False, f"attributes/response/{_ID}", Act.ATTRIBUTES_RESPONSE),
    (False, f"rpc/request/{_ID}", Act.RPC_REQUEST),
    (False, f"rpc/response/{_ID}", Act.RPC_RESPONSE),
    (False, "claim", Act.CLAIM),
    (True, "telemetry", Act.TELEMETRY),
    (True, "attributes", Act.ATTRIBUTES),
    (True, "attributes/request", Act.ATTRIBUTES_REQUEST),
    (True, "attributes/response", Act.ATTRIBUTES_RESPONSE),
    (True, "rpc", Act.GATEWAY_RPC),
    (True, "connect", Act.CONNECT),
    (True, "disconnect", Act.DISCONNECT),
    (True, "claim", Act.CLAIM),
)
_PATTERNS = tuple((gateway, re.compile((GATEWAY if gateway else DEVICE) + tail), act) for gateway, tail, act in _SHAPES)


@dataclass(frozen=True, slots=True)
class Topic:
    """`account` is who owns the prefix, None where the topic came without one. `id` numbers a call or a request."""

    act: Act
    gateway: bool
    account: str | None = None
    id: int | None = None


def read_topic(topic: str, *, prefix: str = "") -> Topic:
    """Read a topic, bare (`v1/…`) or behind `prefix` and the account's name (`prefix/name/v1/…`). Raises
    BadTopicError."""
    if len(topic) > LONGEST or "\0" in topic:
        raise BadTopicError("too long, or not a topic")
    account = None
    if prefix:
        if not topic.startswith(prefix + "/"):
            raise BadTopicError("another prefix")
        account, _, topic = topic[len(prefix) + 1 :].partition("/")
        if not account:
            raise BadTopicError("no account")
    for gateway, pattern, act in _PATTERNS:
        found = pattern.fullmatch(topic)
        if found:
            number = found.groupdict().get("id")
            return Topic(act, gateway, account, int(number) if number else None)
    raise BadTopicError("no topic of this API")


def call_topic(number: int, *, account: str | None = None, prefix: str = "") -> str:
    """Where a call to a device is published."""
    bare = f"{DEVICE}rpc/request/{number}"
    return f"{prefix}/{account}/{bare}" if account is not None else bare
