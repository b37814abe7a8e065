"""GB/T 26875.3 over TCP and UDP: frames in, made durable by a `Committer`, answered afterwards.

Nothing here knows the platform: the sink, the clock and the limits are handed in. An answer leaves only when the frame
it answers can no longer be lost; heartbeats, refusals and questions for the time are answered at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Final, cast

from anju.gateway.batching import Committer
from anju.gateway.limits import Limits
from anju.gateway.lines import Listener, Peer
from anju.gateway.protocols.gbt26875 import (
    COMMAND_AT,
    SHORTEST_UPLOAD,
    Dialect,
    Frame,
    Meaning,
    Refused,
    Splitter,
    TimeLabel,
    confirmations,
    items_of,
    react,
    split,
)
from anju.gateway.recent import Recent

LOG = logging.getLogger("anju.gateway")
ZONE: Final = timezone(timedelta(hours=8))
"""Devices tell local time without a zone (the standard, 8.2.2)."""
SEND, UNIT_AT, FIRE = 2, 27, 2
STATUS: Final = {1: (UNIT_AT + 4, 10), 2: (UNIT_AT + 9, 46), 21: (UNIT_AT + 2, 7)}
"""Types whose objects carry a status with a fire bit: where its byte lies in the frame, and bytes to the next."""
FIRE_AT: Final = tuple(STATUS.get(kind, (0, 0))[0] for kind in range(256))
"""Type → where the first object's status byte lies; 0 for types without one."""
ANSWERS: Final = frozenset({Meaning.CONFIRM, Meaning.REPLY, Meaning.DENY})
MOST_DEVICES = 2_000
"""Devices of one connection that are remembered: as many stand behind one gateway of a maker at most."""
MOST_TWICE: Final = 1_000
HEARD_EVERY: Final = 10.0
"""Seconds between two stores of heartbeats where nothing else came."""


