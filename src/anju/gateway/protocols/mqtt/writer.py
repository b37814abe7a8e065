"""Packets → bytes."""

from collections.abc import Iterable

from . import properties as props
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
)
from .wire import V5, binary, text, variable


def encode(packet: Packet, version: int) -> bytes:
    """A packet as `version` writes it; a CONNECT has its own. Raises ValueError for what cannot be written."""
    version = packet.version if isinstance(packet, Connect) else version
    first, body = _parts(packet, version == V5)
    return bytes((first,)) + variable(len(body)) + body


def _parts(packet: Packet, five: bool) -> tuple[int, bytes]:
    match packet:
        case Connect():
            return 0x10, _connect(packet, five)
        case Connack():
            return 0x20, bytes((packet.session_present, packet.code)) + _more(packet.properties, five)
        case Publish():
            return _publish(packet, five)
        case Puback():
            return 0x40, _id(packet.id) + _coded(packet.code, packet.properties, five)
        case Subscribe():
            wanted = b"".join(text(name) + bytes((options,)) for name, options in packet.filters)
            return 0x82, _id(packet.id) + _more(packet.properties, five) + wanted
        case Suback():
            return 0x90, _id(packet.id) + _more(packet.properties, five) + bytes(packet.codes)
        case Unsubscribe():
            return 0xA2, _id(packet.id) + _more(packet.properties, five) + _texts(packet.filters)
        case Unsuback():
            return 0xB0, _id(packet.id) + _more(packet.properties, five) + (bytes(packet.codes) if five else b"")
        case Pingreq():
            return 0xC0, b""
        case Pingresp():
            return 0xD0, b""
        case Disconnect():
            return 0xE0, _coded(packet.code, packet.properties, five)


def _connect(packet: Connect, five: bool) -> bytes:
    flags = 2 * packet.clean
    rest = text(packet.client_id)
    if packet.will is not None:
        flags |= 0x04 | packet.will.qos << 3 | packet.will.retain << 5
        rest += _more(packet.will.properties, five) + text(packet.will.topic) + binary(packet.will.payload)
    if packet.user is not None:
        flags |= 0x80
        rest += text(packet.user)
    if packet.password is not None:
        flags |= 0x40
        rest += binary(packet.password)
    head = text("MQTT") + bytes((packet.version, flags)) + packet.keep_alive.to_bytes(2)
    return head + _more(packet.properties, five) + rest


def _publish(packet: Publish, five: bool) -> tuple[int, bytes]:
    if (packet.id is None) is not (packet.qos == 0):
        raise ValueError("a message has a number exactly where its QoS is above 0")
    first = 0x30 | packet.dup << 3 | packet.qos << 1 | packet.retain
    number = b"" if packet.id is None else _id(packet.id)
    return first, text(packet.topic) + number + _more(packet.properties, five) + packet.payload


def _coded(code: int, properties: tuple[props.Property, ...], five: bool) -> bytes:
    """A code and properties, left out from the end where they say nothing."""
    if not five or not (code or properties):
        return b""
    return bytes((code,)) + (props.write(properties) if properties else b"")


def _more(properties: tuple[props.Property, ...], five: bool) -> bytes:
    return props.write(properties) if five else b""


def _id(number: int) -> bytes:
    if not 0 < number <= 0xFFFF:
        raise ValueError("a packet identifier is 1 to 65535")
    return number.to_bytes(2)


def _texts(each: Iterable[str]) -> bytes:
    return b"".join(map(text, each))
