"""One device's connection: it sends, waits to be confirmed, sends again, and connects anew when the line is lost."""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from anju.demo.simulator.sites import Unit
from anju.gateway.protocols.gbt26875 import Frame, Splitter, TimeLabel, build, encode

SEND, CONFIRM, DENY = 2, 3, 6
CENTRE = bytes(6)
ANSWER_S = 10.0
TRIES = 3
"""As the standard says: ten seconds, three times."""
LONGEST_PAUSE = 30.0
FIRE_TYPES = (2, 4)
"""What speaks of people goes before readings."""
MOST_WAITING = 2_000


@dataclass(slots=True)
class Told:
    """What all lines count."""

    sent: int = 0
    confirmed: int = 0
    again: int = 0
    given_up: int = 0
    """Not confirmed after three tries, or too many waited."""
    lost: int = 0
    """Connections that ended."""


@dataclass(slots=True)
class Line:
    """A device at `address`."""

    address: bytes
    host: str
    port: int
    told: Told
    _urgent: deque[Unit] = field(default_factory=deque)
    _usual: deque[Unit] = field(default_factory=deque)
    _serial: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, units: list[Unit]) -> None:
        """To be sent, what speaks of people first. Where the line is down for long, old readings are given up."""
        for unit in units:
            (self._urgent if unit[0] in FIRE_TYPES else self._usual).append(unit)
        while len(self._usual) > MOST_WAITING:
            self._usual.popleft()
            self.told.given_up += 1
        if units:
            self._more.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        pause = 1.0
        while True:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = 1.0
            try:
                await self._speak(reader, writer)
            except (OSError, EOFError):
                self.told.lost += 1
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = Splitter()
        while True:
            waiting = self._urgent or self._usual
            if not waiting:
                self._more.clear()
                await self._more.wait()
                continue
            frame = self._frame(waiting[0])
            if await self._confirmed(frame, reader, writer, splitter):
                self.told.confirmed += 1
            elif waiting is self._urgent:
                raise EOFError  # never given up: by another connection
            else:
                self.told.given_up += 1
            waiting.popleft()

    def _frame(self, unit: Unit) -> Frame:
        self._serial = (self._serial + 1) & 0xFFFF
        return build(
            SEND, encode(*unit), serial=self._serial, source=self.address, destination=CENTRE,
            time=TimeLabel.of(datetime.now(UTC)),
        )  # fmt: skip

    async def _confirmed(
        self, frame: Frame, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, splitter: Splitter
    ) -> bool:
        for turn in range(TRIES):
            writer.write(frame.raw)
            await writer.drain()
            self.told.sent += 1
            self.told.again += turn > 0
            try:
                async with asyncio.timeout(ANSWER_S):
                    if await _answer(frame.serial, reader, splitter):
                        return True
            except TimeoutError:
                continue
        return False


async def _answer(serial: int, reader: asyncio.StreamReader, splitter: Splitter) -> bool:
    """True once the frame is confirmed, False where it is denied. Raises EOFError when the line ends."""
    while True:
        data = await reader.read(4096)
        if not data:
            raise EOFError
        for piece in splitter.feed(data):
            if isinstance(piece, Frame) and piece.serial == serial and piece.command in (CONFIRM, DENY):
                return piece.command == CONFIRM
