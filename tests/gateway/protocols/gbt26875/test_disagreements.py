"""The points on which readers of the standard disagree, by their numbers in docs/protocols/gbt26875.md."""

from datetime import timedelta

import pytest

from anju.gateway.protocols.gbt26875 import (
    STD,
    Frame,
    Meaning,
    Refused,
    Splitter,
    Text,
    TimeLabel,
    by_name,
    decode,
    dissect,
    encode,
    exchanges,
    names,
    react,
    split,
)
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.frames import CONFIRM, DENY
from anju.gateway.protocols.gbt26875.values import Split, split_component
from tests.gateway.protocols.gbt26875.made import AT, BEAT, FIRE, LABEL, frame, spoilt

DAHUA = by_name("dahua-v1.03")


def test_01_a_time_label_is_binary_and_bcd_only_by_dialect() -> None:
    raw = bytes.fromhex("101112130114")  # 16:17:18 on the 19th in binary; 10, 11, 12 and 13 in BCD
    assert str(TimeLabel(raw).at) == "2020-01-19 18:17:16+08:00"
    assert str(TimeLabel(raw, bcd=True).at) == "2014-01-13 12:11:10+08:00"
    found = [decode(b"\x1c\x01" + raw, dialect).objects[0] for dialect in (STD, DAHUA)]
    assert found == [o.UitdTime(TimeLabel(raw)), o.UitdTime(TimeLabel(raw, bcd=True))]


def test_02_the_clock_order_carries_six_bytes_of_time() -> None:
    assert decode(b"\x5a\x01" + LABEL.raw).objects == (o.SynchroniseClock(LABEL),)
    assert decode(b"\x5a\x01\x00").error == "object_length"


def test_03_a_duty_inspection_carries_one_byte_of_minutes() -> None:
    assert decode(b"\x5b\x01\x0a").objects == (o.DutyInspection(10),)
    assert decode(b"\x5b\x01").error == "object_length"


def test_04_initialising_carries_one_byte_of_zero() -> None:
    assert exchanges.initialise().unit(AT) == b"\x59\x01\x00"
    assert decode(b"\x59\x01").error == "object_length"


def test_05_system_type_23_is_the_fire_power_supply() -> None:
    assert names.SYSTEMS[23] == ("消防电源", "fire power supply")
    assert names.SYSTEMS[20][0] == "消防电梯"


def test_06_component_121_is_the_alarm_sounder() -> None:
    assert names.COMPONENTS[121] == ("警报装置", "alarm sounder")


def test_07_the_serial_is_little_endian() -> None:
    assert Frame(FIRE).serial == 7
    assert frame(serial=0x0102).raw[2:4] == b"\x02\x01"


def test_08_an_analog_value_is_signed_and_little_endian() -> None:
    unit = bytes.fromhex("0301 01 01 1e 01000200 03 9cff") + LABEL.raw
    (found,) = decode(unit).objects
    assert isinstance(found, o.ComponentAnalog)
    assert (found.raw, STD.value(found.analog_type, found.raw)) == (-100, -10.0)


@pytest.mark.parametrize("version", [(1, 0), (0, 1), (2, 0x59), (16, 0)])
def test_09_the_versions_are_two_bytes_and_any_is_taken(version: tuple[int, int]) -> None:
    sent = frame(version=version)
    assert sent.raw[4:6] == bytes(version)
    assert split(sent.raw) == [sent]
    reply = react(sent, at=AT).answer
    assert reply is not None
    assert reply.version == version


def test_10_a_component_address_is_kept_whole_and_split_by_profile() -> None:
    (found,) = decode(FIRE[27:-3]).objects
    assert isinstance(found, o.ComponentStatus)
    assert found.component_addr == 0x00090003
    assert split_component(found.component_addr, STD.split) == (3, 9)
    assert split_component(found.component_addr, by_name("fb18").split) == (9, 3)
    assert split_component(found.component_addr, Split.BYTES) == (3, 0, 9, 0)
    text = "一层".encode("gb18030").ljust(32, b"\0")
    coded = bytes.fromhex("0201 01 01 4e") + b"10101013" + b"\x01" + text + LABEL.raw
    (by_digits,) = decode(coded, by_name("qtl-tx3016a")).objects
    assert isinstance(by_digits, o.CodedComponentStatus)
    assert by_digits.component_code.text == "10101013"


