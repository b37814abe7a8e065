"""Frames (数据包): found in a stream of bytes, checked, read and built.

    40 40 | serial 2 | version 2 | time label 6 | source 6 | destination 6 | L 2 | command 1
          | unit L | checksum 1 | 23 23

All numbers low byte first; the checksum is the sum of bytes 2 … 26+L modulo 256. There is no escaping: both marks occur
inside units, so a frame is delimited by its length and never by its end mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Final
from zlib import adler32

from .values import TimeLabel, number

START: Final = b"@@"
END: Final = b"##"
HEAD: Final = Struct("<2sHBB6s6s6sHB")
OVERHEAD: Final = HEAD.size + 3
"""Bytes of a frame around its unit: 30."""
LENGTH_AT: Final = 24
MOST: Final = 1024
"""Bytes of the longest unit."""

CONTROL, SEND, CONFIRM, REQUEST, REPLY, DENY = range(1, 7)

_EXACT: Final = 256
"""So many bytes add up to less than Adler's modulus, so that its low half is their plain sum plus one."""


def checksum(data: bytes) -> int:
    """Sum of the bytes modulo 256, at the speed of C: a loop over the bytes would cost more than all the rest."""
    if len(data) <= _EXACT:
        return adler32(data) - 1 & 0xFF
    view = memoryview(data)
    return sum(adler32(view[at : at + _EXACT]) - 1 for at in range(0, len(view), _EXACT)) & 0xFF


@dataclass(frozen=True, slots=True)
class Delimited:
    """Bytes with a start mark, a length and an end mark that fit. Fields are read when asked for: most are not."""

    raw: bytes

    @property
    def serial(self) -> int:
        """业务流水号, u16: an answer carries the number of what it answers."""
        return self.raw[2] | self.raw[3] << 8

    @property
    def version(self) -> tuple[int, int]:
        """(main, user); the standard's main version is 1, captures have 0, 1, 2 and 16."""
        return self.raw[4], self.raw[5]

    @property
    def time_raw(self) -> bytes:
        """The label of the moment of sending."""
        return self.raw[6:12]

    def time(self, *, bcd: bool = False) -> TimeLabel:
        """The label as a value; BCD by dialect."""
        return TimeLabel(self.raw[6:12], bcd)

    @property
    def source(self) -> bytes:
        """Six bytes, compared as they are; `.hex()` of them is the key of a device."""
        return self.raw[12:18]

    @property
    def source_number(self) -> int:
        """The same, low byte first, as the standard reads it."""
        return number(self.raw[12:18])

    @property
    def destination(self) -> bytes:
        """Six bytes."""
        return self.raw[18:24]

    @property
    def destination_number(self) -> int:
        """The same, low byte first."""
        return number(self.raw[18:24])

    @property
    def unit_length(self) -> int:
        """L: bytes of the application data unit."""
        return len(self.raw) - OVERHEAD

    @property
    def command(self) -> int:
        """命令字节."""
        return self.raw[26]

    @property
    def unit(self) -> bytes:
        """The application data unit, for `adu.decode`."""
        return self.raw[27:-3]

    @property
    def checksum(self) -> int:
        """As it stands in the frame."""
        return self.raw[-3]

    @property
    def right_checksum(self) -> int:
        """As it ought to be."""
        return checksum(self.raw[2:-3])


@dataclass(frozen=True, slots=True)
class Frame(Delimited):
    """A good frame."""


@dataclass(frozen=True, slots=True)
class Refused(Delimited):
    """A frame with a wrong checksum: the peer is told (command 6), nothing else is done with it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Bytes that no frame could be made of; `error` is a word of `names.ERRORS`."""

    raw: bytes
    error: str


def build(
    command: int,
    unit: bytes = b"",
    *,
    serial: int,
    source: bytes,
    destination: bytes,
    time: TimeLabel,
    version: tuple[int, int] = (1, 0),
) -> Frame:
    """A frame. Raises ValueError for a number out of range, a wrong address, or a unit that is too long."""
    if len(source) != 6 or len(destination) != 6 or len(time.raw) != 6:
        raise ValueError("addresses and the time label have 6 bytes each")
    if len(unit) > MOST:
        raise ValueError(f"a unit has at most {MOST} bytes, not {len(unit)}")
    if not (0 <= serial <= 0xFFFF and 0 <= command <= 0xFF and all(0 <= part <= 0xFF for part in version)):
        raise ValueError(f"out of range: serial {serial}, command {command}, version {version}")
    head = HEAD.pack(START, serial, *version, time.raw, source, destination, len(unit), command)
    body = head + unit
    return Frame(body + bytes((checksum(body[2:]),)) + END)


def fault_at(data: bytes, start: int = 0) -> str | None:
    """What keeps the bytes at `start` from being a good frame: a word of `names.ERRORS`, or None."""
    if data[start : start + 2] != START:
        return "incomplete" if START.startswith(data[start : start + 2]) else "start"
    if len(data) - start < LENGTH_AT + 2:
        return "incomplete"
    length = data[start + LENGTH_AT] | data[start + LENGTH_AT + 1] << 8
    if length > MOST:
        return "length"
    end = start + OVERHEAD + length
    if end > len(data):
        return "incomplete"
    if data[end - 2 : end] != END:
        return "end"
    return None if checksum(data[start + 2 : end - 3]) == data[end - 3] else "checksum"


