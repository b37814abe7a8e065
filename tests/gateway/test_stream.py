"""Batches in streams of a NATS server of our own, and a writer with a store that can be looked at."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count
from pathlib import Path
from struct import unpack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway import stream, writing
from anju.gateway.batching import Batch, Committer
from anju.gateway.stream import Packed, Stream, connected, lane_of, made, packed, parted, stream_of, unpacked
from anju.gateway.writing import Move, Writer
from tests.crash.servers import Nats
from tests.gateway.devices import report

pytestmark = pytest.mark.timeout(180)
TCP, HTTP = "gbt26875:tcp:5200", "plain:http"
LANES = 3


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[Nats]:
    """One without anything in it, to be killed."""
    one = Nats(tmp_path)
    one.start()
    yield one
    one.end()


def each(one: Packed) -> list[bytes]:
    found, at = [], 0
    for length in unpack(f"<{one.count}H", one.lengths):
        found.append(one.frames[at : at + length])
        at += length
    return found


def batch(*frames: bytes, at: int = 1, listener: str = TCP, urgent: bool = False, **seen: int) -> Batch:
    return Batch(at, listener, frames, {name.encode(): moment for name, moment in seen.items()}, urgent)


@given(
    frames=st.lists(st.binary(max_size=300), max_size=20),
    at=st.integers(0, 2**62),
    listener=st.text(max_size=60),
    seen=st.dictionaries(st.binary(min_size=1, max_size=6), st.integers(0, 2**62), max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_a_message_is_read_as_it_was_packed(
    frames: list[bytes], at: int, listener: str, seen: dict[bytes, int]
) -> None:
    one = unpacked(packed(Batch(at, listener, frames, seen), frames, seen=True))
    assert (one.at, one.listener, each(one)) == (at, listener, frames)
    assert bool(one.seen) == bool(seen)


@pytest.mark.parametrize("message", [b"", b"{}", b"[]\n", b'{"v":2}\n', b'{"v":1,"count":3}\nxx', b"\xff\n", b"no\n"])
def test_what_is_no_batch_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError):
        unpacked(message)


def test_a_device_has_one_lane_and_devices_have_all() -> None:
    lanes = {number: {lane_of(TCP, report(serial, number), LANES) for serial in range(9)} for number in range(1, 40)}
    assert all(len(found) == 1 for found in lanes.values())
    assert set().union(*lanes.values()) == {"0", "1", "2"}
    assert len({lane_of(HTTP, str(n).encode(), LANES) for n in range(40)}) == 1


def test_parts_hold_every_frame_once_in_its_order_within_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PIECE", 200)
    chance = random.Random(26)
    frames = [report(serial, chance.randint(1, 9)) for serial in range(100)]
    whole = batch(*frames, abcdef=7)
    found: dict[str, list[bytes]] = {}
    heard = []
    for lane, message in parted(whole, LANES):
        one = unpacked(message)
        assert len(one.frames) <= 200
        found.setdefault(lane, []).extend(each(one))
        heard += [lane] if one.seen else []
    assert sorted(chain.from_iterable(found.values())) == sorted(frames)
    for lane, those in found.items():
        assert those == [frame for frame in frames if lane_of(TCP, frame, LANES) == lane]
    assert heard == ["0"]


def test_heartbeats_alone_are_a_message() -> None:
    [(lane, message)] = parted(batch(abcdef=7), LANES)
    assert (lane, unpacked(message).count, unpacked(message).seen) == ("0", 0, '{"616263646566": 7}')


def test_what_speaks_of_fire_goes_ahead_besides() -> None:
    quiet, fire = report(1, 1), report(2, 2, fire=True)
    lanes = [lane for lane, _message in parted(batch(quiet, fire), LANES)]
    assert stream.FIRE not in lanes
    parts = parted(batch(quiet, fire, urgent=True), LANES)
    ahead = [each(unpacked(message)) for lane, message in parts if lane == stream.FIRE]
    assert ahead == [[fire]]
    messages = parted(batch(b"x", listener=HTTP, urgent=True), LANES)
    carried = [each(unpacked(message)) for _lane, message in messages]
    assert carried == [[b"x"], [b"x"]]


@dataclass
class Kept:
    """A database in memory: what it has outlives every writer. `fails`: writes that fail, before or after they hold."""

    places: dict[str, int] = field(default_factory=dict)
    written: list[Packed] = field(default_factory=list)
    ahead: list[Packed] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)
    begun: int = 0

    def begin(self) -> None:
        self.begun += 1

    def hold(self, lanes: Sequence[str]) -> set[str]:
        return set(lanes)

    def place(self, cursor: str) -> int:
        return self.places.setdefault(cursor, 0)

    def went_back(self, cursor: str, to: int) -> None:
        self.places[cursor] = to

    def write(self, moves: Sequence[Move], batches: Sequence[Packed]) -> None:
        fault = self.fails.pop(0) if self.fails else ""
        if fault == "before":
            raise OSError("the connection is lost")
        for move in moves:
            assert self.places[move.cursor] == move.after
        for move in moves:
            self.places[move.cursor] = move.upto
        self.written += batches
        self.order.append("write")
        if fault == "after":
            raise OSError("the connection was lost before the answer")

    def tell_ahead(self, move: Move, batches: Sequence[Packed]) -> None:
        assert self.places[move.cursor] == move.after
        self.places[move.cursor] = move.upto
        self.ahead += batches
        self.order.append("fire")

    @property
    def frames(self) -> list[bytes]:
        return [frame for one in self.written for frame in each(one)]


Play = Callable[["Sending"], Awaitable[None]]


@dataclass
class Sending:
    """A sink whose `store` blocks in a thread, as the gateway calls it."""

    sink: Stream
    thread: ThreadPoolExecutor
    nats: Nats

    async def store(self, one: Batch) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, self.sink.store, one)

    async def count(self) -> int:
        """Messages in all lanes but the fire's."""
        client = await connected(self.nats.url, "test")
        streams = client.jetstream()
        infos = [await made(streams, str(lane), self.nats.url) for lane in range(LANES)]
        await client.close()
        return sum(info.state.messages for info in infos)