def test_11_a_uitd_status_is_one_byte_and_a_label() -> None:
    assert decode(b"\x15\x01\x08" + LABEL.raw).objects == (o.UitdStatus(8, LABEL),)
    for wrong in (b"\x15\x01\x01\x01\x08", b"\x15\x01\x01\x01\x08\x00", b"\x15\x01\x08"):
        assert decode(wrong).error == "object_length"
    assert decode(b"\x15\x01\x08", by_name("no-time")).objects == (o.BriefUitdStatus(8),)


def test_12_operations_have_their_label_and_flags_of_operations() -> None:
    assert decode(b"\x04\x01\x01\x02\x20\x07" + LABEL.raw).objects == (o.SystemOperation(1, 2, 32, 7, LABEL),)
    assert decode(b"\x04\x01\x01\x02\x20\x07").error == "object_length"
    assert names.flags_of(names.UITD_OPERATION, 0x20) == (("查岗应答", "duty inspection answered"),)
    assert names.flags_of(names.SYSTEM_OPERATION, 0x20) == (("确认", "confirm"),)


def test_13_the_flags_come_before_the_operator() -> None:
    (found,) = decode(b"\x18\x01\x20\x07" + LABEL.raw).objects
    assert found == o.UitdOperation(op=0x20, operator=7, time=LABEL)


def test_14_1024_bytes_are_taken_and_512_are_sent() -> None:
    long = frame(bytes(1024))
    assert split(long.raw) == [long]
    assert (STD.edition.most, STD.send_most) == (1024, 512)
    order = exchanges.read_systems(61, [(1, place) for place in range(102)])
    assert len(order.unit(AT)) == 206
    with pytest.raises(ValueError):
        order.unit(AT, STD.variant("small", send_most=200))


def test_15_an_empty_unit_is_a_heartbeat_and_is_confirmed() -> None:
    found = react(Frame(BEAT), at=AT)
    assert found.meaning == Meaning.HEARTBEAT
    assert found.answer is not None
    assert (found.answer.command, found.answer.unit_length) == (CONFIRM, 0)


def test_16_bit_0_set_means_normal_and_other_bits_are_a_dialect() -> None:
    assert names.flags_of(STD.component_bits, 0x0001) == (("正常运行状态", "in normal operation"),)
    assert names.flags_of(STD.component_bits, 0x0002) == (("测试状态", "in test"), ("火警", "fire"))
    assert names.flags_of(DAHUA.component_bits, 0x0003) == (("测试", "test"), ("火警", "fire"))
    assert names.flags_of(DAHUA.component_bits, 0x0200) == (("离线", "offline"),)
    assert names.flags_of(STD.component_bits, 0x0201)[1] == ("预留位 b9", "reserved bit b9")
    assert (STD.normal_bit, DAHUA.normal_bit) == (True, False)


@pytest.mark.parametrize("count", [0, 1, 3, 255])
def test_17_a_wrong_count_is_kept_confirmed_and_said(count: int) -> None:
    unit = bytes((1, count)) + bytes(20)
    found = decode(unit)
    assert (found.error, found.objects, found.raw) == ("object_length", (), unit)
    reply = react(frame(unit), at=AT).answer
    assert reply is not None
    assert reply.command == CONFIRM


def test_17_a_count_of_zero_without_objects_is_remarked() -> None:
    assert decode(b"\x01\x00").remarks == ("count_zero",)


def test_18_a_bad_checksum_is_denied_and_what_has_no_end_is_met_with_silence() -> None:
    splitter = Splitter()
    (bad,) = splitter.feed(spoilt(FIRE, 30))
    assert isinstance(bad, Refused)
    reply = react(bad, at=AT).answer
    assert reply is not None
    assert (reply.command, reply.serial) == (DENY, 7)
    assert list(splitter.feed(spoilt(FIRE, len(FIRE) - 1))) == []


def test_19_texts_of_different_length_stand_behind_their_own_length() -> None:
    texts = ((1, 1, "主机"), (1, 2, ""), (11, 1, "泵房"))
    objects = [o.SystemConfig(kind, place, Text.of(text)) for kind, place, text in texts]
    unit = encode(6, objects)
    assert unit[:5].hex() == "0603010104"
    assert decode(unit).objects == tuple(objects)


def test_20_the_step_of_kilopascal_is_a_tenth() -> None:
    assert STD.value(5, 3012) == 301.2
    assert names.ANALOGS[5][1] == ("kPa", "kPa")


def test_21_a_start_of_one_byte_is_another_protocol() -> None:
    assert split(FIRE[1:]) == []
    assert [type(piece).__name__ for piece in dissect(FIRE[1:])] == ["Broken"]
    assert react(Frame(FIRE), at=AT + timedelta(seconds=1)).meaning == Meaning.UPLOAD
