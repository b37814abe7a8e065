"""Bytes to frames and reports, and back."""

import struct
from dataclasses import dataclass
from decimal import Decimal

from .kinds import KINDS, Kind

START, END = b"\xa5\x5a", b"\x55\xaa"
SHORTEST, LONGEST = 21, 32 * 1024
"""A frame with nothing after the id; and the most one public receiver takes."""
UPLOAD = 0x00
"""Direction of what a terminal reports. Others exist (settings, confirmations) and are kept unread."""
_HEAD = struct.Struct(">2sBH12s")
_STATUS = struct.Struct(">BbHHBB")


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_TABLE = tuple(_shifted(byte) for byte in range(256))


class BadFrameError(ValueError):
    """Bytes that are no frame, or a frame that is no report; the text says why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose check sum holds. `device` is twelve bytes, `body` what follows up to the check sum.

    The check sum is sent high byte first by the terminals known; Modbus itself sends the low one first, so both are
    taken and `low_first` says which it was.
    """

    direction: int
    device: bytes
    body: bytes
    low_first: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The part of an upload that is laid out alike for all device types. Raw bytes stay raw, for the doubtful ones.

    `battery` holds bits: the highest is external power, the lowest five count steps of 5 % (from one public receiver).
    `rssi` is taken for a signed byte in dBm; the notes give another rule that does not fit known values.
    `rest` is what a device type lays out its own way (`measured`).
    """

    device: bytes
    battery: int
    rssi: int
    interval_s: int
    history_count: int
    kind: int
    alarms: int
    rest: bytes
    low_first: bool = False

    @property
    def name(self) -> str:
        """The id as text; in hex behind `x` where the bytes are not printable ASCII."""
        bare = self.device.rstrip(b"\0 ")
        plain = bare.isascii() and bare.decode("ascii", "replace").isprintable() and bare[:1] != b"x"
        return bare.decode("ascii") if bare and plain else f"x{self.device.hex()}"

    @property
    def external_power(self) -> bool:
        return bool(self.battery & 0x80)

    @property
    def battery_percent(self) -> int | None:
        """0 to 100; None for more steps than there are."""
        percent = (self.battery & 0x1F) * 5
        return percent if percent <= 100 else None


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers of a report as integers of the last decimal (`Value.decimals`).

    `limits` holds (low, high) pairs, `now` one number for each value, `history` earlier records as numbers; whether the
    newest of them comes first is not known, so nothing dates them.
    """

    limits: tuple[tuple[int, int], ...]
    now: tuple[int, ...]
    at_s: int
    history: tuple[tuple[int, ...], ...] = ()

    def amounts(self, kind: Kind) -> tuple[Decimal, ...]:
        """`now` in the units of the kind, exact."""
        return tuple(Decimal(n).scaleb(-value.decimals) for n, value in zip(self.now, kind.values, strict=True))


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial 0x8005 reflected, start 0xFFFF."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def decode(data: bytes) -> Frame:
    """Read exactly one frame. Raises BadFrameError."""
    if not SHORTEST <= len(data) <= LONGEST:
        raise BadFrameError("too short or too long for a frame")
    start, direction, length, device = _HEAD.unpack_from(data)
    if start != START or not data.endswith(END):
        raise BadFrameError("no start or no end mark")
    if length != len(data):
        raise BadFrameError("says another length than it has")
    check, crc = data[-4:-2], crc16(data[:-4])
    high_first = check == crc.to_bytes(2, "big")
    if not high_first and check != crc.to_bytes(2, "little"):
        raise BadFrameError("check sum")
    return Frame(direction, device, data[_HEAD.size : -4], low_first=not high_first)


def encode(frame: Frame) -> bytes:
    """The inverse of `decode`. Raises BadFrameError for an id of another length, a direction or a body that does not
    fit."""
    length = _HEAD.size + len(frame.body) + 4
    if len(frame.device) != 12 or length > LONGEST or not 0 <= frame.direction <= 0xFF:
        raise BadFrameError("does not fit into a frame")
    data = _HEAD.pack(START, frame.direction, length, frame.device) + frame.body
    return data + crc16(data).to_bytes(2, "little" if frame.low_first else "big") + END


def read_report(frame: Frame) -> Report:
    """The report in an upload. Raises BadFrameError for another direction or a body too short to be one."""
    if frame.direction != UPLOAD:
        raise BadFrameError(f"direction {frame.direction:#04x} is no upload")
    if len(frame.body) < _STATUS.size:
        raise BadFrameError("too short for a report")
    battery, rssi, interval_s, count, kind, alarms = _STATUS.unpack_from(frame.body)
    rest = frame.body[_STATUS.size :]
    return Report(frame.device, battery, rssi, interval_s, count, kind, alarms, rest, frame.low_first)


def report_frame(report: Report) -> Frame:
    """The inverse of `read_report`. Raises BadFrameError for a number out of range."""
    r = report
    try:
        status = _STATUS.pack(r.battery, r.rssi, r.interval_s, r.history_count, r.kind, r.alarms)
    except struct.error as error:
        raise BadFrameError(str(error)) from None
    return Frame(UPLOAD, r.device, status + r.rest, r.low_first)


def measured(report: Report) -> Measured | None:
    """The numbers of a report; None where its type is not known here or its length is not that of the type."""
    kind = KINDS.get(report.kind)
    if kind is None:
        return None
    wide, limited = len(kind.values), kind.limited
    if len(report.rest) != 4 * limited + 2 * wide + 4 + 2 * wide * report.history_count:
        return None
    limits = struct.unpack_from(f">{2 * limited}h", report.rest)
    now = struct.unpack_from(f">{wide}h", report.rest, 4 * limited)
    (at_s,) = struct.unpack_from(">I", report.rest, 4 * limited + 2 * wide)
    past = struct.unpack_from(f">{wide * report.history_count}h", report.rest, 4 * limited + 2 * wide + 4)
    return Measured(
        limits=tuple(zip(limits[::2], limits[1::2], strict=True)),
        now=now,
        at_s=at_s,
        history=tuple(past[i : i + wide] for i in range(0, len(past), wide)),
    )


def measured_body(found: Measured) -> bytes:
    """The inverse of `measured`: what stands in `Report.rest`. Raises BadFrameError for a number out of range."""
    limits = [n for pair in found.limits for n in pair]
    past = [n for record in found.history for n in record]
    try:
        return struct.pack(f">{len(limits)}h{len(found.now)}hI{len(past)}h", *limits, *found.now, found.at_s, *past)
    except struct.error as error:
        raise BadFrameError(str(error)) from None