def sending(nats: Nats, play: Play) -> None:
    async def all_of_it() -> None:
        sink = Stream(nats.url, LANES, asyncio.get_running_loop())
        with ThreadPoolExecutor(1) as thread:
            try:
                await play(Sending(sink, thread, nats))
            finally:
                await sink.close()

    asyncio.run(all_of_it())


async def written(nats: Nats, kept: Kept, frames: int, seconds: float = 60) -> None:
    """A writer until so many frames are written."""
    writer = Writer(nats.url, LANES, kept)
    running = asyncio.create_task(writer.run())
    try:
        async with asyncio.timeout(seconds):
            while len(kept.frames) < frames:
                await asyncio.sleep(0.02)
    finally:
        writer.stop()
        await running


def test_what_was_stored_is_written_and_a_fire_goes_first(nats: Nats) -> None:
    frames = [report(serial, 1 + serial % 5) for serial in range(50)]
    kept = Kept()

    async def play(to: Sending) -> None:
        await to.store(batch(*frames))
        await to.store(batch(report(99, 2, fire=True), at=2, urgent=True))
        await written(nats, kept, 51)

    sending(nats, play)
    assert sorted(kept.frames) == sorted([*frames, report(99, 2, fire=True)])
    assert [each(one) for one in kept.ahead] == [[report(99, 2, fire=True)]]
    own = [frame for frame in kept.frames if frame[12] == 2]
    assert own == [*(frame for frame in frames if frame[12] == 2), report(99, 2, fire=True)]


def test_the_same_batch_again_is_stored_once(nats: Nats) -> None:
    one = batch(report(1), report(2, 7))

    async def play(to: Sending) -> None:
        await to.store(one)
        before = await to.count()
        await to.store(one)
        assert await to.count() == before

    sending(nats, play)


