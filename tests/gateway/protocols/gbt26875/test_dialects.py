"""What makers changed, chosen for a device and never guessed."""

from fractions import Fraction

import pytest

from anju.gateway.protocols.gbt26875 import DIALECTS, STD, Registry, Text, by_name, decode, explain
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.dialects import EDITION_2011
from tests.gateway.protocols.gbt26875.made import DEVICE, LABEL, frame

FB18, FB24, DAHUA = by_name("fb18"), by_name("fb24"), by_name("dahua-v1.03")


def test_a_dialect_is_chosen_by_address_then_by_listener_then_the_standard() -> None:
    registry = Registry([(DEVICE, FB18)], [(5201, DAHUA)])
    assert registry.choose(DEVICE) is FB18
    assert registry.choose(DEVICE, 5201) is FB18
    assert registry.choose(b"other!", 5201) is DAHUA
    assert registry.choose(b"other!", 5202) is STD
    assert Registry(default=FB24).choose(b"other!") is FB24


def test_an_address_of_zero_names_nobody() -> None:
    registry = Registry([(bytes(6), FB18)], [(5201, DAHUA)])
    assert registry.choose(bytes(6)) is STD
    assert registry.choose(bytes(6), 5201) is DAHUA


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="there are std, "):
        by_name("nobody's")
    assert all(by_name(name).name == name for name in DIALECTS)


def test_a_model_may_have_its_own_step() -> None:
    pressure = STD.variant("hydrant cap", steps={4: Fraction(1, 1000)})
    assert (STD.value(4, 350), pressure.value(4, 350)) == (35.0, 0.35)
    assert pressure.value(3, 215) == STD.value(3, 215) == 21.5
    assert STD.value(128, 1) is None


def test_every_analog_kind_of_the_edition_has_its_step() -> None:
    steps = {1: "1", 2: "0.01", 3: "0.1", 4: "0.1", 5: "0.1", 6: "0.1", 7: "1", 8: "0.1", 9: "0.1", 10: "0.1",
             11: "0.1", 12: "1"}  # fmt: skip
    assert {kind: Fraction(step) for kind, step in steps.items()} == EDITION_2011.steps


def test_a_dialect_changes_nothing_it_does_not_name() -> None:
    unit = b"\x15\x01\x08" + LABEL.raw
    for name in set(DIALECTS) - {"dahua-v1.03"}:
        assert decode(unit, by_name(name)).objects == (o.UitdStatus(8, LABEL),)


def test_fb18_has_a_component_status_with_and_without_a_text_and_restores() -> None:
    head = bytes.fromhex("01 01 17 05006500 0200")
    long = decode(b"\x02\x01" + head + bytes(31) + LABEL.raw, FB18)
    short = decode(b"\x02\x01" + head + LABEL.raw, FB18)
    assert isinstance(long.objects[0], o.ComponentStatus)
    assert short.objects == (o.BriefComponentStatus(1, 1, 23, 0x00650005, 2, LABEL),)
    assert decode(b"\x86\x01\x01\x01\x00\x00" + LABEL.raw, FB18).objects == (o.SystemStatus(1, 1, 0, LABEL),)
    assert decode(b"\x88\x01\x00" + LABEL.raw, FB18).objects == (o.UitdStatus(0, LABEL),)
    assert {0x86, 0x87, 0x88} == FB18.restores
    assert decode(b"\x86\x01\x01\x01\x00\x00" + LABEL.raw).unknown


def test_fb24_has_switch_inputs_of_sixteen_bytes() -> None:
    body = bytes.fromhex("00 03 5b 01000000 02 0100") + LABEL.raw
    for number in (0x02, 0x87, 0x96, 0x97):
        assert decode(bytes((number, 1)) + body, FB24).objects == (o.SwitchInput(0, 3, 91, 1, 2, 1, LABEL),)


def test_dahua_registers_with_110_bytes() -> None:
    body = b"\x01\x03" + bytes(14) + b"0A0B0C010203".ljust(16, b"\0") + bytes(78)
    (found,) = decode(b"\x00\x01" + body, DAHUA).objects
    assert isinstance(found, o.Registration)
    assert (found.major, found.minor, found.device_id) == (1, 3, Text(b"0A0B0C010203".ljust(16, b"\0")))
    assert decode(b"\x00\x01" + body).unknown


def test_a_heartbeat_of_one_byte_is_one_only_where_it_is_known() -> None:
    assert decode(b"\x16").error == "adu_too_short"
    assert decode(b"\x16", by_name("1-byte-adu")).error is None
    assert decode(b"\x18", by_name("1-byte-adu")).error == "adu_too_short"


def test_a_restore_is_said_in_words() -> None:
    parts = explain(frame(b"\x88\x01\x00" + LABEL.raw), "zh", FB18)
    assert next(part.value for part in parts if part.offset == 27) == "136 用户信息传输装置状态恢复（恢复）"
