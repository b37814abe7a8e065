"""What is said. `properties` is always empty in 3.1.1; codes of 3.1.1 and of 5 are different numbers."""

from dataclasses import dataclass
from typing import TypeAlias

from .properties import Property
from .wire import V4

Properties: TypeAlias = "tuple[Property, ...]"


@dataclass(frozen=True, slots=True)
class Will:
    """What a client wants said when its line breaks."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Connect:
    """The first packet of a client. `keep_alive`: seconds, 0 for none."""

    client_id: str
    version: int = V4
    clean: bool = True
    keep_alive: int = 0
    user: str | None = None
    password: bytes | None = None
    will: Will | None = None
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Connack:
    """What is answered to it; `code` 0 lets in."""

    code: int = 0
    session_present: bool = False
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Publish:
    """A message. `id` is None with QoS 0, and never otherwise."""

    topic: str
    payload: bytes
    qos: int = 0
    id: int | None = None
    dup: bool = False
    """It was sent before, and not acknowledged."""
    retain: bool = False
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Puback:
    """A message of QoS 1 was taken."""

    id: int
    code: int = 0
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Filters, each with its byte of options; its two lowest bits are the highest QoS that is wanted."""

    id: int
    filters: tuple[tuple[str, int], ...]
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Suback:
    """For each filter the QoS that is granted, or why none is."""

    id: int
    codes: tuple[int, ...]
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Filters that are not wanted any more."""

    id: int
    filters: tuple[str, ...]
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Unsuback:
    """They are gone; `codes` are empty in 3.1.1."""

    id: int
    codes: tuple[int, ...] = ()
    properties: Properties = ()


@dataclass(frozen=True, slots=True)
class Pingreq:
    """Still there?"""


@dataclass(frozen=True, slots=True)
class Pingresp:
    """Yes."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """The end. In 3.1.1 only a client says so, without a code."""

    code: int = 0
    properties: Properties = ()


Packet = (
    Connect | Connack | Publish | Puback | Subscribe | Suback | Unsubscribe | Unsuback | Pingreq | Pingresp | Disconnect
)
