"""Who says what to whom: the centre's answers, its commands, and the state of one outstanding command. No clock, no
sockets: the moment is an argument, and what is to be sent is returned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Final
from zlib import adler32

from . import adu
from . import objects as o
from .dialects import STD, Dialect
from .frames import (
    CONFIRM,
    CONTROL,
    DENY,
    END,
    OVERHEAD,
    REPLY,
    REQUEST,
    SEND,
    START,
    Frame,
    Refused,
    build,
    checksum,
)
from .layouts import BadObjectError
from .names import USER_FROM
from .values import TimeLabel

TIMEOUT: Final = 10.0
"""Seconds; the standard's longest."""
TRIES: Final = 3
READ_FROM: Final = 60
"""A question has the number of its answer plus this: 61 asks for 1, 81 for 21."""
ANSWERED: Final = 1 << 5
"""The bit of a UITD operation by which a person answers a duty inspection."""


class Meaning(StrEnum):
    """What a frame from a device is to the centre."""

    UPLOAD = "upload"
    HEARTBEAT = "heartbeat"
    REGISTRATION = "registration"
    REPLY = "reply"
    CONFIRM = "confirm"
    DENY = "deny"
    TIME_REQUEST = "time_request"
    USER_DEFINED = "user_defined"
    UNKNOWN_COMMAND = "unknown_command"
    BAD_CHECKSUM = "bad_checksum"


STORED: Final = frozenset({Meaning.UPLOAD, Meaning.REGISTRATION, Meaning.REPLY, Meaning.USER_DEFINED})
"""These must be durable before they are answered: a confirmation says that nothing can be lost any more."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the centre does with a frame. `answer` is None where the standard asks for silence."""

    meaning: Meaning
    answer: Frame | None

    @property
    def store_first(self) -> bool:
        """Whether the frame must be durable before the answer leaves."""
        return self.meaning in STORED


def meaning_of(frame: Frame | Refused, dialect: Dialect = STD) -> Meaning:
    """What a frame from a device is, by its command and nothing else but an empty or heartbeat unit."""
    if isinstance(frame, Refused):
        return Meaning.BAD_CHECKSUM
    command = frame.command
    if command == SEND:
        unit = frame.unit
        return Meaning.HEARTBEAT if not unit or unit in dialect.heartbeats else Meaning.UPLOAD
    if command == CONFIRM:
        return Meaning.CONFIRM
    if command == REPLY:
        return Meaning.REPLY
    if command == DENY:
        return Meaning.DENY
    if dialect.asks_time and command == CONTROL and frame.unit[:1] == b"\x5a":
        return Meaning.TIME_REQUEST
    if command == dialect.keepalive:
        return Meaning.HEARTBEAT
    if command == dialect.registration:
        return Meaning.REGISTRATION
    return Meaning.USER_DEFINED if command in dialect.commands or command >= USER_FROM else Meaning.UNKNOWN_COMMAND


_CONFIRMED: Final = frozenset({Meaning.UPLOAD, Meaning.HEARTBEAT, Meaning.REGISTRATION, Meaning.USER_DEFINED})
_DENIED: Final = frozenset({Meaning.UNKNOWN_COMMAND, Meaning.BAD_CHECKSUM})


def react(frame: Frame | Refused, *, at: datetime, dialect: Dialect = STD) -> Reaction:
    """What a centre answers: confirm (3), deny (6) or nothing; same serial and version, addresses swapped.

    A unit that cannot be read or has an unknown type is confirmed all the same: a denial makes the device send it three
    times more and blocks what waits behind it. `at` is the server's aware time.
    """
    meaning = meaning_of(frame, dialect)
    if meaning in _CONFIRMED:
        unit = dialect.heartbeats.get(frame.unit, b"")
        return Reaction(meaning, reply_to(frame, CONFIRM, unit, at=at, dialect=dialect))
    if meaning in _DENIED:
        return Reaction(meaning, reply_to(frame, DENY, at=at, dialect=dialect))
    if meaning is Meaning.TIME_REQUEST:
        unit = adu.encode(90, [o.SynchroniseClock(TimeLabel.of(at, bcd=dialect.bcd))], dialect)
        return Reaction(meaning, reply_to(frame, CONTROL, unit, at=at, dialect=dialect))
    return Reaction(meaning, None)


LONGEST_BEAT: Final = 1
"""Bytes of the longest unit that some dialect takes for a heartbeat: a longer one sent (2) is an upload, for all."""
SHORTEST_UPLOAD: Final = OVERHEAD + LONGEST_BEAT + 1
COMMAND_AT: Final = 26
"""Where the command stands in a frame."""


