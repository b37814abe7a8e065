"""The sink of the scaled form: batches go to streams of NATS JetStream, from which writers take them to the database.

A batch is parted into lanes by the address of the device, so that what one device says stays in its order however many
write. Each lane is a stream of its own. Frames that speak of a fire go to one more lane besides, which writers read
first. Durable is what JetStream has acknowledged. Only this module and `writing` know NATS; neither knows the platform.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from struct import pack
from typing import Final
from zlib import crc32

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError

from anju.gateway.batching import Batch
from anju.gateway.server import speaks_of_fire

LOG = logging.getLogger("anju.gateway")
PIECE: Final = 256 * 1024
"""Bytes of frames in a message; a server takes 1 MB where nobody told it otherwise."""
ANSWER: Final = 5.0
"""Seconds within which JetStream acknowledges, or the batch is given again."""
WHOLE: Final = 12.0
"""Seconds for one attempt of a batch, connecting among them: a gateway that ends must not wait for ever."""
AGAIN: Final = 120.0
"""Seconds within which JetStream knows a message again. What is in doubt for longer is looked up."""
GBT: Final = "gbt26875:"
FIRE: Final = "fire"
ADDRESS: Final = slice(12, 18)
"""Where a frame of GB/T 26875.3 tells who sent it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a message holds: the columns of a stored batch."""

    at: int
    listener: str
    count: int
    lengths: bytes
    frames: bytes
    seen: str


def lanes_of(count: int) -> list[str]:
    """Names of all lanes, the fire's first."""
    return [FIRE, *map(str, range(count))]


def stream_of(lane: str) -> str:
    """The stream of a lane."""
    return f"anju-frames-{lane}"


def lane_of(listener: str, frame: bytes, count: int) -> str:
    """Where a frame goes: by its device where the frame itself tells one, else by the listener."""
    told = frame[ADDRESS] if listener.startswith(GBT) else listener.encode()
    return str(crc32(told) % count)


def packed(batch: Batch, frames: Sequence[bytes], *, seen: bool) -> bytes:
    """One message: a line of JSON, the lengths, the frames."""
    heard = {source.hex(): moment for source, moment in batch.seen.items()} if seen else {}
    head = {"v": 1, "at": batch.at, "listener": batch.listener, "count": len(frames), "seen": heard}
    line = json.dumps(head, separators=(",", ":")).encode()
    return line + b"\n" + pack(f"<{len(frames)}H", *map(len, frames)) + b"".join(frames)


def unpacked(message: bytes) -> Packed:
    """The inverse of `packed`. Raises ValueError for what is none."""
    line, found, rest = message.partition(b"\n")
    head = json.loads(line)
    if not found or not isinstance(head, dict) or head.get("v") != 1 or len(rest) < 2 * head["count"]:
        raise ValueError("no batch of frames")
    lengths, frames = rest[: 2 * head["count"]], rest[2 * head["count"] :]
    seen = json.dumps(head["seen"]) if head["seen"] else ""
    return Packed(head["at"], head["listener"], head["count"], lengths, frames, seen)


def parted(batch: Batch, count: int) -> Iterator[tuple[str, bytes]]:
    """(lane, message) of a batch; those of a lane in their order. Heartbeats go with the first lane."""
    heaps: dict[str, list[bytes]] = {"0": []} if batch.seen else {}
    for frame in batch.frames:
        heaps.setdefault(lane_of(batch.listener, frame, count), []).append(frame)
    for lane, frames in heaps.items():
        seen = lane == "0" and bool(batch.seen)
        for heap in _heaps(frames):
            yield lane, packed(batch, heap, seen=seen)
            seen = False
    if batch.urgent:
        fire = [one for one in batch.frames if not batch.listener.startswith(GBT) or speaks_of_fire(one)]
        for heap in _heaps(fire):
            yield FIRE, packed(batch, heap, seen=False)


