"""The gateway's process: listeners, a clean end, and a line in the log of how it goes."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from anju.gateway.batching import Committer, Sink
from anju.gateway.limits import Limits
from anju.gateway.protocols.gbt26875 import STD, Dialect
from anju.gateway.server import HEARD_EVERY, TICK, Connection, Datagrams, Line

LOG = logging.getLogger("anju.gateway")
REPORT_EVERY: Final = 60.0
GRACE: Final = 20.0
"""Seconds a clean end may take to make durable what has come."""


def now_us() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Ear:
    """One listener: an address, a port, TCP or UDP, and how its devices speak."""

    host: str
    port: int
    udp: bool = False
    dialect: Dialect = STD
    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """As batches name it."""
        return f"gbt26875:{'udp' if self.udp else 'tcp'}:{self.port}"


class Gateway:
    """Several ears, one sink. Every ear has a thread of its own that stores."""

    def __init__(self, ears: list[Ear], sink: Callable[[], Sink]) -> None:
        self._ears, self._sink = ears, sink
        self._stop = asyncio.Event()
        self._udp: list[asyncio.DatagramTransport] = []
        self.lines: dict[str, Line] = {}
        self.ports: dict[str, int] = {}
        """Name of an ear → the port it listens on: for an ear whose port was left to the system (0)."""

    def stop(self) -> None:
        """End cleanly: nothing more is read, what has come is stored and answered."""
        self._stop.set()

    async def run(self, ready: Callable[["Gateway"], None] = lambda _gateway: None) -> None:
        """Listen until `stop`. Raises OSError for a port that is taken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        executors, ends, works = [], [], []
        for ear in self._ears:
            executor = ThreadPoolExecutor(1, thread_name_prefix=ear.name)
            committer = Committer(self._sink(), ear.name, executor, now_us, partial(self._relieved, ear.name))
            self.lines[ear.name] = Line(committer, ear.limits, ear.dialect, now_us)
            ends.append(await self._listen(ear, self.lines[ear.name]))
            works.append(asyncio.create_task(committer.run()))
            executors.append(executor)
        ticking = asyncio.create_task(self._tick())
        ready(self)
        await self._stop.wait()
        for end in ends:
            end()
        await self._finish(works)
        ticking.cancel()
        for executor in executors:
            executor.shutdown()

    def _relieved(self, name: str) -> None:
        self.lines[name].relieved()

    async def _listen(self, ear: Ear, line: Line) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        if ear.udp:
            transport, _protocol = await loop.create_datagram_endpoint(
                lambda: Datagrams(line), local_addr=(ear.host, ear.port)
            )
            self.ports[ear.name] = transport.get_extra_info("sockname")[1]
            self._udp.append(transport)
            return lambda: None  # answers still leave by it
        server = await loop.create_server(lambda: Connection(line), ear.host, ear.port, backlog=4096)
        self.ports[ear.name] = server.sockets[0].getsockname()[1]
        return server.close

    async def _finish(self, works: list["asyncio.Task[None]"]) -> None:
        for line in self.lines.values():
            for connection in line.connections:
                connection.stop_reading()
            line.committer.stop()
        _done, late = await asyncio.wait(works, timeout=GRACE)
        for work in late:
            LOG.error("frames that came last could not be stored; they were not answered and will be sent again")
            work.cancel()
        for line in self.lines.values():
            for connection in list(line.connections):
                connection.close()
        for transport in self._udp:
            transport.close()
        await asyncio.sleep(0)

    async def _tick(self) -> None:
        heard, told = time.monotonic(), time.monotonic()
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for line in self.lines.values():
                line.tick()
                if now - heard >= HEARD_EVERY:
                    line.committer.tick()
            heard = now if now - heard >= HEARD_EVERY else heard
            if now - told >= REPORT_EVERY:
                told = now
                for name, line in self.lines.items():
                    LOG.info(
                        "%s: %d connections, %d frames stored, %d sent again, %d refused, %d bytes of no frame, "
                        "%d turned away",
                        name, line.places.open, line.committer.stored, line.heard.again, line.heard.refused,
                        line.heard.skipped, line.heard.turned_away,
                    )  # fmt: skip
