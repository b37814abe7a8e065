"""What all listeners have in common: connections, places for them, and waiting while nothing becomes durable."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from anju.gateway.batching import Committer
from anju.gateway.limits import Limits, Places

TICK: Final = 1.0


@dataclass(slots=True)
class Heard:
    """What a listener counts since the beginning."""

    frames: int = 0
    again: int = 0
    """Frames a device sent once more."""
    refused: int = 0
    skipped: int = 0
    """Bytes of no frame."""
    turned_away: int = 0
    """Connections for which there was no place."""
    twice: set[tuple[str, str]] = field(default_factory=set)
    """(device, peer) that speaks while the same device speaks from another open connection."""


class Listener:
    """What one listener's connections share."""

    def __init__(self, committers: Sequence[Committer], limits: Limits, now_us: Callable[[], int]) -> None:
        self.committers, self.limits, self.now_us = committers, limits, now_us
        self.places = Places(limits)
        self.heard = Heard()
        self.connections: set[Peer] = set()

    def new_connection(self) -> asyncio.Protocol:
        """What speaks with one peer over TCP."""
        raise NotImplementedError

    @property
    def waiting(self) -> int:
        """Bytes that came and are not durable yet."""
        return sum(committer.waiting for committer in self.committers)

    def forget(self, peer: "Peer") -> None:
        """A connection has ended."""
        self.connections.discard(peer)

    def relieved(self) -> None:
        """Something became durable: those who were made to wait may send again."""
        if self.waiting < self.limits.waiting // 2:
            for peer in self.connections:
                peer.go_on()

    def tick(self) -> None:
        """Every second: each connection looks what has become overdue."""
        steady = time.monotonic()
        for peer in list(self.connections):
            peer.look(steady)


class Peer(asyncio.Protocol):
    """One TCP connection. A reader of one protocol adds `data_received`, and `rest` for what is left at the end."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self.address = ""
        self.heard = time.monotonic()
        self._waits = False
        self._stopped = False
        self._blocked = False
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass
        self.address = str((self._transport.get_extra_info("peername") or ("",))[0])
        if not self._listener.places.take(self.address):
            self._listener.heard.turned_away += 1
            self._transport.abort()
            return
        self.is_open = True
        self._listener.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_open:
            return
        self.rest()
        self.is_open = False
        self._listener.forget(self)
        self._listener.places.give(self.address)

    def rest(self) -> None:
        """Take what is left of a line that has ended."""

    def look(self, steady: float) -> None:
        """Every second; `steady`: seconds of a steady clock. Ends a line on which nothing is heard, or whose peer does
        not take its answers.
        """
        idle = self._listener.limits.idle
        if not idle or steady - self.heard <= idle:
            return
        if self._blocked and self._transport is not None:
            self._transport.abort()
        elif not self._waits:
            self.close()

    def write(self, data: bytes) -> None:
        """An answer; dropped where the line has ended."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def wait(self) -> None:
        """Read nothing more until `go_on`: the network makes the peer wait."""
        if not self._waits and self._transport is not None and self.is_open:
            self._waits = True
            self._transport.pause_reading()

    def go_on(self) -> None:
        """Read again, unless the peer does not read either, or the end has come."""
        if self._stopped or self._blocked or not self._waits:
            return
        if self._transport is not None and not self._transport.is_closing():
            self._waits = False
            self._transport.resume_reading()

    def pause_writing(self) -> None:
        """The peer does not read its answers: it is not heard any more until it does, so that they do not pile up."""
        self._blocked = True
        self.wait()

    def resume_writing(self) -> None:
        self._blocked = False
        if self._listener.waiting <= self._listener.limits.waiting:
            self.go_on()

    def stop_reading(self) -> None:
        """Before a clean end: what comes now will be sent again to whoever comes next."""
        self.wait()
        self._stopped = True

    def close(self) -> None:
        """End it; what was answered before still leaves."""
        if self._transport is not None:
            self._transport.close()
