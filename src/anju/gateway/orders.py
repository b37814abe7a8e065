"""Orders to devices of GB/T 26875.3 that are connected: sent, tried again, and how they ended handed back.

Nothing here knows the platform: a `Desk` says what waits and is told what came of it. One order of a device at a time.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, Protocol

from anju.gateway.protocols.gbt26875 import Exchange, Frame, Order, Outcome, Result
from anju.gateway.server import Connection, Line, moment

LOG = logging.getLogger("anju.gateway")
ASK_EVERY = 2.0
"""Seconds between two questions what waits."""
STEP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for a device."""

    id: int
    source: bytes
    """The device's address as it stands in its frames."""
    order: Order


class Desk(Protocol):
    """Where orders come from. Both block, and raise where it does not answer."""

    def open(self, sources: Sequence[bytes]) -> list[Waiting]:
        """What waits for these devices."""

    def settle(self, order: int, outcome: Outcome, answer: bytes) -> None:
        """How one ended; `answer`: the device's frame."""


@dataclass(slots=True)
class _Running:
    waiting: Waiting
    exchange: Exchange
    line: Line
    connection: Connection


class Orders:
    """Those of all listeners. An order whose device has gone is left open: it is sent when the device is back."""

    def __init__(self, desk: Desk, lines: Sequence[Line], now_us: Callable[[], int]) -> None:
        self._desk, self._lines, self._now_us = desk, lines, now_us
        self._running: dict[bytes, _Running] = {}
        self._ended: list[tuple[int, Result]] = []
        for line in lines:
            line.hears.append(self.hear)

    async def run(self, executor: Executor) -> None:
        """For ever."""
        asked = float("-inf")
        while True:
            steady = time.monotonic()
            self.step(steady)
            try:
                if self._ended:
                    await self._settle(executor)
                elif steady - asked >= ASK_EVERY:
                    asked = steady
                    await self._ask(executor)
            except Exception:
                LOG.exception("orders could not be read or written, trying again")
                await asyncio.sleep(ASK_EVERY)
            await asyncio.sleep(STEP)

    async def _ask(self, executor: Executor) -> None:
        sources = [source for line in self._lines for source in line.speaker]
        if not sources:
            return
        found = await asyncio.get_running_loop().run_in_executor(executor, self._desk.open, sources)
        ending = {order for order, _result in self._ended}
        for waiting in found:
            if waiting.source not in self._running and waiting.id not in ending:
                self.start(waiting, time.monotonic())

    async def _settle(self, executor: Executor) -> None:
        """What could not be told stays, and is told later."""
        loop = asyncio.get_running_loop()
        while self._ended:
            order, result = self._ended[0]
            raw = b"" if result.frame is None else result.frame.raw
            await loop.run_in_executor(executor, self._desk.settle, order, result.outcome, raw)
            self._ended.pop(0)

    def start(self, waiting: Waiting, steady: float) -> None:
        """Send an order, if its device is connected now. `steady`: seconds of a steady clock."""
        for line in self._lines:
            connection = line.speaker.get(waiting.source)
            if connection is None:
                continue
            own = connection.devices[waiting.source]
            exchange = Exchange(waiting.source, own, dialect=line.dialect, serial=waiting.id & 0xFFFF)
            frame = exchange.start(waiting.order, now=steady, at=moment(self._now_us()))
            self._running[waiting.source] = _Running(waiting, exchange, line, connection)
            connection.write(frame.raw)
            return

    def hear(self, frame: Frame) -> None:
        """A confirmation, reply or denial of a device."""
        running = self._running.get(frame.source)
        result = running.exchange.hear(frame) if running is not None else None
        if running is not None and result is not None:
            self._end(running, result)

    def step(self, steady: float) -> None:
        """Try again what is due; give up what was tried often enough, and leave what has lost its device."""
        for source, running in list(self._running.items()):
            if running.line.speaker.get(source) is not running.connection:
                del self._running[source]
                continue
            found = running.exchange.tick(now=steady, at=moment(self._now_us()))
            if isinstance(found, Frame):
                running.connection.write(found.raw)
            elif found is not None:
                self._end(running, found)

    def _end(self, running: _Running, result: Result) -> None:
        del self._running[running.waiting.source]
        self._ended.append((running.waiting.id, result))
