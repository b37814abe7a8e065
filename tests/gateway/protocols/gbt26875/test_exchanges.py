"""What a centre answers, and the one order it has outstanding with a device."""

from datetime import timedelta

import pytest

from anju.gateway.protocols.gbt26875 import (
    BadObjectError,
    Exchange,
    Frame,
    Meaning,
    Outcome,
    Reaction,
    Refused,
    Result,
    TimeLabel,
    by_name,
    decode,
    dedup_key,
    exchanges,
    react,
    split,
)
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.frames import CONFIRM, CONTROL, DENY, REPLY, REQUEST
from tests.gateway.protocols.gbt26875.made import AT, BEAT, CENTRE, DEVICE, FIRE, LABEL, frame, spoilt

DAHUA = by_name("dahua-v1.03")


def answer(item: Frame | Refused, name: str = "std") -> Reaction:
    return react(item, at=AT, dialect=by_name(name))


def test_an_upload_is_confirmed_with_its_serial_and_version_back_to_its_sender() -> None:
    (fire,) = split(FIRE)
    found = answer(fire)
    assert (found.meaning, found.store_first) == (Meaning.UPLOAD, True)
    assert found.answer is not None
    assert (
        found.answer.raw
        == bytes.fromhex("4040 0700 0103 0905081e0b1a ffee00000001 0a0b0c010203 0000 03") + (found.answer.raw[-3:])
    )
    assert split(found.answer.raw) == [found.answer]


@pytest.mark.parametrize(
    ("item", "name", "meaning", "command"),
    [
        (Frame(BEAT), "std", Meaning.HEARTBEAT, CONFIRM),
        (Refused(spoilt(FIRE, 40)), "std", Meaning.BAD_CHECKSUM, DENY),
        (frame(b"\xc8\x01??"), "std", Meaning.UPLOAD, CONFIRM),
        (frame(b"\x02\x05\0"), "std", Meaning.UPLOAD, CONFIRM),
        (frame(b"\x16"), "std", Meaning.UPLOAD, CONFIRM),
        (frame(command=7), "std", Meaning.UNKNOWN_COMMAND, DENY),
        (frame(command=0), "std", Meaning.UNKNOWN_COMMAND, DENY),
        (frame(command=127), "std", Meaning.UNKNOWN_COMMAND, DENY),
        (frame(command=128), "std", Meaning.USER_DEFINED, CONFIRM),
        (frame(b"\x5a\x01" + LABEL.raw, command=CONTROL), "std", Meaning.UNKNOWN_COMMAND, DENY),
        (frame(b"\x51\x01\0", command=REQUEST), "std", Meaning.UNKNOWN_COMMAND, DENY),
        (frame(command=7), "dahua-v1.03", Meaning.HEARTBEAT, CONFIRM),
        (frame(bytes(112), command=0), "dahua-v1.03", Meaning.REGISTRATION, CONFIRM),
    ],
)
def test_what_is_confirmed_and_what_is_denied(item: Frame | Refused, name: str, meaning: Meaning, command: int) -> None:
    found = answer(item, name)
    assert found.meaning == meaning
    assert found.answer is not None
    assert (found.answer.command, found.answer.serial, found.answer.unit) == (command, item.serial, b"")
    assert (found.answer.source, found.answer.destination) == (item.destination, item.source)


@pytest.mark.parametrize(
    ("command", "meaning"), [(CONFIRM, Meaning.CONFIRM), (REPLY, Meaning.REPLY), (DENY, Meaning.DENY)]
)
def test_an_answer_is_not_answered(command: int, meaning: Meaning) -> None:
    assert answer(frame(command=command)) == Reaction(meaning, None)


def test_a_heartbeat_of_one_byte_has_its_own_answer() -> None:
    found = answer(frame(b"\x16"), "1-byte-adu")
    assert (found.meaning, found.store_first) == (Meaning.HEARTBEAT, False)
    assert found.answer is not None
    assert (found.answer.command, found.answer.unit) == (CONFIRM, b"\x17")


