"""Frames for the tests, written by hand or drawn at random, and what makes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875 import STD, Dialect, Frame, Text, TimeLabel, build
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.layouts import STANDARD, Kind, Layout

PATIENT = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""A busy machine is no fault of the code."""
SOME = 8

DEVICE, CENTRE = bytes.fromhex("0a0b0c010203"), bytes.fromhex("ffee00000001")
AT = datetime(2026, 11, 30, 8, 5, 9, tzinfo=timezone(timedelta(hours=8)))
LABEL = TimeLabel.of(AT)

# Written by hand, byte by byte, so that no function under test has a part in them.
FIRE = bytes.fromhex(
    "4040 0700 0103 0905081e0b1a 0a0b0c010203 ffee00000001 3000 02"
    "02 01 01 05 2a 03000900 0200 32bac5c2a533b2e3d7dfb5c0 00000000000000000000000000000000000000 0805081e0b1a"
    "4f 2323"
)
"""A photoelectric smoke detector (42) of system 5, loop 3, point 9 sees fire: 2号楼3层走道."""
BEAT = bytes.fromhex("4040 0100 0100 000000000000 0a0b0c010203 ffee00000001 0000 02 19 2323")
"""An empty unit: a heartbeat."""


def plain_sum(data: bytes) -> int:
    """The checksum, the slow way."""
    total = 0
    for byte in data:
        total = (total + byte) % 256
    return total


def frame(unit: bytes = b"", *, command: int = 2, serial: int = 1, **changes: Any) -> Frame:
    """A frame from the device to the centre."""
    head: dict[str, Any] = {"serial": serial, "source": DEVICE, "destination": CENTRE, "time": LABEL, **changes}
    return build(command, unit, **head)


def spoilt(raw: bytes, at: int, by: int = 1) -> bytes:
    """The same bytes, one of them changed."""
    return raw[:at] + bytes((raw[at] + by & 0xFF,)) + raw[at + 1 :]


def cut(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The bytes in pieces of these sizes, again and again, to the end."""
    pieces, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        pieces.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return pieces


_RANGES = {"B": (0, 255), "H": (0, 65535), "h": (-32768, 32767), "I": (0, 2**32 - 1)}


def objects_of(layout: Layout, *, bcd: bool = False) -> st.SearchStrategy[o.InformationObject]:
    """Any object of a layout: every number, label and text that fits its bytes."""
    parts = []
    for field in layout.fields:
        if field.kind is Kind.NUMBER:
            parts.append(st.integers(*_RANGES[field.code]))
            continue
        raw: st.SearchStrategy[Any] = st.binary(min_size=field.size, max_size=field.size)
        if field.kind is Kind.TIME:
            raw = raw.map(lambda given: TimeLabel(given, bcd))
        elif field.kind is Kind.TEXT:
            raw = raw.map(Text)
        parts.append(raw)
    if layout.counted:
        parts.append(st.binary(max_size=255).map(Text))
    return st.builds(layout.cls, *parts)


def units(layout: Layout, dialect: Dialect = STD) -> st.SearchStrategy[list[o.InformationObject]]:
    """Some objects of a layout, never more than one unit may hold."""
    return st.lists(objects_of(layout, bcd=dialect.bcd), min_size=1, max_size=min(layout.most, SOME))


def layouts_of(dialect: Dialect) -> list[Layout]:
    """Every layout that a dialect knows."""
    numbers = {*STANDARD, *dialect.layouts}
    return [layout for number in sorted(numbers) for layout in dialect.layouts_of(number)]