def is_plain_upload(raw: bytes) -> bool:
    """Whether a good frame is an upload whatever the dialect: to be stored, then confirmed."""
    return raw[COMMAND_AT] == SEND and len(raw) >= SHORTEST_UPLOAD


_LAST: Final = tuple(bytes((total,)) + END for total in range(256))


def confirmations(raws: Iterable[bytes], label: bytes) -> bytes:
    """The confirmations (3) of good frames, one behind the other: what `react` answers to plain uploads, at a tenth of
    its cost. `label`: the six bytes of the server's time. What does not change from frame to frame is made once.
    """
    found: list[bytes] = []
    add, ends, rest, base = found.append, b"", b"", 0
    for raw in raws:
        if raw[12:24] != ends:
            ends = raw[12:24]
            rest = label + ends[6:] + ends[:6] + b"\0\0\x03"
            base = checksum(rest) - 1
        head = raw[2:6]
        add(START + head + rest + _LAST[base + adler32(head) & 0xFF])
    return b"".join(found)


def reply_to(frame: Frame | Refused, command: int, unit: bytes = b"", *, at: datetime, dialect: Dialect = STD) -> Frame:
    """A frame back to the sender, with its serial and version."""
    return build(
        command,
        unit,
        serial=frame.serial,
        source=frame.destination,
        destination=frame.source,
        time=TimeLabel.of(at, bcd=dialect.bcd),
        version=frame.version,
    )