def test_a_device_that_asks_for_the_time_gets_it() -> None:
    found = answer(frame(b"\x5a\x01" + bytes(6), command=CONTROL, serial=9), "dahua-v1.03")
    assert found.meaning == Meaning.TIME_REQUEST
    assert found.answer is not None
    assert (found.answer.command, found.answer.serial) == (CONTROL, 9)
    assert found.answer.unit == b"\x5a\x01" + bytes.fromhex("090508301126")
    assert found.answer.time(bcd=True).at == AT


def test_a_frame_sent_again_has_the_same_key_and_nothing_else_has() -> None:
    unit = b"\x15\x01\x02" + LABEL.raw
    first = frame(unit)
    others = [frame(unit, serial=2), frame(unit[:2] + b"\x03" + LABEL.raw), frame(unit, command=5)]
    others.append(frame(unit, source=CENTRE))
    assert dedup_key(first) == dedup_key(Frame(first.raw))
    assert len({dedup_key(one) for one in [first, *others]}) == 5


@pytest.mark.parametrize(
    ("order", "unit"),
    [
        (exchanges.synchronise(), "5a01" + "0905081e0b1a"),
        (exchanges.initialise(), "590100"),
        (exchanges.inspect_duty(10), "5b010a"),
        (exchanges.read_systems(61, [(1, 1), (13, 2)]), "3d0201010d02"),
        (exchanges.read_systems(68, [(1, 1)]), "44010101"),
        (exchanges.read_components(62, [(1, 1, 0x01110203)]), "3e01010103021101"),
        (exchanges.read_operations(10, AT, (1, 1)), "400101010a0905081e0b1a"),
        (exchanges.read_operations(16, AT), "5401100905081e0b1a"),
        (exchanges.read_uitd(81), "510100"),
        (exchanges.read_uitd(88), "580100"),
    ],
)
def test_an_order_has_the_unit_of_the_standard(order: exchanges.Order, unit: str) -> None:
    assert order.unit(AT).hex() == unit
    assert order.command == (CONTROL if order.type >= 89 else REQUEST)


def test_what_cannot_be_asked_is_not_asked() -> None:
    for wrong in (
        lambda: exchanges.read_systems(62, [(1, 1)]),
        lambda: exchanges.read_uitd(61),
        lambda: exchanges.read_components(61, []),
        lambda: exchanges.read_operations(103, AT),
        lambda: exchanges.inspect_duty(256),
        lambda: exchanges.read_systems(65, [(1, 1), (1, 2)]).unit(AT),
    ):
        with pytest.raises(BadObjectError):
            wrong()


def line(**options: float) -> Exchange:
    return Exchange(DEVICE, CENTRE, **options)  # type: ignore[arg-type]


def heard(sent: Frame, command: int, unit: bytes = b"", *, source: bytes = DEVICE, serial: int | None = None) -> Frame:
    """What a device says to an order."""
    return frame(unit, command=command, source=source, serial=sent.serial if serial is None else serial)


def test_a_control_ends_with_its_confirmation() -> None:
    exchange = line()
    sent = exchange.start(exchanges.inspect_duty(5), now=100, at=AT)
    assert (sent.serial, sent.source, sent.destination, sent.command) == (0, CENTRE, DEVICE, CONTROL)
    assert exchange.due == 110
    end = exchange.hear(heard(sent, CONFIRM))
    assert end is not None
    assert (end.outcome, end.serial, end.tries, exchange.due) == (Outcome.CONFIRMED, 0, 1, None)


def test_a_request_ends_with_a_reply_of_its_type() -> None:
    exchange = line()
    sent = exchange.start(exchanges.read_uitd(81), now=0, at=AT)
    reply = b"\x15\x01\x01" + LABEL.raw
    assert exchange.hear(heard(sent, CONFIRM)) is None, "a confirmation is not the reply"
    assert exchange.hear(heard(sent, REPLY, b"\x1c\x01" + LABEL.raw)) is None, "the reply to another question"
    assert exchange.hear(heard(sent, REPLY, reply, serial=1)) is None
    assert exchange.hear(heard(sent, REPLY, reply, source=CENTRE)) is None
    assert exchange.hear(heard(sent, 2, reply)) is None, "an upload with the same number by chance"
    end = exchange.hear(heard(sent, REPLY, reply))
    assert end is not None
    assert end.outcome == Outcome.REPLIED
    assert end.frame is not None
    assert decode(end.frame.unit).objects == (o.UitdStatus(1, LABEL),)