def moment(us: int) -> datetime:
    """A moment for a time label."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).astimezone(ZONE)


def speaks_of_fire(raw: bytes) -> bool:
    """Whether an object of a status frame has its fire bit set. It only decides what is stored first."""
    where = STATUS.get(raw[UNIT_AT])
    if where is None:
        return False
    first, size = where
    return any(map(FIRE.__and__, raw[first:-3:size]))


class Line(Listener):
    """Devices of one listener."""

    def __init__(self, committer: Committer, limits: Limits, dialect: Dialect, now_us: Callable[[], int]) -> None:
        super().__init__([committer], limits, now_us)
        self.committer, self.dialect = committer, dialect
        self.recent = Recent()
        self.speaker: dict[bytes, Connection] = {}
        """Device → the open connection it last spoke on."""
        self.hears: list[Callable[[Frame], None]] = []
        """Who is told of confirmations, replies and denials: what answers an order of ours."""
        self._second = -1
        self._label = b""
        """Time label of that second."""

    def new_connection(self) -> asyncio.Protocol:
        return Connection(self)

    def take(
        self, frames: Iterable[Frame | Refused], answer: Callable[[bytes], None], peer: str, who: "Connection | None"
    ) -> None:
        """Frames of one read: those to be stored go to the committer together, the rest is answered at once. `who`:
        over UDP nobody, for there is no line that could be open.
        """
        at, steady = moment(self.now_us()), time.monotonic()
        kept: list[bytes] = []
        after: list[bytes] = []
        now: list[bytes] = []
        urgent = False
        for frame in frames:
            reaction = react(frame, at=at, dialect=self.dialect)
            if reaction.answer is not None:
                (after if reaction.store_first else now).append(reaction.answer.raw)
            if isinstance(frame, Refused):
                self.heard.refused += 1
                continue
            self._hear(frame.raw[12:24], peer, who)
            if reaction.meaning in ANSWERS:
                for hear in self.hears:
                    hear(frame)
            if reaction.meaning is Meaning.HEARTBEAT:
                self.committer.see(frame.source)
            elif reaction.store_first:
                if self.recent.is_new(frame.raw, steady):
                    kept.append(frame.raw)
                    urgent = urgent or speaks_of_fire(frame.raw)
                else:
                    self.heard.again += 1
        if now:
            answer(b"".join(now))
        if kept or after:
            said = b"".join(after)
            self.heard.frames += len(kept)
            self.committer.add(kept, lambda: answer(said), urgent=urgent)

    def take_raw(self, raws: list[bytes], answer: Callable[[bytes], None], peer: str, who: "Connection | None") -> bool:
        """Good frames of one read, if all of them are plain uploads, as nearly all are: without an object for each.

        False where one is something else; nothing is done then.
        """
        urgent, ends, last = False, list[bytes](), b""
        for raw in raws:
            size = len(raw)
            if raw[COMMAND_AT] != SEND or size < SHORTEST_UPLOAD:
                return False
            if raw[12:24] != last:
                last = raw[12:24]
                ends.append(last)
            at = FIRE_AT[raw[UNIT_AT]]
            if at and ((at < size and raw[at] & FIRE) or (raw[UNIT_AT + 1] != 1 and speaks_of_fire(raw))):
                urgent = True
        for both in ends:
            if self.speaker.get(both[:6]) is not who:
                self._hear(both, peer, who)
        us = self.now_us()
        if us // 1_000_000 != self._second:
            self._second = us // 1_000_000
            self._label = TimeLabel.of(moment(us), bcd=self.dialect.bcd).raw
        said = confirmations(raws, self._label)
        kept = self.recent.fresh(raws, time.monotonic())
        self.heard.frames += len(kept)
        self.heard.again += len(raws) - len(kept)
        self.committer.add(kept, partial(answer, said), urgent=urgent)
        return True

    def _hear(self, ends: bytes, peer: str, who: "Connection | None") -> None:
        """Somebody speaks; `ends`: source and destination as they stand in a frame."""
        source = ends[:6]
        before = self.speaker.get(source)
        if who is None or before is who:
            return
        if before is not None:
            if (source.hex(), peer) not in self.heard.twice and len(self.heard.twice) < MOST_TWICE:
                LOG.warning("device %s speaks from %s while another connection of it is open", source.hex(), peer)
                self.heard.twice.add((source.hex(), peer))
            before.devices.pop(source, None)
        if len(who.devices) < MOST_DEVICES:  # addresses are not proved: a line that makes them up fills no memory
            who.devices[source] = ends[6:]
            self.speaker[source] = who

    def forget(self, peer: Peer) -> None:
        """A connection has ended: its devices speak on none."""
        super().forget(peer)
        if isinstance(peer, Connection):
            for source in peer.devices:
                del self.speaker[source]
            peer.devices.clear()


class Connection(Peer):
    """One TCP connection. Devices are told apart by the address in the frame, never by the connection."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._line = line
        self._splitter = Splitter()
        self.devices: dict[bytes, bytes] = {}
        """Those that spoke here last, and by which address they call us."""

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        before = self._splitter.skipped
        raws, refused = self._splitter.feed_raw(data)
        if raws and (refused or not self._line.take_raw(raws, self.write, self.address, self)):
            self._take(items_of(raws, refused))
        self._line.heard.skipped += self._splitter.skipped - before
        if self._line.committer.waiting > self._line.limits.waiting:
            self.wait()

    def _take(self, frames: Sequence[Frame | Refused]) -> None:
        if frames:
            self._line.take(frames, self.write, self.address, self)

    def look(self, steady: float) -> None:
        """Give up a frame that does not go on; close a line on which nothing is heard."""
        if self._splitter.waiting and steady - self.heard > self._line.limits.pause:
            self._take(self._splitter.flush())
        super().look(steady)

    def rest(self) -> None:
        self._take(self._splitter.flush())


class Datagrams(asyncio.DatagramProtocol):
    """UDP: each datagram holds whole frames; the answer goes where it came from."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        line = self._line
        if not line.limits.lets_in(addr[0]) or line.committer.waiting > line.limits.waiting:
            return  # not answered: it is sent again
        frames = split(data)
        line.heard.skipped += len(data) - sum(len(frame.raw) for frame in frames)
        line.take(frames, lambda answer: self._send(answer, addr), addr[0], None)

    def _send(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, addr)
