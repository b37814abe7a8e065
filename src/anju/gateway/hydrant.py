"""Pressure terminals of hydrants (A5 5A) over TCP. Nothing is answered: see docs/protocols/hydrant.md."""

import asyncio
import time
from collections.abc import Callable, Iterable

from anju.gateway.batching import Committer
from anju.gateway.limits import Limits
from anju.gateway.lines import Listener, Peer
from anju.gateway.protocols.hydrant import Frame, Noise, Splitter, encode
from anju.gateway.recent import Recent


class Terminals(Listener):
    """One listener for terminals. Frames are kept as they came; what is sent again within a minute is kept once."""

    def __init__(self, committer: Committer, limits: Limits, now_us: Callable[[], int]) -> None:
        super().__init__([committer], limits, now_us)
        self.committer = committer
        self.recent = Recent()

    def new_connection(self) -> asyncio.Protocol:
        return Terminal(self)

    def take(self, found: Iterable[Frame | Noise]) -> None:
        """What one read has completed."""
        steady, kept = time.monotonic(), list[bytes]()
        for one in found:
            if isinstance(one, Noise):
                self.heard.skipped += len(one.data)
            elif self.recent.is_new(raw := encode(one), steady):
                kept.append(raw)
            else:
                self.heard.again += 1
        if kept:
            self.heard.frames += len(kept)
            self.committer.add(kept, lambda: None)


class Terminal(Peer):
    """One connection; a terminal is known by the id in its frames."""

    def __init__(self, terminals: Terminals) -> None:
        super().__init__(terminals)
        self._terminals = terminals
        self._splitter = Splitter()

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        self._terminals.take(self._splitter.feed(data))
        if self._terminals.committer.waiting > self._terminals.limits.waiting:
            self.wait()

    def rest(self) -> None:
        self._terminals.take(self._splitter.close())
