"""Frames made durable and confirmed, beside a bare sink, in one run.

    python bench/frames.py [--seconds 10] [--connections 50] [--database postgresql://…]

Senders in a process of their own keep `--connections` lines open; on each so many frames (`--flight`) are on their way
unconfirmed. `anju gateway` stores them and confirms (GB/T 26875.3, one system status each). The bare sink is the same
event loop and nothing else: it finds frames by their length, confirms each with a frame whose checksum is right, and
keeps nothing. Both are asked in turn, twice. Aim: gateway ÷ bare ≥ 0.6. Rates by the clock; processor seconds are of
the gateway's process alone. Afterwards as many frames must be stored as were confirmed.
"""

import argparse
import asyncio
import signal
import socket
import subprocess
import sys
import time
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from bench import serving

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


def talk(port: int, options: argparse.Namespace, told: "Queue[tuple[float, int]]") -> None:
    """Confirmations a second, the first fifth of the time left out; and all of them."""
    import uvloop

    from anju.gateway.protocols.gbt26875 import TimeLabel, build
    from anju.gateway.running import now_us
    from anju.gateway.server import moment

    label = TimeLabel.of(moment(now_us()))
    unit = bytes((1, 1, 1, 5, 1, 0)) + label.raw

    def frames_of(number: int) -> bytes:
        source, each = (number + 1).to_bytes(6, "little"), options.frames // options.connections
        made = (
            build(2, unit, serial=serial, source=source, destination=b"centre", time=label).raw
            for serial in range(min(each, 65_536))
        )
        return b"".join(made)

    async def all_of_it() -> None:
        loop, count = asyncio.get_running_loop(), [0]
        every = [frames_of(number) for number in range(options.connections)]
        size = 30 + len(unit)
        for frames in every:
            await loop.create_connection(lambda f=frames: Talker(f, size, options.flight, count), "127.0.0.1", port)
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
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()
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
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    serving.prepare(options.database)
    print(serving.machine())
    from anju.telemetry.models import FrameBatch

    print("| | frames / s | µs of processor each | frames a commit |")
    print("|---|---:|---:|---:|")
    rates: dict[str, list[float]] = {"bare": [], "gateway": []}
    for _turn in range(2):
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


if __name__ == "__main__":
    main()
