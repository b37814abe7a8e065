"""ThingsBoard's MQTT device and gateway API: topics, payloads, and what Mosquitto needs to carry them.

Topics and shapes are those of thingsboard.io's reference. This package is no broker and opens nothing: it reads what a
broker hands on. Mosquitto does not say who published, and all devices write to `v1/devices/me/…`; so each gets a prefix
that only it may write to (`broker`). See docs/protocols/thingsboard.md.
"""

from ._json import NotJsonError
from .broker import Account, acl_text, listener_text, password_text
from .payloads import (
    BadPayloadError,
    Call,
    Entry,
    Problem,
    Reply,
    Values,
    read_announcement,
    read_attributes,
    read_gateway_attributes,
    read_gateway_reply,
    read_gateway_telemetry,
    read_reply,
    read_telemetry,
    write_call,
    write_gateway_call,
)
from .topics import Act, BadTopicError, Topic, call_topic, read_topic

__all__ = [
    "Account",
    "Act",
    "BadPayloadError",
    "BadTopicError",
    "Call",
    "Entry",
    "NotJsonError",
    "Problem",
    "Reply",
    "Topic",
    "Values",
    "acl_text",
    "call_topic",
    "listener_text",
    "password_text",
    "read_announcement",
    "read_attributes",
    "read_gateway_attributes",
    "read_gateway_reply",
    "read_gateway_telemetry",
    "read_reply",
    "read_telemetry",
    "read_topic",
    "write_call",
    "write_gateway_call",
]
