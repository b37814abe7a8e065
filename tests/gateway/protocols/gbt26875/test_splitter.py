"""Frames out of a stream: in any pieces, out of any noise, with bounded memory and linear work."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875 import Broken, Frame, Refused, Splitter, dissect, frames, split
from anju.gateway.protocols.gbt26875.frames import MOST, OVERHEAD, checksum, fault_at
from tests.gateway.protocols.gbt26875.made import BEAT, FIRE, PATIENT, cut, frame, plain_sum, spoilt

BIGGEST = frame(bytes(range(256)) * 4)


def fed(data: bytes, sizes: list[int]) -> tuple[list[Frame | Refused], Splitter]:
    """What a splitter gives for some bytes in pieces, and at the end."""
    splitter = Splitter()
    items = [item for piece in cut(data, sizes) for item in splitter.feed(piece)]
    return [*items, *splitter.flush()], splitter


def test_a_frame_is_read_from_its_bytes() -> None:
    (found,) = split(FIRE)
    assert isinstance(found, Frame)
    assert (found.serial, found.version, found.command, found.unit_length, found.checksum) == (7, (1, 3), 2, 48, 0x4F)
    assert (found.source.hex(), found.destination.hex()) == ("0a0b0c010203", "ffee00000001")
    assert found.source_number == 0x0302010C0B0A
    assert found.destination_number == 0x01000000EEFF
    assert found.unit == FIRE[27:-3]
    assert found.time().raw == FIRE[6:12]


def test_what_is_built_is_what_was_written_by_hand() -> None:
    (fire,) = split(FIRE)
    again = frames.build(
        2, fire.unit, serial=7, source=fire.source, destination=fire.destination, time=fire.time(), version=(1, 3)
    )
    assert again.raw == FIRE


@PATIENT
@given(st.binary(max_size=1100))
def test_the_quick_checksum_is_the_plain_one(data: bytes) -> None:
    assert checksum(data) == plain_sum(data)


@pytest.mark.parametrize("data", [b"\xff" * 256, b"\xff" * 257, b"\xff" * 1054, b""])
def test_the_quick_checksum_holds_at_its_limits(data: bytes) -> None:
    assert checksum(data) == plain_sum(data)


@PATIENT
@given(st.lists(st.integers(1, 120), min_size=1, max_size=8))
def test_the_pieces_do_not_matter(sizes: list[int]) -> None:
    data = b"@@noise" + FIRE + b"@\n" + spoilt(BEAT, 3) + b"##@@" + FIRE[:40] + BEAT + BIGGEST.raw + b"@@@@"
    whole, _ = fed(data, [len(data)])
    assert fed(data, sizes)[0] == whole
    assert [type(item) for item in whole] == [Frame, Refused, Frame, Frame]


def test_byte_by_byte() -> None:
    splitter = Splitter()
    given_at = [at for at in range(len(FIRE)) if splitter.feed(FIRE[at : at + 1])]
    assert given_at == [len(FIRE) - 1]
    assert splitter.waiting == 0


def test_both_marks_inside_a_unit_split_nothing() -> None:
    inner = frame(b"\x1a\x01\x0b@@##" + b"##@@##@")
    assert fed(inner.raw + BEAT, [1])[0] == [inner, Frame(BEAT)]


def test_a_corrupted_length_does_not_swallow_the_next_frame() -> None:
    longer = spoilt(FIRE, 24, len(BEAT))  # now it ends where the next one ends, with a wrong checksum
    items, _ = fed(longer + BEAT + FIRE, [len(FIRE)])
    assert items == [Refused(longer + BEAT), Frame(BEAT), Frame(FIRE)]


def test_a_wrong_checksum_is_an_item_of_its_own() -> None:
    bad = spoilt(FIRE, 40)
    items, splitter = fed(bad + FIRE, [7])
    assert items == [Refused(bad), Frame(FIRE)]
    assert (items[0].checksum, items[0].right_checksum) == (0x4F, 0x50)
    assert splitter.skipped == len(bad)


@pytest.mark.parametrize("at", [0, 1, -1, -2])
def test_a_frame_without_a_mark_is_no_frame(at: int) -> None:
    bad = spoilt(FIRE, at % len(FIRE))
    items, splitter = fed(bad + BEAT, [11])
    assert items == [Frame(BEAT)]
    assert splitter.skipped == len(bad)


def test_a_unit_that_is_too_long_is_no_frame() -> None:
    head = FIRE[:24] + (MOST + 1).to_bytes(2, "little") + FIRE[26:]
    assert fed(head + BEAT, [9])[0] == [Frame(BEAT)]
    assert fault_at(head) == "length"
    assert fed(BIGGEST.raw, [100])[0] == [BIGGEST]
    whole = head + bytes(MOST + 1)
    whole += bytes((plain_sum(whole[2:]),)) + b"##"
    assert fed(whole + BEAT, [500])[0] == [Frame(BEAT)], "all else about it is right"


@pytest.mark.parametrize("true", [Frame(BEAT), Frame(FIRE), frame(b"\xc8\x00", destination=bytes(6))])
def test_a_start_one_byte_after_a_false_one_is_found(true: Frame) -> None:
    items, _ = fed(b"@" + true.raw + bytes(600), [17])
    assert true in items


def test_the_frames_behind_a_false_start_come_with_the_next_bytes_or_with_a_flush() -> None:
    false = FIRE[:24] + b"\xf0\x03"  # claims 1 008 bytes
    splitter = Splitter()
    assert list(splitter.feed(false + BEAT)) == []
    assert list(splitter.flush()) == [Frame(BEAT)]
    assert splitter.waiting == 0
    assert list(splitter.feed(FIRE)) == [Frame(FIRE)]


def test_the_buffer_holds_one_unfinished_frame_at_most() -> None:
    rng = random.Random(5)
    splitter, most = Splitter(), 0
    for _ in range(400):
        piece = rng.choice([FIRE, b"@@", b"@" * 300, rng.randbytes(200), BIGGEST.raw[: rng.randrange(1054)]])
        splitter.feed(piece)
        most = max(most, splitter.waiting)
    assert most < OVERHEAD + MOST
    assert most > 900, "the test never came near the limit"


@pytest.mark.parametrize(
    "garbage",
    [b"@" * 40_000, b"@@" + b"\0" * 22 + b"\xff\x03", b"@@" + b"#" * 22 + b"\x02\x02##", b"##@@" * 9_000],
    ids=["starts", "long claims", "ends that fit", "marks"],
)
@pytest.mark.parametrize("size", [1, 64, 4096])
def test_the_work_on_garbage_is_linear(garbage: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    work = {"summed": 0, "looked": 0}

    def counted_sum(data: bytes) -> int:
        work["summed"] += len(data)
        return checksum(data)

    whole = frames.scan

    def counted_scan(data: bytes, **options: Any) -> frames.Scan:
        work["looked"] += len(data)
        return whole(data, **options)

    monkeypatch.setattr(frames, "checksum", counted_sum)
    monkeypatch.setattr(frames, "scan", counted_scan)
    data = (garbage * (40_000 // len(garbage) + 1))[:40_000]
    splitter = Splitter()
    for piece in cut(data, [size]):
        splitter.feed(piece)
    assert work["summed"] <= len(data) * (OVERHEAD + MOST)
    assert work["looked"] <= len(data) * 40, "the same bytes are looked at again and again"


@PATIENT
@given(st.binary(max_size=400))
def test_any_bytes_are_accounted_for(noise: bytes) -> None:
    data = noise + FIRE
    items, splitter = fed(data, [13])
    assert Frame(FIRE) in items
    assert splitter.skipped + sum(len(item.raw) for item in items if isinstance(item, Frame)) == len(data)


def test_a_datagram_may_hold_several_frames_and_keeps_nothing() -> None:
    assert split(BEAT + FIRE + FIRE[:50]) == [Frame(BEAT), Frame(FIRE)]
    assert split(FIRE[50:]) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "incomplete"),
        (b"@", "incomplete"),
        (FIRE[:25], "incomplete"),
        (FIRE[:-1], "incomplete"),
        (FIRE[1:], "start"),
        (spoilt(FIRE, len(FIRE) - 1), "end"),
        (spoilt(spoilt(FIRE, len(FIRE) - 1), 40), "end"),
        (spoilt(FIRE, 40), "checksum"),
        (FIRE, None),
    ],
)
def test_what_is_wrong_with_a_frame_is_said(data: bytes, error: str | None) -> None:
    assert fault_at(data) == error


def test_a_recording_is_taken_apart_without_losing_a_byte() -> None:
    bad = spoilt(FIRE, 40)
    data = b"xy" + FIRE + b"@@zz" + bad + BEAT + FIRE[:30]
    pieces = dissect(data)
    assert [type(piece) for piece in pieces] == [Broken, Frame, Broken, Refused, Frame, Broken]
    assert b"".join(piece.raw for piece in pieces) == data
    assert [piece.error for piece in pieces if isinstance(piece, Broken)] == ["start", "end", "incomplete"]


@pytest.mark.parametrize(
    "wrong",
    [{"serial": 65536}, {"serial": -1}, {"command": 256}, {"version": (1, 256)}, {"source": b"12345"}],
)
def test_what_does_not_fit_a_frame_is_not_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        frame(**wrong)
    with pytest.raises(ValueError):
        frame(bytes(MOST + 1))