def test_an_acknowledgement_that_is_lost_stores_nothing_twice_however_late_it_is_tried_again(
    nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JetStream forgets after a while which messages it has; the sink looks what stands last."""
    monkeypatch.setattr(stream, "AGAIN", 0.1)

    async def play(to: Sending) -> None:
        one = batch(report(1))
        streams = await to.sink._connected()
        publish = streams.publish

        async def deaf(*given: object, **named: object) -> object:
            await publish(*given, **named)  # type: ignore[arg-type]
            raise TimeoutError

        monkeypatch.setattr(streams, "publish", deaf)
        with pytest.raises(TimeoutError):
            await to.store(one)
        monkeypatch.setattr(streams, "publish", publish)
        await asyncio.sleep(0.5)
        await to.store(one)
        assert await to.count() == 1

    sending(nats, play)


def test_while_nats_is_away_the_committer_holds_answers_back_and_then_gives_them(nats: Nats) -> None:
    async def play(to: Sending) -> None:
        answered: list[int] = []
        committer = Committer(to.sink, TCP, to.thread, count(1).__next__)
        running = asyncio.create_task(committer.run())
        committer.add([report(1)], lambda: answered.append(1))
        async with asyncio.timeout(30):
            while not answered:
                await asyncio.sleep(0.02)
            nats.end()
            committer.add([report(2)], lambda: answered.append(2))
            while not committer.failing:
                await asyncio.sleep(0.02)
            assert answered == [1]
        nats.start()
        async with asyncio.timeout(60):
            while answered != [1, 2]:
                await asyncio.sleep(0.02)
        committer.stop()
        await running
        assert await to.count() == 2

    sending(nats, play)


def test_a_server_that_stands_still_is_waited_for_and_has_nothing_twice(
    nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a network that swallows everything: connections stay open, and what was sent may still come."""
    monkeypatch.setattr(stream, "ANSWER", 0.5)
    frames = [report(serial) for serial in range(30)]

    async def play(to: Sending) -> None:
        answered: list[bytes] = []
        committer = Committer(to.sink, TCP, to.thread, count(1).__next__)
        running = asyncio.create_task(committer.run())
        assert nats.process is not None
        async with asyncio.timeout(90):
            for frame in frames:
                still = frame in frames[10:20:3]
                nats.process.send_signal(signal.SIGSTOP if still else signal.SIGCONT)
                committer.add([frame], partial(answered.append, frame))
                if still:
                    while not committer.failing:
                        await asyncio.sleep(0.02)
                    nats.process.send_signal(signal.SIGCONT)
            while len(answered) < len(frames):
                await asyncio.sleep(0.02)
        committer.stop()
        await running
        kept = Kept()
        await written(nats, kept, len(frames))
        assert kept.frames == frames

    sending(nats, play)


@pytest.mark.parametrize("fails", [["before"], ["after"], ["before", "after", "before"]], ids="-".join)
def test_a_write_that_fails_before_or_after_its_commit_loses_and_doubles_nothing(
    nats: Nats, monkeypatch: pytest.MonkeyPatch, fails: list[str]
) -> None:
    monkeypatch.setattr(writing, "FIRST_PAUSE", 0.01)
    frames = [report(serial, 1 + serial % 5) for serial in range(60)]
    kept = Kept(fails=list(fails))

    async def play(to: Sending) -> None:
        for begin in range(0, 60, 6):
            await to.store(batch(*frames[begin : begin + 6], at=begin))
        await written(nats, kept, 60)

    sending(nats, play)
    assert sorted(kept.frames) == sorted(frames)
    assert kept.begun == 1 + len(fails)


def test_a_writer_goes_on_where_another_ended_and_old_messages_go(nats: Nats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FORGET_EVERY", 0.0)
    kept = Kept()

    async def play(to: Sending) -> None:
        for serial in range(40):
            await to.store(batch(report(serial), at=serial))
            if serial % 10 == 9:
                await written(nats, kept, serial + 1)
        assert 1 <= await to.count() < 40

    sending(nats, play)
    assert kept.frames == [report(serial) for serial in range(40)]


def test_a_stream_that_was_made_anew_is_read_from_its_first_message(nats: Nats) -> None:
    kept = Kept()

    async def play(to: Sending) -> None:
        await to.store(batch(report(1), at=1))
        await written(nats, kept, 1)
        client = await connected(nats.url, "test")
        await client.jetstream().delete_stream(stream_of(lane_of(TCP, report(1), LANES)))
        await client.close()
        with pytest.raises(Exception, match="no response from stream"):
            await to.store(batch(report(2), at=2))
        await to.store(batch(report(2), at=2))
        await written(nats, kept, 2)

    sending(nats, play)
    assert kept.frames == [report(1), report(2)]


def test_a_message_that_is_no_batch_is_passed(nats: Nats) -> None:
    kept = Kept()

    async def play(to: Sending) -> None:
        lane = lane_of(TCP, report(1), LANES)
        await to.store(batch(report(1), at=1))
        client = await connected(nats.url, "test")
        await client.jetstream().publish(f"anju.frames.{lane}.stranger", b"hello")
        await client.close()
        await to.store(batch(report(2), at=2))
        await written(nats, kept, 2)

    sending(nats, play)
    assert kept.frames == [report(1), report(2)]


def test_a_server_that_cannot_be_reached_is_an_error_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "ANSWER", 0.3)
    nobody = Nats(tmp_path)

    async def play(to: Sending) -> None:
        with pytest.raises((OSError, TimeoutError)):
            await to.store(batch(report(1)))

    sending(nobody, play)
