"""The gateway's process: listeners, a clean end, and a line in the log of how it goes."""

import asyncio
import logging
import signal
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

from anju.gateway.accounts import Account, Accounts
from anju.gateway.batching import Closing, Committer, Sink
from anju.gateway.hydrant import Terminals
from anju.gateway.intake import Intake, committers_of
from anju.gateway.limits import Limits
from anju.gateway.lines import TICK, Listener
from anju.gateway.mqtt import LISTENER, Devices
from anju.gateway.orders import Desk, Orders
from anju.gateway.protocols.gbt26875 import STD, Dialect
from anju.gateway.server import HEARD_EVERY, Datagrams, Line
from anju.gateway.web import Web

LOG = logging.getLogger("anju.gateway")
REPORT_EVERY: Final = 60.0
GRACE: Final = 20.0
"""Seconds a clean end may take to make durable what has come."""


def now_us() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1000


class Way(StrEnum):
    """How bytes travel."""

    TCP = "tcp"
    TLS = "tls"
    UDP = "udp"
    HTTP = "http"
    HTTPS = "https"
    MQTT = "mqtt"
    MQTTS = "mqtts"


SEALED: Final = frozenset({Way.TLS, Way.HTTPS, Way.MQTTS})
HYDRANT: Final = "hydrant"
GBT26875: Final = "gbt26875"
INTAKE: Final = "intake"
THINGSBOARD: Final = "thingsboard"
WITH_ACCOUNTS: Final = frozenset({INTAKE, THINGSBOARD})
"""Formats whose senders prove themselves by an account."""


@dataclass(frozen=True, slots=True)
class Ear:
    """One listener: an address, a port, and how its devices speak. `dialect` is of GB/T 26875.3."""

    host: str
    port: int
    way: Way = Way.TCP
    format: str = GBT26875
    dialect: Dialect = STD
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """As logs name it, and batches too: `gbt26875:tcp:5200`. What comes by HTTP is kept under its own format."""
        return f"{self.format}:{self.way}:{self.port}"


class Gateway:
    """Several ears, one sink. Every ear has a thread of its own that stores."""

    def __init__(
        self,
        ears: list[Ear],
        sink: Callable[[], Sink],
        accounts: Callable[[], Sequence[Account]] = tuple,
        desk: Desk | None = None,
    ) -> None:
        self._ears, self._sink, self._desk = ears, sink, desk
        self.accounts = Accounts(accounts, now_us)
        self._stop = asyncio.Event()
        self._sinks: list[Sink] = []
        self._udp: list[asyncio.DatagramTransport] = []
        self.lines: dict[str, Listener] = {}
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
        executors, ends, works, helpers = [], [], [], []
        if any(ear.format in WITH_ACCOUNTS for ear in self._ears):
            asking = ThreadPoolExecutor(1, thread_name_prefix="accounts")
            executors.append(asking)
            await self.accounts.renew(asking)
            helpers.append(asyncio.create_task(self.accounts.run(asking)))
        for ear in self._ears:
            executor = ThreadPoolExecutor(1, thread_name_prefix=ear.name)
            executors.append(executor)
            line = self.lines[ear.name] = self._line(ear, executor)
            ends.append(await self._listen(ear, line))
            works += [asyncio.create_task(committer.run()) for committer in line.committers]
        helpers.append(asyncio.create_task(self._tick()))
        spoken = [line for line in self.lines.values() if isinstance(line, Line)]
        if self._desk is not None and spoken:
            writing = ThreadPoolExecutor(1, thread_name_prefix="orders")
            executors.append(writing)
            helpers.append(asyncio.create_task(Orders(self._desk, spoken, now_us).run(writing)))
        ready(self)
        await self._stop.wait()
        for end in ends:
            end()
        await self._finish(works)
        for helper in helpers:
            helper.cancel()
        for executor in executors:
            executor.shutdown()
        for sink in self._sinks:
            if isinstance(sink, Closing):
                await sink.close()

    def _line(self, ear: Ear, executor: ThreadPoolExecutor) -> Listener:
        sink = self._sink()
        self._sinks.append(sink)

        def committer(listener: str) -> Committer:
            return Committer(sink, listener, executor, now_us, partial(self._relieved, ear.name))

        if ear.format == INTAKE:
            each = committers_of(committer)
            service = Intake(self.accounts, each, ear.limits, now_us)
            return Web(service, list(each.values()), ear.limits, now_us)
        if ear.format == THINGSBOARD:
            return Devices(self.accounts, committer(LISTENER), ear.limits, now_us)
        if ear.format == HYDRANT:
            return Terminals(committer(ear.name), ear.limits, now_us)
        return Line(committer(ear.name), ear.limits, ear.dialect, now_us)

    def _relieved(self, name: str) -> None:
        self.lines[name].relieved()

    async def _listen(self, ear: Ear, line: Listener) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        if ear.way is Way.UDP:
            assert isinstance(line, Line)
            transport, _protocol = await loop.create_datagram_endpoint(
                lambda: Datagrams(line), local_addr=(ear.host, ear.port)
            )
            self.ports[ear.name] = transport.get_extra_info("sockname")[1]
            self._udp.append(transport)
            return lambda: None  # answers still leave by it
        server = await loop.create_server(line.new_connection, ear.host, ear.port, backlog=4096, ssl=ear.tls)
        self.ports[ear.name] = server.sockets[0].getsockname()[1]
        return server.close

    async def _finish(self, works: list["asyncio.Task[None]"]) -> None:
        for line in self.lines.values():
            for connection in line.connections:
                connection.stop_reading()
            for committer in line.committers:
                committer.stop()
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
                    for committer in line.committers:
                        committer.tick()
            heard = now if now - heard >= HEARD_EVERY else heard
            if now - told >= REPORT_EVERY:
                told = now
                for name, line in self.lines.items():
                    heard_there, stored = line.heard, sum(committer.stored for committer in line.committers)
                    LOG.info(
                        "%s: %d connections, %d frames stored, %d sent again, %d refused, %d bytes of no frame, "
                        "%d turned away",
                        name, line.places.open, stored, heard_there.again, heard_there.refused, heard_there.skipped,
                        heard_there.turned_away,
                    )  # fmt: skip
