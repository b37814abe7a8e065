"""Properties of MQTT 5: a number that names one, and a value of the type that goes with it."""

from typing import Final, TypeAlias

from .wire import Cursor, MalformedError, Reason, binary, text, variable

Property: TypeAlias = "tuple[int, int | str | bytes | tuple[str, str]]"

SESSION_EXPIRY: Final = 0x11
ASSIGNED_CLIENT_ID: Final = 0x12
SERVER_KEEP_ALIVE: Final = 0x13
RECEIVE_MAXIMUM: Final = 0x21
TOPIC_ALIAS: Final = 0x23
MAXIMUM_QOS: Final = 0x24
RETAIN_AVAILABLE: Final = 0x25
USER_PROPERTY: Final = 0x26
MAXIMUM_PACKET_SIZE: Final = 0x27
SUBSCRIPTION_IDENTIFIERS_AVAILABLE: Final = 0x29
SHARED_SUBSCRIPTION_AVAILABLE: Final = 0x2A
SUBSCRIPTION_IDENTIFIER: Final = 0x0B

NUMBERS: Final = {
    0x01: 1, 0x02: 4, 0x11: 4, 0x13: 2, 0x17: 1, 0x18: 4, 0x19: 1, 0x21: 2, 0x22: 2, 0x23: 2, 0x24: 1, 0x25: 1, 0x27: 4,
    0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
"""Which are numbers, and of how many bytes."""
VARIABLE: Final = frozenset({SUBSCRIPTION_IDENTIFIER})
TEXTS: Final = frozenset({0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F})
BINARY: Final = frozenset({0x09, 0x16})
PAIRS: Final = frozenset({USER_PROPERTY})
OFTEN: Final = PAIRS | VARIABLE
"""Those that may stand more than once."""


def read(cursor: Cursor) -> tuple[Property, ...]:
    """The properties that stand next, in their order. Raises MalformedError."""
    inner = Cursor(cursor.take(cursor.variable()))
    found: list[Property] = []
    seen: set[int] = set()
    while inner.left:
        name = inner.variable()
        if name in seen and name not in OFTEN:
            raise MalformedError(Reason.PROTOCOL_ERROR, f"property {name:#x} twice")
        seen.add(name)
        if name in NUMBERS:
            found.append((name, inner.number(NUMBERS[name])))
        elif name in VARIABLE:
            found.append((name, inner.variable()))
        elif name in TEXTS:
            found.append((name, inner.text()))
        elif name in BINARY:
            found.append((name, inner.binary()))
        elif name in PAIRS:
            found.append((name, (inner.text(), inner.text())))
        else:
            raise MalformedError(Reason.MALFORMED, f"no property {name:#x}")
    return tuple(found)


def write(properties: tuple[Property, ...]) -> bytes:
    """`read`'s inverse. Raises ValueError for a value that is not of its property's type."""
    inner = b"".join(map(_written, properties))
    return variable(len(inner)) + inner


def _written(one: Property) -> bytes:
    name, value = one
    head = variable(name)
    if name in NUMBERS and isinstance(value, int):
        try:
            return head + value.to_bytes(NUMBERS[name])
        except OverflowError:
            raise ValueError(f"property {name:#x} has {NUMBERS[name]} bytes") from None
    if name in VARIABLE and isinstance(value, int):
        return head + variable(value)
    if name in TEXTS and isinstance(value, str):
        return head + text(value)
    if name in BINARY and isinstance(value, bytes):
        return head + binary(value)
    if name in PAIRS and isinstance(value, tuple):
        return head + text(value[0]) + text(value[1])
    raise ValueError(f"property {name:#x} does not take {value!r}")