@dataclass(frozen=True, slots=True)
class Scan:
    """The frames of some bytes. `kept` is where the rest begins that more bytes may complete, and `wanted` the length
    from there below which a further look cannot find anything.
    """

    raws: list[bytes]
    starts: list[int]
    """Where each lies."""
    refused: list[int]
    """Places, among the frames, of those with a wrong checksum."""
    kept: int
    wanted: int
    skipped: int
    """Bytes of no frame, and of frames with a wrong checksum."""


_MARKS: Final = sum(START) + sum(END) + 1
"""What the marks add to Adler's low half over a whole frame, and its own first value."""


def scan(data: bytes, *, final: bool = False) -> Scan:
    """Find every frame in `data`. After anything that is no frame the look goes on one byte further.

    With `final` no more bytes will come: what began and did not end is stepped over. The work is linear: a start mark
    costs a few comparisons, and the sum of at most 1 054 bytes where length and end mark fit.
    """
    raws: list[bytes] = []
    starts: list[int] = []
    refused: list[int] = []
    size, at, skipped = len(data), 0, 0
    find, add, note, adler = data.find, raws.append, starts.append, adler32
    last = size - OVERHEAD
    while True:
        while at <= last:  # frame upon frame, as nearly all come
            end = at + OVERHEAD + data[at + LENGTH_AT] + (data[at + LENGTH_AT + 1] << 8)
            if end > size or end - at > _EXACT:
                break
            raw = data[at:end]
            if raw[:2] != START or raw[-2:] != END or (adler(raw) - _MARKS - 2 * raw[-3]) & 0xFF:
                break
            add(raw)
            note(at)
            at = end
        start = find(START, at)
        if start < 0:
            kept = size - 1 if not final and size > at and data[-1] == START[0] else size
            return Scan(raws, starts, refused, kept, 2, skipped + kept - at)
        skipped += start - at
        end = start + LENGTH_AT + 2
        if end <= size:
            length = data[start + LENGTH_AT] | data[start + LENGTH_AT + 1] << 8
            end = start + OVERHEAD + length
            if length > MOST:
                at, skipped = start + 1, skipped + 1
                continue
        if end > size:
            if not final:
                return Scan(raws, starts, refused, start, end - start, skipped)
        elif data[end - 1] == END[1] and data[end - 2] == END[0]:
            good = checksum(data[start + 2 : end - 3]) == data[end - 3]
            if not good:
                refused.append(len(raws))
            add(data[start:end])
            note(start)
            if good:
                at = end
                continue
        at, skipped = start + 1, skipped + 1


class Splitter:
    """Frames out of a stream that arrives in pieces of any size.

    What it gives does not depend on where the pieces were cut. It keeps at most one unfinished frame (1 053 bytes).
    A false start mark can hold back the frames behind it until enough bytes came; after a pause that no frame has
    (seconds), call `flush`.
    """

    __slots__ = ("_kept", "_wanted", "skipped")

    def __init__(self) -> None:
        self._kept = bytearray()
        self._wanted = 0
        self.skipped = 0
        """Bytes that belong to no good frame, since the beginning: a line with much of it is noisy."""

    @property
    def waiting(self) -> int:
        """Bytes of the frame that has begun."""
        return len(self._kept)

    def feed(self, data: bytes) -> Sequence[Frame | Refused]:
        """The frames that these bytes complete, in order."""
        return items_of(*self.feed_raw(data))

    def feed_raw(self, data: bytes) -> tuple[list[bytes], list[int]]:
        """The same without an object for each: the frames as bytes, and the places of those with a wrong checksum."""
        if self._kept:
            self._kept += data
            if len(self._kept) < self._wanted:
                return [], []
            data = bytes(self._kept)
        return self._take(bytes(data), final=False)

    def flush(self) -> Sequence[Frame | Refused]:
        """Give up the frame that has begun, and what is found behind its start mark. For a pause and for the end."""
        return items_of(*self._take(bytes(self._kept), final=True)) if self._kept else ()

    def _take(self, data: bytes, *, final: bool) -> tuple[list[bytes], list[int]]:
        found = scan(data, final=final)
        if self._kept or found.kept < len(data):
            self._kept = bytearray(data[found.kept :])
        self._wanted = found.wanted
        self.skipped += found.skipped
        return found.raws, found.refused


def items_of(raws: list[bytes], refused: list[int]) -> list[Frame | Refused]:
    """What `Splitter.feed_raw` gives, an object each."""
    found: list[Frame | Refused] = [Frame(raw) for raw in raws]
    for place in refused:
        found[place] = Refused(raws[place])
    return found


def split(datagram: bytes) -> list[Frame | Refused]:
    """The frames of a datagram or of any bytes that are complete in themselves."""
    found = scan(datagram, final=True)
    return items_of(found.raws, found.refused)


def dissect(data: bytes) -> list[Frame | Refused | Broken]:
    """Everything in some bytes, in order, with what lies between the frames: for people who look for a fault."""
    found = scan(data, final=True)
    pieces: list[Frame | Refused | Broken] = []
    done = 0
    for at, item in zip(found.starts, items_of(found.raws, found.refused), strict=True):
        if at > done:
            pieces.append(_broken(data, done, at))
        pieces.append(item)
        done = max(done, at + len(item.raw))
    if done < len(data):
        pieces.append(_broken(data, done, len(data)))
    return pieces


def _broken(data: bytes, begin: int, end: int) -> Broken:
    """The bytes between two frames, by what is wrong at their first start mark."""
    start = data.find(START, begin, end)
    return Broken(data[begin:end], fault_at(data, begin if start < 0 else start) or "start")