def dedup_key(frame: Frame) -> tuple[bytes, int, int, bytes]:
    """(source, command, serial, digest of the frame): equal for a frame that was sent again, within a short window.

    The second of two must be confirmed again and stored once. The command stands for the direction: a device and a
    centre number their exchanges independently, so serials alone collide.
    """
    return frame.source, frame.command, frame.serial, blake2b(frame.raw, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Order:
    """A command of the centre. A clock order carries no object: it is made of the moment of each try."""

    command: int
    type: int
    objects: tuple[o.InformationObject, ...] = ()

    def unit(self, at: datetime, dialect: Dialect = STD) -> bytes:
        """Its application data unit. Raises BadObjectError."""
        objects: Sequence[o.InformationObject] = self.objects
        if self.type == 90:
            objects = (o.SynchroniseClock(TimeLabel.of(at, bcd=dialect.bcd)),)
        return adu.encode(self.type, objects, dialect, most=dialect.send_most)

    @property
    def answer_type(self) -> int | None:
        """The type of the reply; None for a control, which is only confirmed."""
        return self.type - READ_FROM if self.command == REQUEST else None


def synchronise() -> Order:
    """Set the device's clock (type 90)."""
    return Order(CONTROL, 90)


def initialise() -> Order:
    """Initialise the UITD (type 89)."""
    return Order(CONTROL, 89, (o.Blank(),))


def inspect_duty(minutes: int) -> Order:
    """查岗 (type 91): whoever is on duty must answer within so many minutes. Raises BadObjectError beyond 0–255.

    The device's confirmation says only that it got the order; the person's answer comes later (`duty_answered`).
    """
    if not 0 <= minutes <= 255:
        raise BadObjectError(f"a duty inspection waits 0 to 255 minutes, not {minutes}")
    return Order(CONTROL, 91, (o.DutyInspection(minutes),))


_OF_SYSTEM = frozenset({61, 65, 66, 68})
_OF_COMPONENT = frozenset({62, 63, 67})
_OF_UITD = frozenset({81, 85, 86, 88})


def read_systems(number: int, systems: Sequence[tuple[int, int]]) -> Order:
    """Read a property (61, 65, 66, 68) of (system type, address)es."""
    _of(number, _OF_SYSTEM)
    return Order(REQUEST, number, tuple(o.ReadSystem(*one) for one in systems))


def read_components(number: int, components: Sequence[tuple[int, int, int]]) -> Order:
    """Read a property (62, 63, 67) of (system type, system address, component address)es."""
    _of(number, _OF_COMPONENT)
    return Order(REQUEST, number, tuple(o.ReadComponent(*one) for one in components))


def read_uitd(number: int) -> Order:
    """Read a property (81, 85, 86, 88) of the UITD itself."""
    _of(number, _OF_UITD)
    return Order(REQUEST, number, (o.Blank(),))


MOST_RECORDS: Final = 102


def read_operations(count: int, since: datetime, system: tuple[int, int] | None = None, *, bcd: bool = False) -> Order:
    """Read up to `count` operation records since a moment: of a system (64), or of the UITD (84)."""
    if not 1 <= count <= MOST_RECORDS:
        raise BadObjectError(f"1 to {MOST_RECORDS} records can be read, not {count}")
    label = TimeLabel.of(since, bcd=bcd)
    if system is None:
        return Order(REQUEST, 84, (o.ReadUitdOperations(count, label),))
    return Order(REQUEST, 64, (o.ReadSystemOperations(*system, count, label),))


def _of(number: int, allowed: frozenset[int]) -> None:
    if number not in allowed:
        raise BadObjectError(f"type {number} is not one of {sorted(allowed)}")


def duty_answered(unit: adu.Adu) -> o.UitdOperation | None:
    """The person's answer to a duty inspection, where a unit (type 24) holds one."""
    if unit.type != 24:
        return None
    return next((one for one in unit.objects if isinstance(one, o.UitdOperation) and one.op & ANSWERED), None)


class Outcome(StrEnum):
    """How an order ended."""

    CONFIRMED = "confirmed"
    REPLIED = "replied"
    DENIED = "denied"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Result:
    """The end of an exchange. `frame` is what the device said; None after silence."""

    outcome: Outcome
    order: Order
    serial: int
    tries: int
    frame: Frame | None = None


class BusyError(RuntimeError):
    """One order at a time: another is outstanding."""


class Exchange:
    """What the centre sends to one device: its serial numbers, and at most one outstanding order.

    `now` is any monotonic count of seconds, `at` the aware wall clock. Send what `start` and `tick` return; give every
    frame of the device to `hear`; call `tick` when `due` is reached. The numbers begin at `serial` (0 for a new device)
    and wrap at 16 bits; a try again keeps its number.
    """

    __slots__ = (
        "_due",
        "_order",
        "_serial",
        "_tries",
        "dialect",
        "next_serial",
        "own",
        "peer",
        "timeout",
        "tries",
        "version",
    )

    def __init__(
        self,
        peer: bytes,
        own: bytes,
        *,
        dialect: Dialect = STD,
        version: tuple[int, int] = (1, 0),
        serial: int = 0,
        timeout: float = TIMEOUT,
        tries: int = TRIES,
    ) -> None:
        if not 0 < timeout <= TIMEOUT:
            raise ValueError(f"a timeout is more than 0 and at most {TIMEOUT:g} seconds, not {timeout:g}")
        if tries < 1:
            raise ValueError("an order is sent at least once")
        self.peer, self.own, self.dialect, self.version = peer, own, dialect, version
        self.timeout, self.tries = timeout, tries
        self.next_serial = serial & 0xFFFF
        self._order: Order | None = None
        self._serial = self._tries = 0
        self._due = 0.0

    @property
    def due(self) -> float | None:
        """When `tick` has something to do; None while nothing is outstanding."""
        return None if self._order is None else self._due

    def start(self, order: Order, *, now: float, at: datetime) -> Frame:
        """Begin an order. Raises BusyError while another is outstanding, BadObjectError for one that cannot be sent."""
        if self._order is not None:
            raise BusyError(f"type {self._order.type} is outstanding")
        frame = self._frame(order, self.next_serial, at)
        self._order, self._serial, self._tries, self._due = order, self.next_serial, 1, now + self.timeout
        self.next_serial = self.next_serial + 1 & 0xFFFF
        return frame

    def hear(self, frame: Frame) -> Result | None:
        """The end of the outstanding order, if this frame is it: by peer, serial, command and type of the reply.

        The confirmation of a request ends nothing: the reply is still to come.
        """
        order = self._order
        if order is None or frame.serial != self._serial or frame.source != self.peer:
            return None
        if frame.command == DENY:
            return self._end(Outcome.DENIED, frame)
        if order.answer_type is None:
            return self._end(Outcome.CONFIRMED, frame) if frame.command == CONFIRM else None
        if frame.command == REPLY and frame.unit[:1] == bytes((order.answer_type,)):
            return self._end(Outcome.REPLIED, frame)
        return None

    def tick(self, *, now: float, at: datetime) -> Frame | Result | None:
        """The next try, the end after the last one, or None before its time."""
        if self._order is None or now < self._due:
            return None
        if self._tries >= self.tries:
            return self._end(Outcome.TIMED_OUT, None)
        self._tries += 1
        self._due = now + self.timeout
        return self._frame(self._order, self._serial, at)

    def _end(self, outcome: Outcome, frame: Frame | None) -> Result:
        assert self._order is not None
        result = Result(outcome, self._order, self._serial, self._tries, frame)
        self._order = None
        return result

    def _frame(self, order: Order, serial: int, at: datetime) -> Frame:
        return build(
            order.command,
            order.unit(at, self.dialect),
            serial=serial,
            source=self.own,
            destination=self.peer,
            time=TimeLabel.of(at, bcd=self.dialect.bcd),
            version=self.version,
        )
