"""Numbers and texts as MQTT writes them, and the one exception there is."""

from enum import IntEnum
from typing import Final

V4: Final = 4
"""MQTT 3.1.1."""
V5: Final = 5
LONGEST_TEXT: Final = 0xFFFF
MOST_VARIABLE: Final = 268_435_455


class Reason(IntEnum):
    """Reason codes of MQTT 5 that a server here gives; those of 3.1.1 are `REFUSALS`."""

    SUCCESS = 0x00
    NO_SUBSCRIPTION = 0x11
    MALFORMED = 0x81
    PROTOCOL_ERROR = 0x82
    NOT_SUPPORTED = 0x83
    VERSION = 0x84
    CLIENT_ID = 0x85
    USER = 0x86
    """Bad user name or password."""
    NOT_AUTHORIZED = 0x87
    UNAVAILABLE = 0x88
    TAKEN_OVER = 0x8E
    FILTER = 0x8F
    TOPIC = 0x90
    TOO_LARGE = 0x95
    QOS = 0x9B


REFUSALS: Final = {
    Reason.VERSION: 1, Reason.CLIENT_ID: 2, Reason.UNAVAILABLE: 3, Reason.USER: 4, Reason.NOT_AUTHORIZED: 5,
}  # fmt: skip
"""Return codes of 3.1.1's CONNACK."""
FAILURE: Final = 0x80
"""3.1.1's only word for a subscription that is refused."""


class MalformedError(ValueError):
    """Bytes that are no packet, or one that may not stand there. After it the line is to be closed."""

    def __init__(self, reason: Reason, what: str) -> None:
        super().__init__(what)
        self.reason = reason


class Cursor:
    """Reads one packet's bytes from front to back. Every read raises MalformedError beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        """Bytes that were not read yet."""
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if size > self.left:
            raise MalformedError(Reason.MALFORMED, "shorter than it says")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        """A number of so many bytes."""
        return int.from_bytes(self.take(size))

    def variable(self) -> int:
        """A number of one to four bytes, seven bits in each."""
        value = 0
        for place in range(4):
            byte = self.number(1)
            value |= (byte & 0x7F) << (7 * place)
            if not byte & 0x80:
                return value
        raise MalformedError(Reason.MALFORMED, "a length of more than four bytes")

    def binary(self) -> bytes:
        """Bytes behind their length."""
        return self.take(self.number(2))

    def text(self) -> str:
        """UTF-8 behind its length, without U+0000 and halves of surrogates."""
        try:
            text = self.binary().decode()
        except UnicodeDecodeError:
            raise MalformedError(Reason.MALFORMED, "a text that is not UTF-8") from None
        if "\0" in text:
            raise MalformedError(Reason.MALFORMED, "a text with U+0000")
        return text

    def identifier(self) -> int:
        """A packet's number, which is not 0."""
        if not (number := self.number(2)):
            raise MalformedError(Reason.PROTOCOL_ERROR, "packet identifier 0")
        return number

    def end(self) -> None:
        """Nothing may follow."""
        if self.left:
            raise MalformedError(Reason.MALFORMED, "longer than it says")


def variable(value: int) -> bytes:
    """`Cursor.variable` written. Raises ValueError for what does not fit."""
    if not 0 <= value <= MOST_VARIABLE:
        raise ValueError("does not fit into four times seven bits")
    found = bytearray()
    while True:
        value, byte = value >> 7, value & 0x7F
        found.append(byte | 0x80 if value else byte)
        if not value:
            return bytes(found)


def binary(data: bytes) -> bytes:
    """Bytes with their length. Raises ValueError for more than 65,535."""
    if len(data) > LONGEST_TEXT:
        raise ValueError("longer than two bytes can say")
    return len(data).to_bytes(2) + data


def text(value: str) -> bytes:
    """A text with its length. Raises ValueError where it cannot be written."""
    if "\0" in value:
        raise ValueError("U+0000 cannot stand in a text")
    return binary(value.encode())