def test_a_denied_order_is_over() -> None:
    exchange = line()
    sent = exchange.start(exchanges.initialise(), now=0, at=AT)
    end = exchange.hear(heard(sent, DENY))
    assert end is not None
    assert end.outcome == Outcome.DENIED
    assert exchange.hear(heard(sent, DENY)) is None


def test_three_tries_with_one_number_then_silence_is_the_end() -> None:
    exchange = line()
    first = exchange.start(exchanges.initialise(), now=0, at=AT)
    assert exchange.tick(now=9.9, at=AT) is None
    tries = [exchange.tick(now=now, at=AT) for now in (10, 20)]
    assert [one.raw for one in tries if isinstance(one, Frame)] == [first.raw, first.raw]
    assert exchange.tick(now=29, at=AT) is None
    end = exchange.tick(now=30, at=AT)
    assert isinstance(end, Result)
    assert (end.outcome, end.tries, end.frame) == (Outcome.TIMED_OUT, 3, None)
    assert exchange.hear(heard(first, CONFIRM)) is None, "too late"
    assert exchange.tick(now=99, at=AT) is None


def test_the_clock_is_set_to_the_moment_of_each_try() -> None:
    exchange = line(timeout=10)
    first = exchange.start(exchanges.synchronise(), now=0, at=AT)
    later = AT + timedelta(seconds=10)
    second = exchange.tick(now=10, at=later)
    assert isinstance(second, Frame)
    assert second.serial == first.serial
    assert decode(first.unit).objects == (o.SynchroniseClock(TimeLabel.of(AT)),)
    assert decode(second.unit).objects == (o.SynchroniseClock(TimeLabel.of(later)),)


def test_one_order_at_a_time() -> None:
    exchange = line()
    exchange.start(exchanges.initialise(), now=0, at=AT)
    with pytest.raises(exchanges.BusyError):
        exchange.start(exchanges.synchronise(), now=1, at=AT)


def test_an_order_that_cannot_be_sent_takes_no_number() -> None:
    exchange = line(serial=4)
    with pytest.raises(BadObjectError):
        exchange.start(exchanges.read_systems(65, []), now=0, at=AT)
    assert exchange.start(exchanges.initialise(), now=0, at=AT).serial == 4


def test_the_numbers_wrap_at_sixteen_bits() -> None:
    exchange = line(serial=65535)
    serials = []
    for _ in range(2):
        sent = exchange.start(exchanges.initialise(), now=0, at=AT)
        serials.append(sent.serial)
        exchange.hear(heard(sent, CONFIRM))
    assert serials == [65535, 0]


def test_a_longer_wait_than_the_standard_s_is_not_had() -> None:
    for wrong in (0, 10.1):
        with pytest.raises(ValueError):
            line(timeout=wrong)
    with pytest.raises(ValueError):
        line(tries=0)


def test_the_answer_of_a_person_on_duty_is_heard() -> None:
    answered = decode(b"\x18\x01\x20\x07" + LABEL.raw)
    assert exchanges.duty_answered(answered) == o.UitdOperation(0x20, 7, LABEL)
    assert exchanges.duty_answered(decode(b"\x18\x01\x01\x07" + LABEL.raw)) is None
    assert exchanges.duty_answered(decode(b"\x04\x01\x01\x01\x20\x07" + LABEL.raw)) is None, "5 is 确认 in a system"
    assert exchanges.duty_answered(decode(b"")) is None


def test_a_bcd_device_gets_bcd_labels() -> None:
    exchange = Exchange(DEVICE, CENTRE, dialect=DAHUA)
    sent = exchange.start(exchanges.synchronise(), now=0, at=AT)
    assert sent.time_raw.hex() == "090508301126"
    assert sent.unit.hex() == "5a01090508301126"
