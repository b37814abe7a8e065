"""Networks as they are: half-open lines, bytes one by one, datagrams out of order, late answers, deaf peers."""

import asyncio
import random
import socket
import struct
from contextlib import suppress

import pytest

from anju.gateway import server
from anju.gateway.limits import Limits
from anju.gateway.protocols.gbt26875 import Splitter
from anju.gateway.running import HYDRANT, Ear, Gateway, Way
from tests.gateway.devices import Device, beat, close_all, report
from tests.gateway.protocols.hydrant.test_frames import pressure
from tests.gateway.test_server import Store, line_of, played, until

pytestmark = pytest.mark.timeout(180)


def test_bytes_one_by_one_make_the_same_frames() -> None:
    frames = [report(serial, fire=serial == 2) for serial in range(4)]

    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        assert device.writer is not None
        device.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"".join(frames):
            await device.send(bytes((byte,)))
            await asyncio.sleep(0)
        await device.until(range(4))

    assert sorted(played(play).frames) == sorted(frames)


def test_a_line_that_is_reset_in_the_middle_of_a_frame_loses_that_frame_alone() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        await device.send(report(1), report(2)[:20])
        await device.until({1})
        assert device.writer is not None
        line = device.writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        device.writer.transport.abort()
        await until(lambda: line_of(gateway).places.open == 0)
        await device.open()
        await device.send(report(2))
        await device.until({2})

    assert played(play).frames == [report(1), report(2)]


def test_a_half_open_line_is_ended_after_its_silence_and_its_device_may_come_back() -> None:
    """The device lost its power: nothing tells the gateway, and nothing more comes."""

    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        lost = Device(port, 5)
        await lost.open()
        await lost.send(report(1, 5))
        await lost.until({1})
        back = Device(port, 5)
        await back.open()
        await back.send(report(2, 5))
        await back.until({2})
        assert len(line_of(gateway).heard.twice) == 1
        for serial in range(3, 9):
            await asyncio.sleep(0.3)
            await back.send(beat(serial, 5))
        await until(lambda: line_of(gateway).places.open == 1)
        await back.send(report(9, 5))
        await back.until({9})

    assert len(played(play, limits=Limits(idle=1.0)).frames) == 3


def test_a_sender_that_closes_its_half_at_once_is_stored_all_the_same() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        device = Device(port)
        await device.open()
        await device.send(report(1))
        assert device.writer is not None
        device.writer.write_eof()
        await until(lambda: len(store.frames) == 1)

    assert played(play).frames == [report(1)]


def test_a_store_two_seconds_late_confirms_late_and_each_once_though_all_is_sent_again() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port)
        await device.open()
        frames = [report(serial) for serial in range(20)]
        await device.send(*frames)
        await until(lambda: store.attempts == 1)
        await asyncio.sleep(1)
        await device.send(*frames)
        await asyncio.sleep(1)
        assert not device.confirmed
        store.gate.set()
        await device.until(range(20))

    assert len(played(play).frames) == 20


def test_a_peer_that_does_not_read_its_answers_is_not_heard_and_then_ended() -> None:
    """Nothing piles up in memory for it, and others are served."""
    frames = b"".join(report(serial) for serial in range(65_000)) * 4

    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        line = line_of(gateway)
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", port))
            deaf.setblocking(False)
            await until(lambda: line.places.open == 1)
            rest, ends = frames, asyncio.get_running_loop().time() + 30
            while rest and line.places.open and asyncio.get_running_loop().time() < ends:
                with suppress(BlockingIOError, ConnectionError):
                    rest = rest[deaf.send(rest[:65_536]) :]
                await asyncio.sleep(0.01)
            assert line.places.open == 0
            device = Device(port, 3)
            await device.open()
            await device.send(report(1, 3))
            await device.until({1})

    played(play, limits=Limits(idle=1.5))


MOMENTS = (1_764_000_001_000_000, 1_764_000_001_900_000, 1_764_000_002_000_000)


class Udp(asyncio.DatagramProtocol):
    """A device over UDP that remembers what was confirmed."""

    def __init__(self) -> None:
        self.confirmed: list[int] = []

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.confirmed += [frame.serial for frame in Splitter().feed(data) if frame.command == 3]


def test_datagrams_out_of_order_twice_and_lost_are_each_stored_once() -> None:
    chance = random.Random(26_875)
    frames = [report(serial) for serial in range(300)]

    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        loop = asyncio.get_running_loop()
        transport, udp = await loop.create_datagram_endpoint(Udp, remote_addr=("127.0.0.1", port))
        async with asyncio.timeout(60):
            while missing := sorted(set(range(300)) - set(udp.confirmed)):
                each = [serial for serial in missing if chance.random() > 0.2] * 2
                chance.shuffle(each)
                for serial in each:
                    transport.sendto(frames[serial])
                    if chance.random() < 0.1:
                        await asyncio.sleep(0.001)
                await asyncio.sleep(0.3)
        transport.close()

    assert sorted(played(play, udp=True).frames) == sorted(frames)


def test_a_datagram_that_is_no_whole_frame_is_not_answered_and_hurts_nobody() -> None:
    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        loop = asyncio.get_running_loop()
        transport, udp = await loop.create_datagram_endpoint(Udp, remote_addr=("127.0.0.1", port))
        for noise in (b"", b"@@", report(1)[:-1], b"\0" * 1400, report(2) + report(3)[:9]):
            transport.sendto(noise)
        transport.sendto(report(4))
        await until(lambda: {2, 4} <= set(udp.confirmed))
        assert set(udp.confirmed) == {2, 4}
        transport.close()

    assert sorted(played(play, udp=True).frames) == sorted([report(2), report(4)])


def test_terminals_of_hydrants_are_kept_as_they_came_and_get_no_answer() -> None:
    from anju.gateway.protocols.hydrant import encode, report_frame

    raw = encode(report_frame(pressure()))
    kept = Store()

    async def all_of_it() -> None:
        gateway = Gateway([Ear("127.0.0.1", 0, Way.TCP, HYDRANT)], lambda: kept)
        up = asyncio.Event()
        running = asyncio.create_task(gateway.run(lambda _gateway: up.set()))
        await up.wait()
        [(name, port)] = gateway.ports.items()
        device = Device(port)
        await device.open()
        for at in range(len(raw)):
            await device.send(raw[at : at + 1])
        await device.send(b"noise\xa5", raw, raw[:9])
        await until(lambda: bool(kept.frames))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(device.hear(), 0.2)
        await until(lambda: gateway.lines[name].heard.again == 1)
        await device.close()
        await until(lambda: gateway.lines[name].heard.skipped == 6 + 9)
        gateway.stop()
        await running
        await close_all()

    asyncio.run(all_of_it())
    assert kept.frames == [raw]
    assert {batch.listener for batch in kept.batches} == {"hydrant:tcp:0"}


def test_the_label_of_a_confirmation_is_the_present_second() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        line, moments = line_of(gateway), iter(MOMENTS)
        line.now_us = lambda: next(moments)
        said: list[bytes] = []
        for serial in range(3):
            assert line.take_raw([report(serial)], said.append, "a", None)
        await until(lambda: len(said) == 3)
        seconds = [server.moment(us).second for us in MOMENTS]
        assert [answer[6] for answer in said] == seconds

    played(play)