def _heaps(frames: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    begin = size = 0
    for place, frame in enumerate(frames):
        if size and size + len(frame) > PIECE:
            yield frames[begin:place]
            begin, size = place, 0
        size += len(frame)
    yield frames[begin:]


async def connected(url: str, name: str) -> Client:
    """A connection that comes back by itself. Raises OSError or nats' own errors where no server answers in time."""

    async def told(error: Exception) -> None:
        LOG.debug("nats: %s", error)

    client = Client()
    connecting = client.connect(
        url.split(","), name=name, max_reconnect_attempts=-1, reconnect_time_wait=1, ping_interval=5,
        max_outstanding_pings=2, allow_reconnect=True, error_cb=told,
    )  # fmt: skip
    try:
        await asyncio.wait_for(connecting, ANSWER)
    except BaseException:
        await closed(client)  # a line that was half made
        raise
    return client


async def closed(client: Client) -> None:
    """End a connection, whether or not a server is there to hear it."""
    with suppress(Exception):
        await asyncio.wait_for(client.close(), ANSWER)


async def made(streams: JetStreamContext, lane: str, url: str) -> StreamInfo:
    """A lane's stream, which is made where it is missing: in files, kept by three servers where three are named, and
    full is an error for who publishes, never the loss of what is oldest.
    """
    try:
        return await streams.stream_info(stream_of(lane))
    except NotFoundError:
        return await streams.add_stream(
            StreamConfig(
                name=stream_of(lane),
                subjects=[f"anju.frames.{lane}.>"],
                storage=StorageType.FILE,
                retention=RetentionPolicy.LIMITS,
                discard=DiscardPolicy.NEW,
                duplicate_window=AGAIN,
                num_replicas=3 if url.count(",") >= 2 else 1,
            )
        )


class Stream:
    """Stores batches in the lanes. `store` is called by threads of the gateway, NATS is spoken on its loop."""

    def __init__(self, url: str, lanes: int, loop: asyncio.AbstractEventLoop) -> None:
        self._url, self._lanes, self._loop = url, lanes, loop
        self._own = secrets.token_hex(6)
        """Nobody else publishes under this name: what stands last under it is ours."""
        self._connecting = asyncio.Lock()
        self._client: Client | None = None
        self._streams: JetStreamContext | None = None
        self._tried: dict[str, bool] = {}
        """Messages of batches that are not whole yet → whether they are acknowledged."""

    def store(self, batch: Batch) -> None:
        """Return when every message of it is acknowledged. Raises where that could not be had; nothing is stored twice
        when the same batch is given again.
        """
        done = asyncio.run_coroutine_threadsafe(self._store(batch), self._loop)
        try:
            done.result(WHOLE)
        except TimeoutError:
            done.cancel()
            raise

    async def close(self) -> None:
        """End the connection; nothing is on its way any more."""
        if self._client is not None:
            await closed(self._client)

    async def _store(self, batch: Batch) -> None:
        streams = await self._connected()
        lanes: dict[str, list[tuple[str, bytes]]] = {}
        for lane, message in parted(batch, self._lanes):
            lanes.setdefault(lane, []).append((blake2b(message, digest_size=16).hexdigest(), message))
        # A lane's messages go one after the other, so that none is overtaken; lanes go together.
        told = await asyncio.gather(
            *(self._send(streams, lane, batch.listener, messages) for lane, messages in lanes.items()),
            return_exceptions=True,
        )
        for one in told:
            if isinstance(one, BaseException):
                self._streams = None  # looked at anew before the next attempt: one may be gone
                raise one
        for messages in lanes.values():
            for name, _message in messages:
                self._tried.pop(name, None)

    async def _send(
        self, streams: JetStreamContext, lane: str, listener: str, messages: Sequence[tuple[str, bytes]]
    ) -> None:
        subject = f"anju.frames.{lane}.{self._own}.{listener.replace('.', '_')}"
        for name, message in messages:
            if name in self._tried and (self._tried[name] or await self._is_last(streams, lane, subject, name)):
                self._tried[name] = True
                continue
            self._tried[name] = False
            await streams.publish(
                subject, message, timeout=ANSWER, stream=stream_of(lane), headers={"Nats-Msg-Id": name}
            )
            self._tried[name] = True

    async def _is_last(self, streams: JetStreamContext, lane: str, subject: str, name: str) -> bool:
        """Whether a message whose acknowledgement never came is there: then it is the last we sent on its subject."""
        try:
            last = await streams.get_last_msg(stream_of(lane), subject)
        except NotFoundError:
            return False
        return (last.headers or {}).get("Nats-Msg-Id") == name

    async def _connected(self) -> JetStreamContext:
        async with self._connecting:
            if self._client is None:
                self._client = await connected(self._url, "anju gateway")
            if self._streams is None:
                streams = self._client.jetstream(timeout=ANSWER)
                for lane in lanes_of(self._lanes):
                    await made(streams, lane, self._url)
                self._streams = streams
            return self._streams
