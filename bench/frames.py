"""Frames made durable and confirmed, beside a bare sink, in one run.

    python bench/frames.py [--seconds 10] [--connections 50] [--rivals] [--hold 10000] [--database postgresql://…]

Senders in a process of their own keep `--connections` lines open; on each so many frames (`--flight`) are on their way
unconfirmed. `anju gateway` stores them and confirms (GB/T 26875.3, one system status each). The bare sink is the same
event loop and nothing else: it finds frames by their length, confirms each with a frame whose checksum is right, and
keeps nothing. Both are asked in turn, twice. Aim: gateway ÷ bare ≥ 0.6. Rates by the clock; processor seconds are of
the gateway's process alone. Afterwards as many frames must be stored as were confirmed. `--rivals`: Node-RED and
Mosquitto with a naive consumer in the same run (`bench/rivals.py`); aim: gateway ÷ Node-RED ≥ 5. `--hold`: so many
connections at once, each confirmed twice, and the gateway's memory for each.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import partial
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from bench import rivals, serving

ANSWER = 30
"""Bytes of a confirmation."""
BARE = """
import asyncio, sys, uvloop
from struct import pack
class Bare(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.kept = transport, b""
    def data_received(self, data):
        data, at, out = self.kept + data, 0, []
        while len(data) - at >= 30:
            end = at + 30 + data[at + 24] + 256 * data[at + 25]
            if end > len(data):
                break
            if sum(data[at + 2:end - 3]) & 255 == data[end - 3]:
                body = data[at + 2:at + 12] + data[at + 18:at + 24] + data[at + 12:at + 18] + b"\\0\\0\\3"
                out.append(b"@@" + body + bytes((sum(body) & 255,)) + b"##")
            at = end
        self.kept = data[at:]
        self.transport.write(b"".join(out))
async def main():
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", int(sys.argv[1]))
    print("ready", flush=True)
    await server.serve_forever()
uvloop.run(main())
"""


class Talker(asyncio.Protocol):
    """One device: so many frames on their way, a new one for each that is confirmed, until there are no more."""

    def __init__(self, frames: bytes, size: int, flight: int, count: list[int]) -> None:
        self.frames, self.size, self.flight, self.count = frames, size, flight, count
        self.heard = self.at = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.more(self.flight)

    def more(self, many: int) -> None:
        self.transport.write(self.frames[self.at : self.at + many * self.size])
        self.at += many * self.size

    def data_received(self, data: bytes) -> None:
        whole, self.heard = divmod(self.heard + len(data), ANSWER)
        self.count[0] += whole
        if whole:
            self.more(whole)


def frames_of(number: int, many: int) -> bytes:
    """So many frames of one device, one system status each."""
    from anju.gateway.protocols.gbt26875 import TimeLabel, build
    from anju.gateway.running import now_us
    from anju.gateway.server import moment

    label = TimeLabel.of(moment(now_us()))
    unit, source = bytes((1, 1, 1, 5, 1, 0)) + label.raw, (number + 1).to_bytes(6, "little")
    made = (
        build(2, unit, serial=serial, source=source, destination=b"centre", time=label).raw for serial in range(many)
    )
    return b"".join(made)


def talk(port: int, options: argparse.Namespace, told: "Queue[tuple[float, int]]") -> None:
    """Confirmations a second, the first fifth of the time left out; and all of them."""
    import uvloop

    async def all_of_it() -> None:
        loop, count = asyncio.get_running_loop(), [0]
        each = min(options.frames // options.connections, 65_536)
        every = [frames_of(number, each) for number in range(options.connections)]
        size = len(every[0]) // each
        for frames in every:
            talker = partial(Talker, frames, size, options.flight, count)
            await loop.create_connection(talker, "127.0.0.1", port)
        most = sum(map(len, every)) // size
        await asyncio.sleep(options.seconds / 5)
        begin, before = time.perf_counter(), count[0]
        while count[0] < most and time.perf_counter() - begin < options.seconds:
            await asyncio.sleep(0.05)
        rate = (count[0] - before) / (time.perf_counter() - begin)
        while (late := count[0]) < most:  # all that is on its way is confirmed before it is counted
            await asyncio.sleep(0.5)
            if count[0] == late:
                break
        told.put((rate, count[0]))

    uvloop.run(all_of_it())


def asked(command: list[str], port: int, options: argparse.Namespace) -> tuple[float, float, int]:
    """Frames confirmed a second, processor microseconds for each, and how many in all."""
    server = serve(command, port)
    told: Queue[tuple[float, int]] = Queue()
    before = cpu_of(server.pid)
    sender = Process(target=talk, args=(port, options, told))
    sender.start()
    rate, count = told.get()
    sender.join()
    spent = cpu_of(server.pid) - before
    server.send_signal(signal.SIGTERM)
    server.wait(60)
    return rate, 1e6 * spent / count, count


def serve(command: list[str], port: int) -> "subprocess.Popen[bytes]":
    """A server that answers on a port."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _try in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return server
        time.sleep(0.1)
    server.kill()
    raise SystemExit(f"nobody answers: {command}")


def held(command: list[str], port: int, many: int) -> str:
    """So many connections at once, from ten addresses; each tells something twice and is confirmed."""
    server = serve(command, port)
    try:
        time.sleep(1)
        before = memory_of(server.pid)
        confirmed, after = asyncio.run(_hold(port, many, server.pid))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    assert confirmed == 2 * many, confirmed
    return f"{many:,} connections held, each confirmed twice: {(after - before) / many / 1024:.1f} KB of memory each"


async def _hold(port: int, many: int, pid: int) -> tuple[int, int]:
    loop, count, lines = asyncio.get_running_loop(), [0], []
    for number in range(many):
        frames = frames_of(number, 2)
        talker = partial(Talker, frames, len(frames) // 2, 1, count)
        here = (f"127.0.1.{number % 10 + 1}", 0)
        lines.append(await loop.create_connection(talker, "127.0.0.1", port, local_addr=here))
    for _try in range(300):
        if count[0] == 2 * many:
            break
        await asyncio.sleep(0.1)
    return count[0], memory_of(pid)


def memory_of(pid: int) -> int:
    """Bytes a process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_of(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / serving.TICKS


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--flight", type=int, default=50, help="frames of a connection on their way")
    parser.add_argument("--frames", type=int, default=1_000_000, help="different frames made ready, of all connections")
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--hold", type=int, default=0)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    serving.prepare(options.database)
    print(serving.machine())
    from anju.telemetry.models import FrameBatch

    print("| | frames / s | µs of processor each | frames a commit |")
    print("|---|---:|---:|---:|")
    rates: dict[str, list[float]] = {"bare": [], "gateway": [], "node-red": []}
    for _turn in range(2):
        if options.rivals:
            rates["node-red"].append(beside(options))
        port = free_port()
        rate, each, _count = asked([sys.executable, "-c", BARE, str(port)], port, options)
        rates["bare"].append(rate)
        print(f"| bare sink | {rate:,.0f} | {each:.1f} | |", flush=True)
        port, before = free_port(), sum(FrameBatch._all.values_list("count", flat=True))
        command = [sys.executable, "-m", "anju.config.cli", "gateway", "--host", "127.0.0.1"]
        rate, each, count = asked([*command, "--listen", f"tcp:{port}"], port, options)
        rates["gateway"].append(rate)
        rows = FrameBatch._all.exclude(count=0).values_list("count", flat=True)
        there = sum(rows) - before
        assert there == count, (there, count)
        print(f"| gateway | {rate:,.0f} | {each:.1f} | {sum(rows) / len(rows):,.0f} |", flush=True)
    print(f"gateway / bare: {max(rates['gateway']) / max(rates['bare']):.2f}")
    if options.rivals:
        print(f"gateway / Node-RED: {max(rates['gateway']) / max(rates['node-red']):.1f}")
    if options.hold:
        port = free_port()
        print(held([*command, "--listen", f"tcp:{port}"], port, options.hold))


def beside(options: argparse.Namespace) -> float:
    """One turn of the rivals; Node-RED's rate."""
    with tempfile.TemporaryDirectory(prefix="anju-bench-") as folder:
        port = free_port()
        command, file = rivals.flow(Path(folder), port)
        rate, each, count = asked(command, port, options)
        assert rivals.rows_in(file) == count, (rivals.rows_in(file), count)
        print(f"| Node-RED | {rate:,.0f} | {each:.1f} | |", flush=True)
        whole = frames_of(1, 10_000)
        size = len(whole) // 10_000
        frames = [whole[at : at + size] for at in range(0, len(whole), size)]
        naive = rivals.naive(Path(folder), free_port(), frames, options.seconds)
        print(f"| Mosquitto and a naive consumer | {naive:,.0f} | | 1 |", flush=True)
    return rate


if __name__ == "__main__":
    main()
