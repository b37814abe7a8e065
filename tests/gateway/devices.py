"""Devices for the tests: frames with numbers of their own, and a client that counts what was confirmed."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from anju.gateway.protocols.gbt26875 import Splitter, build
from tests.gateway.protocols.gbt26875.made import CENTRE, LABEL

CONFIRM, DENY = 3, 6


def report(serial: int, device: int = 1, *, fire: bool = False) -> bytes:
    """A system status (type 1) of a device."""
    status = 0x0003 if fire else 0x0001
    unit = bytes((1, 1, 1, 5)) + status.to_bytes(2, "little") + LABEL.raw
    source = device.to_bytes(6, "little")
    return build(2, unit, serial=serial & 0xFFFF, source=source, destination=CENTRE, time=LABEL).raw


def beat(serial: int, device: int = 1) -> bytes:
    """A heartbeat: an empty unit."""
    source = device.to_bytes(6, "little")
    return build(2, serial=serial & 0xFFFF, source=source, destination=CENTRE, time=LABEL).raw


OPEN: "list[Device]" = []


async def close_all() -> None:
    """Every device that was opened."""
    while OPEN:
        await OPEN.pop().close()


@dataclass
class Device:
    """One TCP connection that sends reports and remembers which were confirmed."""

    port: int
    number: int = 1
    confirmed: set[int] = field(default_factory=set)
    denied: set[int] = field(default_factory=set)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    splitter: Splitter = field(default_factory=Splitter)

    async def open(self) -> None:
        await self.close()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        OPEN.append(self)
        self.splitter = Splitter()

    async def send(self, *frames: bytes) -> None:
        assert self.writer is not None
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def hear(self) -> bool:
        """One read; False where the line has ended."""
        assert self.reader is not None
        data = await self.reader.read(65536)
        for frame in self.splitter.feed(data):
            if frame.command == CONFIRM:
                self.confirmed.add(frame.serial)
            elif frame.command == DENY:
                self.denied.add(frame.serial)
        return bool(data)

    async def until(self, wanted: Iterable[int], seconds: float = 20) -> None:
        """Until all these serials are confirmed."""
        missing = set(wanted)
        async with asyncio.timeout(seconds):
            while not missing <= self.confirmed:
                assert await self.hear(), f"the line ended, unconfirmed: {sorted(missing - self.confirmed)[:5]}"

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            with suppress(OSError):
                await self.writer.wait_closed()
