"""MQTT packets: written and read are inverse, however the bytes are cut; what is wrong is said in MQTT's own codes."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.mqtt import (
    V4,
    V5,
    Connack,
    Connect,
    Disconnect,
    MalformedError,
    Packet,
    Pingreq,
    Puback,
    Publish,
    Reader,
    Reason,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
    encode,
)
from anju.gateway.protocols.mqtt.wire import REFUSALS, Cursor, variable
from tests.gateway.protocols.mqtt.made import packets

LONGEST = 100_000


def read(data: bytes, version: int | None = None, longest: int = LONGEST) -> list[Packet]:
    reader, found = Reader(longest, version), list[Packet]()
    reader.feed(data)
    while (packet := reader.next()) is not None:
        found.append(packet)
    assert reader.waiting == 0
    return found


@pytest.mark.parametrize("version", [V4, V5])
@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_what_is_written_is_read_the_same(version: int, data: st.DataObject) -> None:
    packet = data.draw(packets(version))
    assert read(encode(packet, version), version) == [packet]


@pytest.mark.parametrize("version", [V4, V5])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_packets_are_the_same_however_they_are_cut(version: int, data: st.DataObject) -> None:
    sent = data.draw(st.lists(packets(version), min_size=1, max_size=4))
    stream, reader, found = b"".join(encode(one, version) for one in sent), Reader(LONGEST, version), list[Packet]()
    at = 0
    while at < len(stream):
        step = data.draw(st.integers(1, 9))
        reader.feed(stream[at : at + step])
        at += step
        while (packet := reader.next()) is not None:
            found.append(packet)
    assert found == sent


@settings(deadline=None, max_examples=400)
@given(version=st.sampled_from([None, V4, V5]), data=st.binary(max_size=80))
def test_any_bytes_are_packets_or_malformed(version: int | None, data: bytes) -> None:
    reader = Reader(60, version)
    reader.feed(data)
    with suppress(MalformedError):
        while (packet := reader.next()) is not None:
            assert read(encode(packet, reader.version or 0), version or reader.version) == [packet]


@given(st.integers(0, 268_435_455))
def test_a_length_is_read_as_it_was_written(value: int) -> None:
    assert Cursor(variable(value)).variable() == value


@pytest.mark.parametrize(
    ("packet", "version", "raw"),
    [
        (Connect("a", keep_alive=60, user="t"), V4, "10100004 4d515454 04 82 003c 0001 61 0001 74"),
        (
            Connect("a", clean=False, will=Will("w", b"x", 1, True), user="u", password=b"p"), V4,
            "1019 0004 4d515454 04 ec 0000 0001 61 0001 77 0001 78 0001 75 0001 70",
        ),
        (
            Connect("", V5, user="t", properties=((0x11, 5),)), V5,
            "10150004 4d515454 05 82 0000 05 11 00000005 0000 0001 74",
        ),
        (Connack(5), V4, "20020005"),
        (Connack(0, properties=((0x24, 1),)), V5, "20050000 02 2401"),
        (Publish("a/b", b"{}"), V4, "3007 0003 612f62 7b7d"),
        (Publish("a", b"", 1, 10, dup=True), V4, "3a05 0001 61 000a"),
        (Puback(10), V5, "4002000a"),
        (Puback(10, 0x87), V5, "4003000a 87"),
        (Subscribe(1, (("a/+", 1),)), V4, "8208 0001 0003 612f2b 01"),
        (Suback(1, (1, 0x80)), V4, "9004 0001 01 80"),
        (Unsubscribe(2, ("a",)), V4, "a205 0002 0001 61"),
        (Unsuback(2), V4, "b002 0002"),
        (Pingreq(), V4, "c000"),
        (Disconnect(), V5, "e000"),
        (Disconnect(0x8E), V5, "e001 8e"),
    ],
)  # fmt: skip
def test_bytes_as_the_standard_has_them(packet: Packet, version: int, raw: str) -> None:
    assert encode(packet, version).hex() == raw.replace(" ", "")
    assert read(bytes.fromhex(raw), None if isinstance(packet, Connect) else version) == [packet]


@pytest.mark.parametrize(
    ("raw", "version", "reason"),
    [
        ("c000", None, Reason.PROTOCOL_ERROR),
        ("474554202f", None, Reason.PROTOCOL_ERROR),
        ("100c0004 4d515454 03 02 003c 0000", None, Reason.VERSION),
        ("100e0006 4d5149736470 03 02 003c 0000", None, Reason.VERSION),
        ("100c0004 4d515454 84 02 003c 0000", None, Reason.VERSION),
        ("100c0004 4d515454 04 03 003c 0000", None, Reason.MALFORMED),
        ("100e0004 4d515454 04 42 003c 0000 0000", None, Reason.MALFORMED),
        ("100d0004 4d515454 04 02 003c 0000 00", None, Reason.MALFORMED),
        ("100c0004 4d515454 04 02 003c 0009", None, Reason.MALFORMED),
        ("36050001 61 0001", V4, Reason.MALFORMED),
        ("38030001 61", V4, Reason.MALFORMED),
        ("32050001 61 0000", V4, Reason.PROTOCOL_ERROR),
        ("30030001 23", V4, Reason.TOPIC),
        ("30020000", V4, Reason.PROTOCOL_ERROR),
        ("3003000000", V5, Reason.PROTOCOL_ERROR),
        ("30030001 ff", V4, Reason.MALFORMED),
        ("30030001 00", V4, Reason.MALFORMED),
        ("30050003 eda080", V4, Reason.MALFORMED),
        ("80060001 0001 61 00", V4, Reason.MALFORMED),
        ("82060001 0001 61 03", V4, Reason.MALFORMED),
        ("82060001 0001 61 04", V4, Reason.MALFORMED),
        ("82020001", V4, Reason.MALFORMED),
        ("a2020001", V4, Reason.MALFORMED),
        ("50020001", V4, Reason.NOT_SUPPORTED),
        ("f000", V5, Reason.NOT_SUPPORTED),
        ("0000", V4, Reason.MALFORMED),
        ("c00100", V4, Reason.MALFORMED),
        ("30ffffffff01", V4, Reason.TOO_LARGE),
        ("3080808080", V4, Reason.MALFORMED),
        ("30a28d06", V4, Reason.TOO_LARGE),
        ("20050000 02 2701", V5, Reason.MALFORMED),
        ("20050000 02 7f01", V5, Reason.MALFORMED),
        ("20070000 04 2401 2401", V5, Reason.PROTOCOL_ERROR),
        ("20020200", V4, Reason.MALFORMED),
    ],
)
def test_what_is_wrong_is_said(raw: str, version: int | None, reason: Reason) -> None:
    with pytest.raises(MalformedError) as raised:
        read(bytes.fromhex(raw), version)
    assert raised.value.reason is reason


def test_a_packet_that_is_too_long_is_refused_by_its_length_alone() -> None:
    reader = Reader(50, V4)
    reader.feed(b"\x30\x30" + bytes(30))
    assert reader.next() is None
    reader = Reader(50, V4)
    reader.feed(b"\x30\x31")
    with pytest.raises(MalformedError):
        reader.next()


def test_the_version_of_a_connect_is_that_of_what_follows() -> None:
    reader = Reader(LONGEST)
    reader.feed(encode(Connect("a", V5), V4) + encode(Publish("a", b"x", properties=((1, 1),)), V5))
    assert reader.next() == Connect("a", V5)
    assert reader.next() == Publish("a", b"x", properties=((1, 1),))
    assert reader.version == V5


@pytest.mark.parametrize(
    "packet",
    [
        Publish("a", b"", 1), Publish("a", b"", 0, 5), Puback(0), Puback(70_000), Publish("a\0", b""),
        Connect("x" * 70_000), Connack(0, properties=((0x24, 300),)), Connack(0, properties=((0x24, "a"),)),
        Connack(0, properties=((0x7F, 1),)), Connack(0, properties=((0x0B, 2**28),)),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(packet: Packet) -> None:
    with pytest.raises(ValueError, match=r".+"):
        encode(packet, V5)


def test_only_some_reasons_have_a_word_in_3_1_1() -> None:
    assert sorted(REFUSALS.values()) == [1, 2, 3, 4, 5]
