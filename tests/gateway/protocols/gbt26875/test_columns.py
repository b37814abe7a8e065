"""Columns say what the slow reading says, object for object."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875 import Dialect, Frame, Text, TimeLabel, by_name, columns, decode, encode
from anju.gateway.protocols.gbt26875.layouts import STANDARD
from tests.gateway.protocols.gbt26875.made import BEAT, DEVICE, FIRE, PATIENT, frame, units


def slowly(frames: list[Frame], dialect: Dialect) -> tuple[dict[int, list[tuple[Any, ...]]], list[int]]:
    """The same rows by way of a value per object."""
    rows: dict[int, list[tuple[Any, ...]]] = {number: [] for number in columns.BULK}
    others = []
    for place, one in enumerate(frames):
        unit = decode(one.unit, dialect)
        if unit.type not in columns.BULK or not unit.objects or one.command not in (2, 5):
            others.append(place)
            continue
        for found in unit.objects:
            values = [getattr(found, field.key) for field in STANDARD[unit.type][0].fields]
            plain = [value.raw if isinstance(value, Text | TimeLabel) else value for value in values]
            rows[unit.type].append((place, one.source, one.serial, *plain))
    return rows, others


@st.composite
def streams(draw: st.DrawFn) -> list[Frame]:
    """Frames of every kind, good and bad units among them."""
    found = []
    for serial in range(draw(st.integers(0, 8))):
        layout = STANDARD[draw(st.sampled_from([1, 2, 3, 21, 3, 4, 6, 28, 61]))][0]
        unit = encode(layout.number, draw(units(layout))[: 2 if layout.counted else None])
        if draw(st.booleans()) and draw(st.booleans()):
            unit = draw(st.sampled_from([unit[:-1], unit + b"\0", b"", b"\x02", b"\x02\x00", b"\xc8\x01" + unit]))
        found.append(frame(unit, command=draw(st.sampled_from([2, 2, 5, 4])), serial=serial))
    return found


@PATIENT
@given(streams(), st.sampled_from(["std", "dahua-v1.03"]))
def test_columns_are_what_the_slow_reading_gives(frames: list[Frame], name: str) -> None:
    dialect = by_name(name)
    found = columns.read(b"".join(one.raw for one in frames), dialect=dialect)
    rows, others = slowly(frames, dialect)
    assert found.others == others
    for number in columns.BULK:
        assert list(zip(*found.of[number].values(), strict=True)) == rows[number]
        assert found.count(number) == len(rows[number])


def test_frames_may_lie_anywhere() -> None:
    data = b"??" + FIRE + b"!" + BEAT
    found = columns.read(data, [(2, len(FIRE)), (3 + len(FIRE), len(BEAT))])
    assert found.of[2]["source"] == [DEVICE]
    assert found.of[2]["component_addr"] == [0x00090003]
    assert found.others == [1]


def test_a_dialect_with_other_layouts_goes_the_slow_way() -> None:
    found = columns.read(FIRE + BEAT, dialect=by_name("fb18"))
    assert (found.count(2), found.others) == (0, [0, 1])


@pytest.mark.parametrize("data", [b"x" + FIRE, FIRE + b"x", FIRE[:-1], FIRE + b"@@"])
def test_bytes_that_are_not_frames_end_to_end_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no frame at byte"):
        columns.read(data)
