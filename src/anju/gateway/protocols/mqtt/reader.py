"""Bytes, however they are cut → packets."""

from typing import Final

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
    Will,
)
from .wire import V4, V5, Cursor, MalformedError, Reason

CONNECT: Final = 1
PUBLISH: Final = 3
UNSUPPORTED: Final = frozenset({5, 6, 7, 15})
"""PUBREC, PUBREL, PUBCOMP, AUTH."""
TWO: Final = frozenset({8, 10})
"""SUBSCRIBE and UNSUBSCRIBE: their lower four bits are 2, those of all others but PUBLISH are 0."""


class Reader:
    """One end of a line. Holds what is not complete yet, of a packet at most `longest` bytes.

    A server's begins with `version` None: then only a CONNECT may come, which says which version is spoken. After
    MalformedError it is of no use any more.
    """

    def __init__(self, longest: int, version: int | None = None) -> None:
        self._longest, self.version = longest, version
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes that were fed and not given out."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Bytes that came; `next` gives what they hold."""
        self._buffer += data

    def next(self) -> Packet | None:
        """The next packet; None where it is not complete. Raises MalformedError."""
        size = self._size()
        if size is None or len(self._buffer) < size[0] + size[1]:
            return None
        head, rest = size
        first, body = self._buffer[0], bytes(self._buffer[head : head + rest])
        del self._buffer[: head + rest]
        packet = decode(first, body, self.version)
        if isinstance(packet, Connect):
            self.version = packet.version
        return packet

    def _size(self) -> tuple[int, int] | None:
        """Bytes of the fixed header, and of what follows; None where that cannot be told yet."""
        if self.version is None and self._buffer and self._buffer[0] != CONNECT << 4:
            raise MalformedError(Reason.PROTOCOL_ERROR, "not a CONNECT first")
        rest = 0
        for place, byte in enumerate(self._buffer[1:5]):
            rest |= (byte & 0x7F) << (7 * place)
            if rest + place + 2 > self._longest:
                raise MalformedError(Reason.TOO_LARGE, f"more than {self._longest} bytes")
            if not byte & 0x80:
                return place + 2, rest
        if len(self._buffer) >= 5:
            raise MalformedError(Reason.MALFORMED, "a length of more than four bytes")
        return None


def decode(first: int, body: bytes, version: int | None) -> Packet:
    """A packet of its first byte and what follows its length; `version` None: only a CONNECT. Raises MalformedError."""
    kind, flags, cursor = first >> 4, first & 0x0F, Cursor(body)
    if version is None and kind != CONNECT:
        raise MalformedError(Reason.PROTOCOL_ERROR, "not a CONNECT first")
    if kind in UNSUPPORTED:
        raise MalformedError(Reason.NOT_SUPPORTED, f"packet type {kind} is not supported")
    if kind != PUBLISH and flags != (2 if kind in TWO else 0):
        raise MalformedError(Reason.MALFORMED, "flags that no such packet has")
    five = version == V5
    packet: Packet
    if kind == CONNECT:
        packet = _connect(cursor)
    elif kind == PUBLISH:
        packet = _publish(flags, cursor, five)
    else:
        packet = _other(kind, cursor, five)
    cursor.end()
    return packet


def _connect(cursor: Cursor) -> Connect:
    name, version = cursor.text(), cursor.number(1)
    if name != "MQTT" or version not in (V4, V5):
        raise MalformedError(Reason.VERSION, f"{name[:10]!r} version {version}")
    five, flags, keep_alive = version == V5, cursor.number(1), cursor.number(2)
    qos = flags >> 3 & 3
    is_odd = flags & 1 or qos == 3 or (not flags & 0x04 and flags & 0x38) or (not five and flags & 0xC0 == 0x40)
    if is_odd:
        raise MalformedError(Reason.MALFORMED, "flags of a CONNECT that do not go together")
    properties = _properties(cursor, five)
    client_id, will = cursor.text(), None
    if flags & 0x04:
        wills, topic, payload = _properties(cursor, five), cursor.text(), cursor.binary()
        will = Will(topic, payload, qos, bool(flags & 0x20), wills)
    user = cursor.text() if flags & 0x80 else None
    password = cursor.binary() if flags & 0x40 else None
    return Connect(client_id, version, bool(flags & 2), keep_alive, user, password, will, properties)


def _publish(flags: int, cursor: Cursor, five: bool) -> Publish:
    qos, dup = flags >> 1 & 3, bool(flags & 8)
    if qos == 3 or (dup and not qos):
        raise MalformedError(Reason.MALFORMED, "flags of a PUBLISH that do not go together")
    topic = cursor.text()
    if "+" in topic or "#" in topic:
        raise MalformedError(Reason.TOPIC, "a topic with a wildcard")
    number = cursor.identifier() if qos else None
    properties = _properties(cursor, five)
    if not topic and not any(name == props.TOPIC_ALIAS for name, _value in properties):
        raise MalformedError(Reason.PROTOCOL_ERROR, "no topic")
    return Publish(topic, cursor.take(cursor.left), qos, number, dup, bool(flags & 1), properties)


def _other(kind: int, cursor: Cursor, five: bool) -> Packet:
    match kind:
        case 2:
            present, code = cursor.number(1), cursor.number(1)
            if present > 1:
                raise MalformedError(Reason.MALFORMED, "flags that no CONNACK has")
            return Connack(code, bool(present), _properties(cursor, five))
        case 4:
            return Puback(cursor.identifier(), *_coded(cursor, five))
        case 8:
            number, properties = cursor.identifier(), _properties(cursor, five)
            wanted: list[tuple[str, int]] = []
            while cursor.left or not wanted:
                wanted.append((cursor.text(), _options(cursor.number(1), five)))
            return Subscribe(number, tuple(wanted), properties)
        case 9:
            number, properties = cursor.identifier(), _properties(cursor, five)
            return Suback(number, tuple(cursor.take(cursor.left)), properties)
        case 10:
            number, properties = cursor.identifier(), _properties(cursor, five)
            names = [cursor.text()]
            while cursor.left:
                names.append(cursor.text())
            return Unsubscribe(number, tuple(names), properties)
        case 11:
            number, properties = cursor.identifier(), _properties(cursor, five)
            return Unsuback(number, tuple(cursor.take(cursor.left if five else 0)), properties)
        case 12:
            return Pingreq()
        case 13:
            return Pingresp()
        case 14:
            return Disconnect(*_coded(cursor, five))
    raise MalformedError(Reason.MALFORMED, f"no packet type {kind}")


def _options(options: int, five: bool) -> int:
    """A filter's byte of options. In 5 it has more than the QoS."""
    if options & 3 == 3 or options & (0xC0 if five else 0xFC) or (five and options & 0x30 == 0x30):
        raise MalformedError(Reason.MALFORMED, "options that no filter has")
    return options


def _coded(cursor: Cursor, five: bool) -> tuple[int, tuple[props.Property, ...]]:
    if not five or not cursor.left:
        return 0, ()
    code = cursor.number(1)
    return code, (props.read(cursor) if cursor.left else ())


def _properties(cursor: Cursor, five: bool) -> tuple[props.Property, ...]:
    return props.read(cursor) if five else ()
