"""ThingsBoard's MQTT device and gateway API: topics, payloads, what clients ask, and what Mosquitto needs.

Topics and shapes are those of thingsboard.io's reference. This package is no broker and opens nothing. Mosquitto does
not say who published, and all devices write to `v1/devices/me/…`; so behind it each gets a prefix that only it may
write to (`broker`). See docs/protocols/thingsboard.md.
"""

from ._json import NotJsonError
from .answers import SUBSCRIBABLE, Answer, Session, answer, is_question
from .broker import SALT_BYTES, Bridge, acl_text, hashed, listener_text, main_text, password_text
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
    "SALT_BYTES",
    "SUBSCRIBABLE",
    "Act",
    "Answer",
    "BadPayloadError",
    "BadTopicError",
    "Bridge",
    "Call",
    "Entry",
    "NotJsonError",
    "Problem",
    "Reply",
    "Session",
    "Topic",
    "Values",
    "acl_text",
    "answer",
    "call_topic",
    "hashed",
    "is_question",
    "listener_text",
    "main_text",
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
