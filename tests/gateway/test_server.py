"""The gateway over real sockets, with a store that can be slow, fail, and be looked at."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import pytest

from anju.gateway import batching, server
from anju.gateway.batching import Batch
from anju.gateway.limits import Limits
from anju.gateway.running import Ear, Gateway, Way
from anju.gateway.server import Line
from tests.gateway.devices import Device, beat, close_all, report
from tests.guards.house import SOURCE

pytestmark = pytest.mark.timeout(120)


@dataclass
class Store:
    """Keeps batches in memory; `gate` shut holds every store back; `faults` of them fail."""

    batches: list[Batch] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    faults: int = 0
    attempts: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    def store(self, batch: Batch) -> None:
        self.attempts += 1
        assert self.gate.wait(30)
        if self.faults:
            self.faults -= 1
            raise OSError("no space left on device")
        self.batches.append(batch)

    @property
    def frames(self) -> list[bytes]:
        return [frame for batch in self.batches for frame in batch.frames]


Play = Callable[[Gateway, int, Store], Awaitable[None]]


def played(play: Play, store: Store | None = None, limits: Limits = Limits(), *, udp: bool = False) -> Store:  # noqa: B008
    """A gateway with one ear, for as long as `play` runs; then a clean end."""
    kept = store or Store()

    async def all_of_it() -> None:
        ear = Ear("127.0.0.1", 0, Way.UDP if udp else Way.TCP, limits=limits)
        gateway = Gateway([ear], lambda: kept)
        up = asyncio.Event()
        running = asyncio.create_task(gateway.run(lambda _gateway: up.set()))
        await up.wait()
        try:
            await play(gateway, gateway.ports[ear.name], kept)
        finally:
            kept.gate.set()
            gateway.stop()
            await running
            await close_all()

    asyncio.run(all_of_it())
    return kept


def line_of(gateway: Gateway) -> Line:
    line = next(iter(gateway.lines.values()))
    assert isinstance(line, Line)
    return line


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def test_only_the_sink_knows_the_platform() -> None:
    files = [file for file in (SOURCE / "gateway").rglob("*.py") if "management" not in file.parts]
    knowing = {file.name for file in files if "import django" in (text := file.read_text()) or "from django" in text}
    knowing |= {
        file.name for file in files if "anju.telemetry" in file.read_text() or "anju.kernel" in file.read_text()
    }
    assert knowing - {"apps.py"} == {"sink.py"}
    assert (Path(SOURCE) / "gateway" / "sink.py").exists()


def test_frames_in_any_pieces_are_stored_in_order_and_confirmed() -> None:
    frames = [report(serial) for serial in range(50)]

    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        stream = b"".join(frames)
        for at in range(0, len(stream), 7):
            await device.send(stream[at : at + 7])
        await device.until(range(50))
        await device.close()

    assert played(play).frames == frames


def test_nothing_is_confirmed_before_it_is_durable() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port)
        await device.open()
        await device.send(report(7))
        await until(lambda: store.attempts == 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(device.hear(), 0.3)
        store.gate.set()
        await device.until({7})

    played(play)


def test_what_could_not_be_stored_is_tried_again_and_not_confirmed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batching, "FIRST_PAUSE", 0.01)

    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        await device.send(*(report(serial) for serial in range(5)))
        await device.until(range(5))

    store = played(play, Store(faults=3))
    assert len(store.frames) == len(set(store.frames)) == 5
    assert store.attempts >= 4


def test_a_frame_sent_again_is_confirmed_again_and_stored_once() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        await device.send(report(3))
        await device.until({3})
        device.confirmed.clear()
        await device.send(report(3))
        await device.until({3})
        assert line_of(gateway).heard.again == 1

    assert played(play).frames == [report(3)]


def test_a_frame_sent_again_before_the_first_is_durable_waits_for_it() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port)
        await device.open()
        await device.send(report(3))
        await until(lambda: store.attempts == 1)
        await device.send(report(3))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(device.hear(), 0.3)
        store.gate.set()
        await device.until({3})

    assert played(play).frames == [report(3)]


def test_a_wrong_checksum_is_denied_and_the_next_frame_is_found() -> None:
    spoilt = bytearray(report(1))
    spoilt[-3] ^= 0xFF

    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        await device.send(b"noise@@", bytes(spoilt), report(2))
        await device.until({2})
        assert device.denied == {1}
        assert line_of(gateway).heard.refused == 1

    assert played(play).frames == [report(2)]


def test_heartbeats_are_answered_at_once_and_kept_as_when_last_heard() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port, 9)
        await device.open()
        await device.send(beat(1, 9), beat(2, 9))
        await device.until({1, 2})
        store.gate.set()
        await device.send(report(3, 9))
        await device.until({3})

    store = played(play)
    assert store.frames == [report(3, 9)]
    assert set().union(*(batch.seen for batch in store.batches)) == {(9).to_bytes(6, "little")}


def test_a_fire_is_stored_before_what_waited_longer() -> None:
    async def play(_gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        first, usual, fire = Device(port, 1), Device(port, 2), Device(port, 3)
        for device in (first, usual, fire):
            await device.open()
        await first.send(report(1, 1))
        await until(lambda: store.attempts == 1)  # it is being stored; what follows gathers
        await usual.send(*(report(serial, 2) for serial in range(100)))
        await asyncio.sleep(0.2)
        await fire.send(report(1, 3, fire=True))
        await asyncio.sleep(0.2)
        store.gate.set()
        await usual.until(range(100))
        await fire.until({1})

    store = played(play)
    assert [len(batch.frames) for batch in store.batches[:3]] == [1, 1, 100]
    assert store.frames[1] == report(1, 3, fire=True)


def test_a_flood_waits_instead_of_filling_the_memory() -> None:
    limits = Limits(waiting=20_000)
    frames = [report(serial) for serial in range(40_000)]

    async def play(gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port)
        await device.open()
        sending = asyncio.create_task(device.send(*frames))
        await until(lambda: store.attempts == 1)
        await asyncio.sleep(0.3)
        assert line_of(gateway).heard.frames * len(frames[0]) < limits.waiting + 600_000  # a read or two: 256 KiB each
        store.gate.set()
        await device.until(range(40_000), 60)
        await sending

    assert played(play, limits=limits).frames == frames


def test_a_clean_end_stores_and_confirms_what_has_come() -> None:
    async def play(gateway: Gateway, port: int, store: Store) -> None:
        store.gate.clear()
        device = Device(port)
        await device.open()
        await device.send(*(report(serial) for serial in range(10)))
        await until(lambda: store.attempts == 1)
        gateway.stop()
        await asyncio.sleep(0.1)
        store.gate.set()
        await device.until(range(10))

    assert len(played(play).frames) == 10


def test_there_are_so_many_places_and_no_more() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        devices = [Device(port, number) for number in range(1, 4)]
        for device in devices:
            await device.open()
        await devices[0].send(report(1, 1))
        await devices[0].until({1})
        assert not await asyncio.wait_for(_ends(devices[2]), 10)
        assert line_of(gateway).heard.turned_away == 1
        await devices[0].close()
        await until(lambda: line_of(gateway).places.open == 1)
        await devices[2].open()
        await devices[2].send(report(2, 3))
        await devices[2].until({2})

    played(play, limits=Limits(per_address=2))


async def _ends(device: Device) -> bool:
    try:
        return await device.hear()
    except ConnectionResetError:
        return False


def test_who_is_not_on_the_list_is_turned_away() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        assert not await asyncio.wait_for(_ends(device), 10)
        assert line_of(gateway).heard.turned_away == 1

    assert played(play, limits=Limits(allowed=(ip_network("10.8.0.0/16"),))).frames == []


def test_a_line_on_which_nothing_is_heard_is_closed() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        await until(lambda: line_of(gateway).places.open == 1)
        assert not await asyncio.wait_for(_ends(device), 20)

    played(play, limits=Limits(idle=0.5))


def test_a_frame_that_does_not_go_on_is_given_up_for_the_one_behind_its_mark() -> None:
    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        begun = report(1)[:26] + b"\x00"  # a mark and a length, and then another frame begins
        await device.send(begun[:24] + (400).to_bytes(2, "little") + b"\x02", report(2))
        await device.until({2})

    assert played(play, limits=Limits(pause=0.3)).frames == [report(2)]


def test_one_device_on_two_open_lines_is_noticed() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        one, two = Device(port, 5), Device(port, 5)
        for place, device in enumerate((one, two)):
            await device.open()
            await device.send(report(place, 5))
            await device.until({place})
        assert {device for device, _peer in line_of(gateway).heard.twice} == {(5).to_bytes(6, "little").hex()}
        await one.close()
        await two.close()

    played(play)


def test_a_device_that_comes_back_on_a_new_line_is_no_second_one() -> None:
    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        for place in range(2):
            device = Device(port, 5)
            await device.open()
            await device.send(report(place, 5))
            await device.until({place})
            await device.close()
            await until(lambda: line_of(gateway).places.open == 0)
        assert not line_of(gateway).heard.twice

    played(play)


def test_made_up_addresses_fill_no_memory_and_a_line_that_ended_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_DEVICES", 10)

    async def play(gateway: Gateway, port: int, _store: Store) -> None:
        device, line = Device(port), line_of(gateway)
        await device.open()
        await device.send(*(report(number, number) for number in range(1, 101)))
        await device.until(range(1, 101))
        assert len(line.speaker) == 10
        await device.close()
        await until(lambda: line.places.open == 0)
        assert (line.speaker, line.connections) == ({}, set())

    assert len(played(play).frames) == 100


class Speaker(asyncio.DatagramProtocol):
    """A device over UDP."""

    def __init__(self) -> None:
        self.device = Device(0)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.device.confirmed.update(frame.serial for frame in self.device.splitter.feed(data) if frame.command == 3)


def test_datagrams_are_stored_and_answered_where_they_came_from() -> None:
    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        loop = asyncio.get_running_loop()
        for number in (1, 2):
            transport, speaker = await loop.create_datagram_endpoint(Speaker, remote_addr=("127.0.0.1", port))
            transport.sendto(report(2 * number, number) + report(2 * number + 1, number))
            transport.sendto(b"\x00" * 20)
            await until(lambda who=speaker, n=number: who.device.confirmed == {2 * n, 2 * n + 1})  # type: ignore[misc]
            transport.close()

    store = played(play, udp=True)
    assert sorted(store.frames) == sorted(report(2 * n + k, n) for n in (1, 2) for k in (0, 1))


def test_a_batch_says_whether_it_speaks_of_a_fire() -> None:
    async def play(_gateway: Gateway, port: int, _store: Store) -> None:
        device = Device(port)
        await device.open()
        for serial in range(3):
            await device.send(report(serial, fire=serial == 1))
            await device.until({serial})

    assert [batch.urgent for batch in played(play).batches if batch.frames] == [False, True, False]
