"""Frames are found in any stream, however cut, and the work on hostile bytes is bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.hydrant import Frame, Noise, Splitter, decode, encode, frames, report_frame
from anju.gateway.protocols.hydrant.frames import crc16
from tests.gateway.protocols.hydrant.test_frames import FRAMES, pressure

GOOD = encode(report_frame(pressure()))


def _all(*pieces: bytes) -> list[Frame | Noise]:
    splitter = Splitter()
    found = [one for piece in pieces for one in splitter.feed(piece)]
    return found + splitter.close()


def _bytes(found: list[Frame | Noise]) -> bytes:
    return b"".join(one.data if isinstance(one, Noise) else encode(one) for one in found)


@settings(deadline=None)
@given(st.lists(FRAMES, max_size=4), st.data())
def test_frames_are_found_however_the_stream_is_cut(frames: list[Frame], data: st.DataObject) -> None:
    whole = b"".join(encode(frame) for frame in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert [one for one in _all(*pieces) if isinstance(one, Frame)] == [decode(encode(frame)) for frame in frames]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.binary(max_size=30) | st.just(GOOD) | st.just(b"\xa5\x5a") | st.just(GOOD[:9]), max_size=8))
def test_no_byte_is_lost_or_told_twice(pieces: list[bytes]) -> None:
    assert _bytes(_all(*pieces)) == b"".join(pieces)


@settings(deadline=None)
@given(st.binary(max_size=40).filter(lambda noise: b"\xa5" not in noise))
def test_a_frame_between_noise_is_found(noise: bytes) -> None:
    assert decode(GOOD) in _all(noise + GOOD + noise)


def test_a_false_head_does_not_swallow_the_frame_behind_it() -> None:
    for head in (
        b"\xa5",
        b"\xa5\x5a",
        b"\xa5\x5a\x00",
        b"\xa5\x5a\x00\x00\x05",
        b"\xa5\x5a\x00\x00\x40",
        GOOD[:-3],
        GOOD[:7],
    ):
        assert decode(GOOD) in _all(head + GOOD), head.hex()


def test_a_promise_of_more_than_the_bound_is_noise_at_once() -> None:
    splitter = Splitter(longest=100)
    assert splitter.feed(b"\xa5\x5a\x00\x7f\xff" + GOOD) == [Noise(b"\xa5\x5a\x00\x7f\xff"), decode(GOOD)]


def test_a_broken_frame_and_the_next() -> None:
    broken = GOOD[:20] + b"\x00" + GOOD[21:]
    assert _all(broken + GOOD) == [Noise(broken), decode(GOOD)]


def test_a_false_head_that_ends_with_the_frame_inside_of_it_does_not_swallow_it() -> None:
    head = b"\xa5\x5a\x00" + (5 + len(GOOD)).to_bytes(2)
    assert _all(head + GOOD) == [Noise(head), decode(GOOD)]


def test_hostile_heads_cost_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads that promise 4 kB with end marks where they must be: a check sum for each would be 585 bytes a byte."""
    hostile = b"\xa5\x5a\x00\x0f\xff\x55\xaa" * 3000
    summed = 0

    def counted(data: bytes) -> int:
        nonlocal summed
        summed += len(data)
        return crc16(data)

    monkeypatch.setattr(frames, "crc16", counted)
    splitter = Splitter()
    for at in range(0, len(hostile), 1000):
        splitter.feed(hostile[at : at + 1000])
    assert 0 < summed < 80 * len(hostile)
    assert decode(GOOD) in [*splitter.feed(bytes(8000)), *splitter.feed(GOOD)]
