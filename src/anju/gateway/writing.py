"""The writer of the scaled form: what stands in the lanes of JetStream goes to the database, in each lane's order.

How far a lane is written stands in the database and moves in the transaction of what was written, so that nothing is
lost or doubled wherever a writer dies; JetStream keeps no account of it. Several writers share the lanes: one lane has
one writer. Whatever fails ends the writer's present life; the next one begins with what the database says.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from anju.gateway.stream import ANSWER, FIRE, Packed, closed, connected, lanes_of, made, stream_of, unpacked

LOG = logging.getLogger("anju.gateway")
MOST: Final = 64
"""Messages asked for at once."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of one transaction, and of what waits of a lane."""
WAIT: Final = 2.0
"""Seconds after which an idle lane is looked at."""
SHARE_EVERY: Final = 1.0
FORGET_EVERY: Final = 60.0
"""Seconds between two deletions of what is written: what was written before the last one goes."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class Move(NamedTuple):
    """How far a lane is written, before and after."""

    cursor: str
    after: int
    upto: int


class Store(Protocol):
    """The database. Its methods block and are called by one thread."""

    def begin(self) -> None:
        """A new connection, without any lane."""

    def hold(self, lanes: Sequence[str]) -> set[str]:
        """Which lanes are ours from now on: a fair share of those of which nobody else has them."""

    def place(self, cursor: str) -> int:
        """How far a lane is written."""

    def went_back(self, cursor: str, to: int) -> None:
        """A stream lost its end: go on behind what it still has."""

    def write(self, moves: Sequence[Move], batches: Sequence[Packed]) -> None:
        """In one transaction. Raises where another writer has moved a lane."""

    def tell_ahead(self, move: Move, batches: Sequence[Packed]) -> None:
        """What speaks of a fire, before it is read in its order."""


class Message(NamedTuple):
    """One that waits to be written."""

    number: int
    batch: Packed | None
    """None for what is no batch: it is passed."""
    size: int


@dataclass(slots=True)
class Lane:
    """A lane that is ours. `at`: up to which number it is written."""

    name: str
    cursor: str
    at: int
    waiting: deque[Message] = field(default_factory=deque)
    size: int = 0
    room: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    forget: int = 0
    """Up to here it was written when we last deleted."""

    def take(self, most: int) -> list[Message]:
        """What comes next, up to so many bytes and at least one."""
        found: list[Message] = []
        while self.waiting and (not found or self.waiting[0].size <= most):
            found.append(self.waiting.popleft())
            most -= found[-1].size
            self.size -= found[-1].size
        self.room.set()
        return found


class Writer:
    """One of those that write. `run` until `stop`."""

    def __init__(self, url: str, lanes: int, store: Store) -> None:
        self._url, self._names, self._store = url, lanes_of(lanes), store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._wake = asyncio.Event()
        self._ending = False
        self.written = 0
        """Frames since the beginning."""

    def stop(self) -> None:
        """End after the transaction under way."""
        self._ending = True
        self._wake.set()

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Write what comes until `stop`; whatever fails is tried again for ever."""
        pause, well = FIRST_PAUSE, True
        while not self._ending:
            written = self.written
            try:
                await self._live(ready)
            except Exception as error:
                if self.written != written:
                    pause, well = FIRST_PAUSE, True
                (LOG.exception if well else LOG.warning)("the writer begins anew: %s: %s", type(error).__name__, error)
                well = False
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        self._thread.shutdown()

    async def _db(self, what: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, what, *given)

    async def _live(self, ready: Callable[[], None]) -> None:
        client = await connected(self._url, "anju writer")
        lanes: dict[str, Lane] = {}
        try:
            streams = client.jetstream(timeout=ANSWER)
            for name in self._names:
                await made(streams, name, self._url)
            await self._db(self._store.begin)
            shared = forgot = 0.0
            while not self._ending:
                now = time.monotonic()
                if now - shared >= SHARE_EVERY:
                    await self._share(streams, lanes)
                    shared = now
                    ready()
                if now - forgot >= FORGET_EVERY:
                    await _forget(streams, lanes.values())
                    forgot = now
                if not await self._write(lanes):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), SHARE_EVERY)
                self._wake.clear()
                for lane in lanes.values():
                    if lane.task is not None and lane.task.done():
                        lane.task.result()  # raises what ended it
        finally:
            await _end(lanes.values())
            await closed(client)

    async def _share(self, streams: JetStreamContext, lanes: dict[str, Lane]) -> None:
        """Let go of lanes that are not ours any more, take up those that are."""
        held = await self._db(self._store.hold, self._names)
        await _end([lanes.pop(name) for name in list(lanes) if name not in held])
        for name in [name for name in self._names if name in held and name not in lanes]:
            lanes[name] = await self._begin(streams, name)

    async def _begin(self, streams: JetStreamContext, name: str) -> Lane:
        info = await streams.stream_info(stream_of(name))
        assert info.created is not None
        # A stream that was made anew begins with number 1 again, so its beginning is part of the name.
        cursor = f"stream.{name}.{int(info.created.timestamp() * 1e6)}"
        at = await self._db(self._store.place, cursor)
        if info.state.last_seq < at:
            LOG.error("stream %s has lost its end: %d of %d messages", stream_of(name), info.state.last_seq, at)
            at = info.state.last_seq
            await self._db(self._store.went_back, cursor, at)
        lane = Lane(name, cursor, at)
        lane.task = asyncio.create_task(self._read(streams, lane))
        return lane

    async def _read(self, streams: JetStreamContext, lane: Lane) -> None:
        """Fetch what follows, in order, by a consumer that JetStream forgets soon after us."""
        next_one = lane.at + 1
        info = await streams.add_consumer(
            stream_of(lane.name),
            ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=next_one,
                ack_policy=AckPolicy.NONE,
                inactive_threshold=30,
                mem_storage=True,
            ),
        )
        pulled = await streams.pull_subscribe_bind(consumer=info.name, stream=stream_of(lane.name))
        while True:
            try:
                messages = await pulled.fetch(MOST, timeout=WAIT)
            except TimeoutError:
                await pulled.consumer_info()  # raises where JetStream has forgotten it
                continue
            for message in messages:
                number = message.metadata.sequence.stream
                if number < next_one:
                    raise RuntimeError(f"message {number} of {stream_of(lane.name)} came after {next_one - 1}")
                if number > next_one:
                    LOG.error("stream %s has lost messages %d to %d", stream_of(lane.name), next_one, number - 1)
                next_one = number + 1
                lane.waiting.append(Message(number, _opened(message.data, lane, number), len(message.data)))
                lane.size += len(message.data)
            self._wake.set()
            while lane.size > MOST_BYTES:
                lane.room.clear()
                await lane.room.wait()

    async def _write(self, lanes: dict[str, Lane]) -> bool:
        """One piece: of a fire what there is, else some of every lane. Whether there was anything."""
        fire = lanes.get(FIRE)
        if fire is not None and (messages := fire.take(MOST_BYTES)):
            move = Move(fire.cursor, fire.at, messages[-1].number)
            await self._db(self._store.tell_ahead, move, _batches(messages))
            fire.at = move.upto
            return True
        moves: list[Move] = []
        batches: list[Packed] = []
        waiting = [lane for lane in lanes.values() if lane.waiting]
        for lane in waiting:
            messages = lane.take(MOST_BYTES // len(waiting))
            moves.append(Move(lane.cursor, lane.at, messages[-1].number))
            batches += _batches(messages)
        if moves:
            await self._db(self._store.write, moves, batches)
            for lane, move in zip(waiting, moves, strict=True):
                lane.at = move.upto
            self.written += sum(one.count for one in batches)
        return bool(moves)


def _opened(message: bytes, lane: Lane, number: int) -> Packed | None:
    try:
        return unpacked(message)
    except (ValueError, KeyError, TypeError):
        LOG.exception("message %d of %s is no batch of frames", number, stream_of(lane.name))
        return None


def _batches(messages: Sequence[Message]) -> list[Packed]:
    return [one.batch for one in messages if one.batch is not None]


async def _end(lanes: Iterable[Lane]) -> None:
    """Until all their readers have ended: one that has just been answered may miss that it was cancelled."""
    tasks = {lane.task for lane in lanes if lane.task is not None}
    while tasks:
        for task in tasks:
            task.cancel()
        done, tasks = await asyncio.wait(tasks, timeout=0.1)
        for task in done:
            if not task.cancelled():
                task.exception()  # asked, so that nobody complains that it was not


async def _forget(streams: JetStreamContext, lanes: Iterable[Lane]) -> None:
    """Delete messages that were written a while ago; the last written one always stays."""
    for lane in lanes:
        if lane.forget > 1:
            await streams.purge_stream(stream_of(lane.name), seq=lane.forget)
        lane.forget = lane.at
