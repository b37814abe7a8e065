"""MQTT 3.1.1 and 5 (OASIS): packets in bytes and back, for either end. Topics and payloads mean nothing here.

Left out: QoS 2 beyond naming it (PUBREC, PUBREL, PUBCOMP) and AUTH; a reader that meets one says so. A property is read
by its type; in which packet it may stand is not checked. What a server does with them: docs/protocols/thingsboard.md.
"""

from .packets import (
    Connack,
    Connect,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)
from .properties import Property
from .reader import Reader
from .wire import V4, V5, MalformedError, Reason
from .writer import encode

__all__ = [
    "V4",
    "V5",
    "Connack",
    "Connect",
    "Disconnect",
    "MalformedError",
    "Packet",
    "Pingreq",
    "Pingresp",
    "Property",
    "Puback",
    "Publish",
    "Reader",
    "Reason",
    "Suback",
    "Subscribe",
    "Unsuback",
    "Unsubscribe",
    "Will",
    "encode",
]
