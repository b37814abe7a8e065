"""A frame in words: every byte once, in both languages, with the places in the standard that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875 import DIALECTS, Broken, Frame, Part, Refused, dissect, encode, explain
from tests.gateway.protocols.gbt26875.made import BEAT, FIRE, LABEL, PATIENT, frame, layouts_of, spoilt, units


def said(parts: tuple[Part, ...]) -> dict[str, str]:
    return {part.name[1]: part.value for part in parts}


def test_a_fire_is_told_in_chinese() -> None:
    parts = explain(Frame(FIRE), "zh")
    assert [(part.name[0], part.value) for part in parts] == [
        ("启动符", "@@"), ("业务流水号", "7"), ("主版本号", "1"), ("用户版本号", "3"),
        ("时间标签", "2026-11-30 08:05:09"),
        ("源地址", "0a0b0c010203，低字节在前的数 3307142384394"),
        ("目的地址", "ffee00000001，低字节在前的数 1099511688959"),
        ("应用数据单元长度", "48 字节"), ("命令字节", "2 发送数据"), ("类型标志", "2 上传建筑消防设施部件运行状态"),
        ("信息对象数目", "1"), ("系统类型标志", "1 火灾报警系统"), ("系统地址", "5"),
        ("部件类型", "42 点型光电感烟火灾探测器"), ("部件地址", "03000900，数 589827（回路 3，点位 9）"),
        ("状态", "0x2 测试状态、火警"), ("部件说明", "2号楼3层走道"), ("时间标签", "2026-11-30 08:05:08"),
        ("校验和", "79 正确"), ("结束符", "##"),
    ]  # fmt: skip


def test_a_fire_is_told_in_english() -> None:
    told = said(explain(Frame(FIRE), "en"))
    assert told["component type"] == "42 point photoelectric smoke detector"
    assert told["status"] == "0x2 in test, fire"
    assert told["component address"] == "03000900, number 589827 (loop 3, point 9)"
    assert told["checksum"] == "79 right"


def test_places_in_the_standard_are_named_where_they_are_known() -> None:
    known = {part.name[1]: part.clause for part in explain(Frame(FIRE), "en") if part.clause}
    assert known == {"time label": "fig. 17", "command": "table 2", "system type": "table 4"}
    order = explain(frame(b"\x5b\x01\x05", command=1), "zh")
    (minutes,) = [part for part in order if part.number]
    assert (minutes.name[0], minutes.value, minutes.clause) == ("应答超时时间", "5 分钟", "图 46")


@pytest.mark.parametrize(
    ("unit", "name", "value"),
    [
        ("0301 01 01 1e 01000200 03 9cff" + LABEL.raw.hex(), "analog value", "-100, that is -10 ℃"),
        ("0301 01 01 1e 01000200 80 9cff" + LABEL.raw.hex(), "analog value", "-100"),
        ("0301 01 01 1e 01000200 80 9cff" + LABEL.raw.hex(), "kind of analog value", "128 defined by the maker"),
        ("1801 20 07" + LABEL.raw.hex(), "operation flags", "0x20 duty inspection answered"),
        ("1501 09" + LABEL.raw.hex(), "status", "0x9 monitoring, main power fault"),
        ("0101 0901 0128" + LABEL.raw.hex(), "system type", "9 reserved"),
        ("0101 0101 0128" + LABEL.raw.hex(), "status", "0x2801 in normal operation, manual, reset"),
        ("1c01 000000000000", "time label", "all zero: the device has no clock"),
        ("1c01 ffffffffffff", "time label", "no valid time"),
        ("1a01 03 616263", "configuration", "abc"),
        ("1a01 00", "length of the text", "0 bytes"),
        ("c801 0102", "objects", "unknown type, kept as it came"),
        ("0201 0102", "objects", "the objects do not have the length that their number asks for"),
        ("c801 0102", "type", "200 defined by the maker"),
        ("0901 0102", "type", "9 reserved"),
        ("ff01 0102", "type", "255 reserved"),
        ("16", "application data unit", "the application data unit has less than two bytes"),
    ],
)
def test_a_field_says_what_it_means(unit: str, name: str, value: str) -> None:
    parts = explain(frame(bytes.fromhex(unit)), "en")
    assert [part.value for part in parts if part.offset >= 27 and part.name[1] == name] == [value]


def test_a_wrong_checksum_says_the_right_one() -> None:
    (piece,) = dissect(spoilt(FIRE, 40))
    assert isinstance(piece, Refused)
    assert said(explain(piece, "en"))["checksum"] == "79 wrong, ought to be 80"
    assert explain(Broken(b"xx", "end"), "zh")[0].value == "结束符不是 ##"


def test_an_empty_unit_has_no_lines() -> None:
    assert [part.offset for part in explain(Frame(BEAT))] == [0, 2, 4, 5, 6, 12, 18, 24, 26, 27, 28]


@PATIENT
@given(st.data(), st.sampled_from(list(DIALECTS)), st.sampled_from(["zh", "en"]))
def test_every_byte_stands_in_one_line(data: st.DataObject, name: str, language: str) -> None:
    dialect = DIALECTS[name]
    layout = data.draw(st.sampled_from(layouts_of(dialect)))
    objects = data.draw(units(layout, dialect))[: 1 if layout.counted else None]
    whole = frame(encode(layout.number, objects, dialect))
    parts = explain(whole, language, dialect)  # type: ignore[arg-type]
    assert b"".join(part.raw for part in parts) == whole.raw
    offsets = [part.offset for part in parts]
    assert offsets == [sum(len(part.raw) for part in parts[:place]) for place in range(len(parts))]
    assert all(part.value and all(part.name) for part in parts)
    assert {part.number for part in parts} == {None, *range(1, len(objects) + 1)}
