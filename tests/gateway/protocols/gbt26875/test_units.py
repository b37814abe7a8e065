"""Units of every type, both directions: written and read they are the same, and nothing that comes in raises."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875 import DIALECTS, STD, BadObjectError, Text, TimeLabel, decode, encode, values
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.layouts import STANDARD, Kind, Layout
from anju.gateway.protocols.gbt26875.values import Split, join_component, split_component
from tests.gateway.protocols.gbt26875.made import AT, FIRE, LABEL, PATIENT, layouts_of, units

DESC = Text(bytes(31))
SIZES = {
    1: 10, 2: 46, 3: 16, 4: 10, 5: 4, 6: 3, 7: 38, 8: 8, 21: 7, 24: 8, 25: 2, 26: 1, 28: 6, 61: 2, 62: 6, 63: 6, 64: 9,
    65: 2, 66: 2, 67: 6, 68: 2, 81: 1, 84: 7, 85: 1, 86: 1, 88: 1, 89: 1, 90: 6, 91: 1,
}  # fmt: skip
"""Bytes of one object as the standard has them; of types 6 and 26 without the text."""


def test_every_type_has_the_size_the_standard_gives_it() -> None:
    assert {number: layout.size for number, (layout,) in STANDARD.items()} == SIZES


@pytest.mark.parametrize("layout", [one for (one,) in STANDARD.values()], ids=lambda one: str(one.number))
@PATIENT
@given(data=st.data())
def test_what_is_written_is_read_again(layout: Layout, data: st.DataObject) -> None:
    objects = data.draw(units(layout))
    raw = encode(layout.number, objects)
    found = decode(raw)
    assert (found.type, found.count, found.error, found.unknown) == (layout.number, len(objects), None, False)
    assert list(found.objects) == objects
    assert encode(layout.number, found.objects) == raw


@pytest.mark.parametrize("layout", [one for (one,) in STANDARD.values()], ids=lambda one: str(one.number))
def test_a_full_unit_holds_as_many_objects_as_the_standard_says(layout: Layout) -> None:
    values = [3 if field.kind is Kind.NUMBER else LABEL if field.kind is Kind.TIME else DESC for field in layout.fields]
    if layout.counted:
        values.append(Text(b"x" * 200))
    full = [layout.cls(*values)] * layout.most
    raw = encode(layout.number, full)
    assert len(raw) <= 1024
    assert decode(raw).objects == tuple(full)
    with pytest.raises(BadObjectError):
        encode(layout.number, [*full, full[0]])


@pytest.mark.parametrize("name", [name for name in DIALECTS if name != "std"])
@PATIENT
@given(data=st.data())
def test_what_a_dialect_writes_it_reads_again(name: str, data: st.DataObject) -> None:
    dialect = DIALECTS[name]
    layout = data.draw(st.sampled_from(layouts_of(dialect)))
    objects = data.draw(units(layout, dialect))
    if layout.counted:
        objects = objects[:1]
    found = decode(encode(layout.number, objects, dialect), dialect)
    assert list(found.objects) == objects


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda one: one.name)
@PATIENT
@given(raw=st.binary(max_size=200))
def test_any_bytes_give_a_unit(dialect: Any, raw: bytes) -> None:
    found = decode(raw, dialect)
    assert found.raw == raw
    if found.error or found.unknown:
        assert found.objects == ()
    else:
        assert len(found.objects) == found.count


def test_a_component_status_is_read() -> None:
    (found,) = decode(FIRE[27:-3]).objects
    assert found == o.ComponentStatus(1, 5, 42, 0x00090003, 2, Text.of("2号楼3层走道", 31), TimeLabel(FIRE[69:75]))
    assert isinstance(found, o.ComponentStatus)
    assert found.desc.text == "2号楼3层走道"
    assert found.time.at == datetime(2026, 11, 30, 0, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "error"),
    [("01", "adu_too_short"), ("0201", "object_length"), ("0102" + "00" * 10, "object_length"),
     ("0101" + "00" * 11, "object_length"), ("1a0105aabb", "object_length"), ("1a0101aabb", "object_length")],
)  # fmt: skip
def test_a_wrong_length_is_said_and_the_bytes_are_kept(raw: str, error: str) -> None:
    found = decode(bytes.fromhex(raw))
    assert (found.error, found.objects, found.raw.hex()) == (error, (), raw)


def test_more_objects_than_allowed_are_read_with_a_remark() -> None:
    found = decode(bytes((25, 2, 1, 1, 2, 0)))
    assert (found.objects, found.error) == ((o.UitdVersion(1, 1), o.UitdVersion(2, 0)), None)
    assert found.remarks == ("count_over_most",)


def test_an_empty_unit_and_an_unknown_type_are_no_errors() -> None:
    assert decode(b"").type is None
    unknown = decode(b"\xc8\x01abc")
    assert (unknown.unknown, unknown.error, unknown.raw) == (True, None, b"\xc8\x01abc")


@pytest.mark.parametrize(
    ("number", "objects"),
    [
        (9, [o.Blank()]),
        (1, []),
        (1, [o.Blank()]),
        (1, [o.SystemStatus(256, 0, 0, LABEL)]),
        (1, [o.SystemStatus(1, 0, 0, TimeLabel(b"12345"))]),
        (7, [o.ComponentConfig(1, 1, 1, 1, Text(b"short"))]),
        (25, [o.UitdVersion(1, 0), o.UitdVersion(1, 0)]),
        (26, [o.UitdConfig(Text(bytes(256)))]),
    ],
)
def test_what_does_not_fit_is_not_written(number: int, objects: list[o.InformationObject]) -> None:
    with pytest.raises(BadObjectError):
        encode(number, objects)


def test_a_unit_for_a_device_is_shorter_than_what_is_taken_from_one() -> None:
    many = [o.ReadComponent(1, 1, place) for place in range(22)]
    assert len(encode(62, many, STD, most=STD.send_most)) == 134
    with pytest.raises(BadObjectError):
        encode(62, many, STD, most=100)


@PATIENT
@given(st.integers(0, 3155759999), st.booleans())
def test_a_label_holds_its_second(since: int, bcd: bool) -> None:
    at = datetime(2000, 1, 1, tzinfo=values.LOCAL) + timedelta(seconds=since)
    label = TimeLabel.of(at, bcd=bcd)
    assert label.at == at
    assert label.fault == ""


@pytest.mark.parametrize(
    ("raw", "fault"),
    [("000000000000", "zero"), ("3c0000010119", "out_of_range"), ("0000001e0219", "out_of_range"),
     ("000018010119", "out_of_range"), ("000000010164", "out_of_range"), ("ffffffffffff", "out_of_range")],
)  # fmt: skip
def test_an_impossible_label_is_kept_and_flagged(raw: str, fault: str) -> None:
    label = TimeLabel(bytes.fromhex(raw))
    assert (label.at, label.fault, label.raw.hex()) == (None, fault, raw)


def test_a_label_needs_an_aware_moment_of_this_century() -> None:
    with pytest.raises(ValueError, match="aware"):
        TimeLabel.of(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="2100"):
        TimeLabel.of(AT.replace(year=2100))


@PATIENT
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_a_text_fits_its_width_at_a_whole_character(text: str) -> None:
    found = Text.of(text, 31)
    assert len(found.raw) == 31
    assert text.startswith(found.text) or text.strip(" ").startswith(found.text)
    assert "\ufffd" not in found.text or "\ufffd" in text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"abc\0\0", "abc"),
        (b"  abc  ", "abc"),
        ("一号".encode("gb18030") + b"\0stale", "一号"),
        ("一号".encode("gb18030")[:3], "一\ufffd"),
        (b"\0\0", ""),
    ],
)
def test_a_padded_or_cut_text_is_read(raw: bytes, text: str) -> None:
    assert Text(raw).text == text


@PATIENT
@given(st.integers(0, 2**32 - 1), st.sampled_from(Split))
def test_a_component_address_is_split_and_joined(address: int, split: Split) -> None:
    assert join_component(split_component(address, split), split) == address


def test_a_device_address_has_two_readings() -> None:
    raw = values.address("790300000000")
    assert values.number(raw) == 889
    assert values.address(889) == values.address(raw) == raw
    for wrong in ("79", 2**48, -1, b"12345"):
        with pytest.raises(ValueError):
            values.address(wrong)
