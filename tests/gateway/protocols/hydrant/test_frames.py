"""The pressure frame: decode and encode are inverse, and what is wrong is said."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.hydrant import (
    KINDS,
    BadFrameError,
    Frame,
    Measured,
    Report,
    decode,
    encode,
    measured,
    measured_body,
    read_report,
    report_frame,
)
from anju.gateway.protocols.hydrant.frames import LONGEST, crc16

BYTE, WORD, SIGNED = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF)
FRAMES = st.builds(
    Frame,
    direction=BYTE,
    device=st.binary(min_size=12, max_size=12),
    body=st.binary(max_size=80),
    low_first=st.booleans(),
)
REPORTS = st.builds(
    Report,
    device=st.binary(min_size=12, max_size=12),
    battery=BYTE,
    rssi=st.integers(-128, 127),
    interval_s=WORD,
    history_count=WORD,
    kind=BYTE,
    alarms=BYTE,
    rest=st.binary(max_size=60),
    low_first=st.booleans(),
)


@st.composite
def measurements(draw: st.DrawFn) -> tuple[int, Measured]:
    """A device type and numbers that fit it."""
    code = draw(st.sampled_from(sorted(KINDS)))
    wide, limited = len(KINDS[code].values), KINDS[code].limited
    record = st.tuples(*[SIGNED] * wide)
    limits = draw(st.tuples(*[st.tuples(SIGNED, SIGNED)] * limited))
    return code, Measured(
        limits, draw(record), draw(st.integers(0, 0xFFFF_FFFF)), tuple(draw(st.lists(record, max_size=4)))
    )


def pressure(now: int = 312, kind: int = 1, history: tuple[tuple[int, ...], ...] = ()) -> Report:
    """A terminal that says 0.312 MPa, between limits of 0.150 and 0.600."""
    body = measured_body(Measured(((150, 600),), (now,), 1_764_000_000, history))
    return Report(b"MK2103000042", 0x93, -71, 3600, len(history), kind, 0, body)


def test_the_check_sum_is_that_of_modbus() -> None:
    """The published check value of CRC-16/MODBUS, and a request from the Modbus specification's examples."""
    assert crc16(b"123456789") == 0x4B37
    assert crc16(bytes.fromhex("010300000001")).to_bytes(2, "little").hex() == "840a"


def test_a_frame_byte_by_byte() -> None:
    """Laid out by hand from the notes."""
    head = bytes.fromhex("a55a 00 0029") + b"MK2103000042" + bytes.fromhex("93 b9 0e10 0001 01 00")
    body = struct.pack(">HHHIH", 150, 600, 312, 1_764_000_000, 311)
    data = head + body + crc16(head + body).to_bytes(2, "big") + b"\x55\xaa"
    assert len(data) == 0x29
    report = read_report(decode(data))
    assert (report.name, report.kind, report.rssi, report.interval_s) == ("MK2103000042", 1, -71, 3600)
    assert (report.external_power, report.battery_percent) == (True, 95)
    found = measured(report)
    assert found == Measured(((150, 600),), (312,), 1_764_000_000, ((311,),))
    assert found is not None
    assert found.amounts(KINDS[1]) == (Decimal("0.312"),)
    assert encode(report_frame(report)) == data


@settings(deadline=None)
@given(FRAMES)
def test_frames_come_back(frame: Frame) -> None:
    back = decode(encode(frame))
    assert (back.direction, back.device, back.body) == (frame.direction, frame.device, frame.body)
    assert encode(back) == encode(frame)


@settings(deadline=None)
@given(REPORTS)
def test_reports_come_back(report: Report) -> None:
    assert read_report(report_frame(report)) == report


@settings(deadline=None)
@given(measurements())
def test_measurements_come_back(pair: tuple[int, Measured]) -> None:
    code, numbers = pair
    report = Report(b"X" * 12, 0, 0, 0, len(numbers.history), code, 0, measured_body(numbers))
    assert measured(report) == numbers


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    good = encode(report_frame(pressure()))
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(BYTE.filter(lambda byte: byte != good[at]))
    with pytest.raises(BadFrameError):
        decode(good[:at] + bytes([other]) + good[at + 1 :])


@pytest.mark.parametrize("cut", range(1, 41))
def test_a_cut_frame_is_none(cut: int) -> None:
    with pytest.raises(BadFrameError):
        decode(encode(report_frame(pressure()))[:-cut])


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=64))
def test_strange_bytes_raise_nothing_else(data: bytes) -> None:
    with pytest.raises(BadFrameError):
        decode(b"\xa5\x5a" + data)


@pytest.mark.parametrize("off", [-1, 1, 256])
def test_a_length_that_is_not_its_own_is_refused_though_the_check_sum_holds(off: int) -> None:
    good = encode(report_frame(pressure()))
    data = good[:3] + (len(good) + off).to_bytes(2) + good[5:-4]
    with pytest.raises(BadFrameError, match="length"):
        decode(data + crc16(data).to_bytes(2) + good[-2:])


def test_what_does_not_fit_is_refused() -> None:
    for frame in (Frame(0, b"short", b""), Frame(256, b"X" * 12, b""), Frame(0, b"X" * 12, bytes(LONGEST))):
        with pytest.raises(BadFrameError):
            encode(frame)
    with pytest.raises(BadFrameError):
        report_frame(Report(b"X" * 12, 256, 0, 0, 0, 1, 0, b""))
    with pytest.raises(BadFrameError):
        measured_body(Measured((), (40_000,), 0))


def test_another_direction_and_a_short_body_are_no_reports() -> None:
    with pytest.raises(BadFrameError, match="0xff"):
        read_report(Frame(0xFF, b"X" * 12, bytes(20)))
    with pytest.raises(BadFrameError, match="short"):
        read_report(Frame(0, b"X" * 12, bytes(7)))


def test_a_type_not_known_or_of_another_length_has_no_numbers_and_keeps_its_bytes() -> None:
    assert measured(pressure(kind=200)) is None
    longer = Report(b"X" * 12, 0, 0, 0, 0, 1, 0, pressure().rest + b"\0")
    assert measured(longer) is None
    assert read_report(report_frame(longer)).rest == pressure().rest + b"\0"


@pytest.mark.parametrize(
    ("device", "name"),
    [(b"AB12\0\0\0\0\0\0\0\0", "AB12"), (b"\0" * 12, "x" + "00" * 12), (b"\xff" * 12, "x" + "ff" * 12),
     (b"x12345678901", "x" + b"x12345678901".hex())],
)  # fmt: skip
def test_ids_are_texts_and_no_two_are_alike(device: bytes, name: str) -> None:
    assert Report(device, 0, 0, 0, 0, 1, 0, b"").name == name


def test_a_battery_of_more_than_all_is_not_known() -> None:
    assert Report(b"X" * 12, 0x1F, 0, 0, 0, 1, 0, b"").battery_percent is None
