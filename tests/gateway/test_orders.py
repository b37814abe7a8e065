"""Orders to devices that are connected, over real sockets."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import pytest

from anju.gateway import orders as orders_module
from anju.gateway.orders import Orders, Waiting
from anju.gateway.protocols.gbt26875 import Exchange, Frame, Outcome, Splitter, build, exchanges
from anju.gateway.running import Ear, Gateway
from tests.gateway.devices import Device, beat, close_all, report
from tests.gateway.protocols.gbt26875.made import CENTRE, LABEL
from tests.gateway.test_server import Store, line_of, until

pytestmark = pytest.mark.timeout(120)
SOURCE = (9).to_bytes(6, "little")


@dataclass
class Desk:
    """Keeps orders in memory; so many questions or answers fail first."""

    waiting: list[Waiting] = field(default_factory=list)
    settled: list[tuple[int, Outcome, bytes]] = field(default_factory=list)
    faults: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, sources: Sequence[bytes]) -> list[Waiting]:
        with self.lock:
            ended = {order for order, _outcome, _answer in self.settled}
            return [one for one in self.waiting if one.source in sources and one.id not in ended]

    def settle(self, order: int, outcome: Outcome, answer: bytes) -> None:
        with self.lock:
            if self.faults:
                self.faults -= 1
                raise OSError("the database is away")
            self.settled.append((order, outcome, answer))


async def heard(device: Device) -> Frame:
    """The next frame that is an order: confirmations of our own frames are left out."""
    splitter = Splitter()
    assert device.reader is not None
    while True:
        for frame in splitter.feed(await asyncio.wait_for(device.reader.read(65536), 20)):
            if frame.command not in (3, 6):
                assert isinstance(frame, Frame)
                return frame


def said(order: Frame, command: int, unit: bytes = b"") -> bytes:
    return build(command, unit, serial=order.serial, source=SOURCE, destination=CENTRE, time=LABEL).raw


def played(desk: Desk, play: Callable[[Gateway, int], Awaitable[None]], monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(orders_module, "ASK_EVERY", 0.05)
    monkeypatch.setattr(orders_module, "STEP", 0.05)
    kept = Store()

    async def all_of_it() -> None:
        gateway = Gateway([Ear("127.0.0.1", 0)], lambda: kept, desk=desk)
        up = asyncio.Event()
        running = asyncio.create_task(gateway.run(lambda _gateway: up.set()))
        await up.wait()
        try:
            await play(gateway, next(iter(gateway.ports.values())))
        finally:
            gateway.stop()
            await running
            await close_all()

    asyncio.run(all_of_it())
    return kept


async def connected(port: int) -> Device:
    device = Device(port, 9)
    await device.open()
    await device.send(beat(1, 9))
    return device


def test_an_order_goes_to_the_device_it_is_for_and_its_confirmation_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(70_001, SOURCE, exchanges.inspect_duty(5))])

    async def play(_gateway: Gateway, port: int) -> None:
        other = Device(port, 4)
        await other.open()
        await other.send(report(1, 4))
        device = await connected(port)
        order = await heard(device)
        assert (order.command, order.unit[:1], order.destination, order.source) == (1, b"\x5b", SOURCE, CENTRE)
        assert order.serial == 70_001 & 0xFFFF
        await device.send(said(order, 3))
        await until(lambda: bool(desk.settled))

    played(desk, play, monkeypatch)
    [(number, outcome, answer)] = desk.settled
    assert (number, outcome) == (70_001, Outcome.CONFIRMED)
    assert answer[26] == 3


def test_a_reading_ends_with_its_reply_which_is_kept_as_a_frame_too(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(5, SOURCE, exchanges.read_uitd(85))], faults=2)
    unit = b"\x19\x01\x01\x02"

    async def play(_gateway: Gateway, port: int) -> None:
        device = await connected(port)
        order = await heard(device)
        await device.send(said(order, 3), said(order, 5, unit))
        await until(lambda: bool(desk.settled))

    store = played(desk, play, monkeypatch)
    [(number, outcome, answer)] = desk.settled
    assert (number, outcome) == (5, Outcome.REPLIED)
    assert answer[27:-3] == unit
    assert answer in store.frames


def test_a_device_that_denies_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(5, SOURCE, exchanges.synchronise())])

    async def play(_gateway: Gateway, port: int) -> None:
        device = await connected(port)
        await device.send(said(await heard(device), 6))
        await until(lambda: bool(desk.settled))

    played(desk, play, monkeypatch)
    assert desk.settled[0][1] is Outcome.DENIED


def test_silence_is_tried_three_times_with_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(5, SOURCE, exchanges.synchronise())])
    monkeypatch.setattr(orders_module, "Exchange", partial(Exchange, timeout=0.2))

    async def play(_gateway: Gateway, port: int) -> None:
        device = await connected(port)
        serials = [(await heard(device)).serial for _ in range(3)]
        assert serials == [5, 5, 5]
        await until(lambda: bool(desk.settled))

    played(desk, play, monkeypatch)
    assert desk.settled == [(5, Outcome.TIMED_OUT, b"")]


def test_an_order_whose_device_goes_away_is_sent_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(5, SOURCE, exchanges.synchronise())])

    async def play(gateway: Gateway, port: int) -> None:
        device = await connected(port)
        await heard(device)
        await device.close()
        await until(lambda: line_of(gateway).places.open == 0)
        again = await connected(port)
        await again.send(said(await heard(again), 3))
        await until(lambda: bool(desk.settled))

    played(desk, play, monkeypatch)
    assert desk.settled[0][:2] == (5, Outcome.CONFIRMED)


def test_without_a_connected_device_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk([Waiting(5, SOURCE, exchanges.synchronise())])
    waits = Orders(desk, [], lambda: 0)
    waits.start(desk.waiting[0], 0.0)
    waits.step(100.0)
    assert desk.settled == []
