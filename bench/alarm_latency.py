"""From a fire's frame to the browser's event, with other frames behind it: what a person at a desk waits for.

    python bench/alarm_latency.py [--fires 100] [--rates 0,2000,20000] [--database postgresql://…]

Builds the tiny demo district in a fresh folder, gives buildings a transmission device each and starts `anju up` (web,
worker, gateway, reader of frames). A district officer's event stream is open. Then, for every rate, one building after
another tells of a fire; meanwhile senders in a process of their own report values at that rate over 50 connections.
Measured by one clock, in one process: the frame leaves → its confirmation is here → the event of the alarm is here. The
page asks for what changed then; that request is not in the numbers. Aim: p50 ≤ 100 ms, p99 ≤ 300 ms at 20,000 a second.
Afterwards it says how many frames were confirmed and how many were still to be worked out.
"""

import argparse
import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import serving  # noqa: E402 - the folder above is put on the path first
from bench.frames import ANSWER, free_port  # noqa: E402

CONNECTIONS = 50
FIRST = 0x0F0000000000
"""Addresses of the buildings' devices begin here, those of the senders far below."""
WORLD = f"""
from django.test import Client
from anju.gateway.observed import Scheme
from anju.kernel.actors import system
from anju.people.models import Post
from anju.places.models import Place
from anju.telemetry import actions
buildings = Place._all.filter(kind="building", closed_on=None).order_by("pk")[:FIRES]
new = [
    actions.New(Scheme.GBT26875, ({FIRST} + number).to_bytes(6, "little").hex(), building, "bench")
    for number, building in enumerate(buildings)
]
actions.register(by=system("bench"), devices=new)
post = Post.objects.system("bench").filter(role="district_office").select_related("account").first()
client = Client(); client.force_login(post.account)
print("SESSION", client.cookies["sessionid"].value, len(new))
"""
READ = """
from anju.telemetry.models import Cursor, FrameBatch
at = Cursor._all.filter(name="frames").values_list("at", flat=True).first() or 0
print("LEFT", sum(FrameBatch._all.filter(pk__gt=at).values_list("count", flat=True)))
"""


@dataclass(slots=True)
class Waited:
    """Milliseconds of each fire."""

    confirmed: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    lost: int = 0


def anju(environment: dict[str, str], *words: str, **more: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "anju.config.cli", *words]
    return subprocess.Popen(command, env=os.environ | environment, text=True, **more)  # type: ignore[call-overload, no-any-return]


def told(environment: dict[str, str], script: str, word: str) -> list[str]:
    """What a script in the site's own shell says after a word."""
    done = anju(environment, "shell", "--no-imports", "-c", script, stdout=subprocess.PIPE).communicate()[0]
    return next(line.split()[1:] for line in done.splitlines() if line.startswith(word))


def background(port: int, rate: int, stop: Any, count: Any) -> None:
    """Values at a rate, ten milliseconds' worth at a time; one that falls behind does not catch up."""
    import uvloop

    from anju.gateway.protocols.gbt26875 import TimeLabel, adu, build
    from anju.gateway.protocols.gbt26875 import objects as o
    from anju.gateway.running import now_us
    from anju.gateway.server import moment

    class Sender(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport, self.heard = transport, 0

        def data_received(self, data: bytes) -> None:
            self.heard += len(data)

    def frames_of(number: int, serials: range) -> list[bytes]:
        label = TimeLabel.of(moment(now_us()))
        source = (number + 1).to_bytes(6, "little")
        return [
            build(
                2, adu.encode(3, [o.ComponentAnalog(11, 0, 91, 1 + serial % 8, 5, serial % 1000, label)]),
                serial=serial & 0xFFFF, source=source, destination=b"centre", time=label,
            ).raw
            for serial in serials
        ]  # fmt: skip

    async def send() -> None:
        loop = asyncio.get_running_loop()
        made = [await loop.create_connection(Sender, "127.0.0.1", port) for _ in range(CONNECTIONS)]
        lines = [protocol for _transport, protocol in made]
        each = max(1, rate // CONNECTIONS)
        ready = [frames_of(number, range(each)) for number in range(CONNECTIONS)]
        begun, step = time.perf_counter(), 0
        while not stop.is_set():
            share = step % 100 * each // 100, (step % 100 + 1) * each // 100
            for number, line in enumerate(lines):
                line.transport.write(b"".join(ready[number][slice(*share)]))
            step += 1
            if step % 100 == 0:  # the next second's frames differ, or they would be repetitions
                serials = range(step // 100 * each, (step // 100 + 1) * each)
                ready = [frames_of(number, serials) for number in range(CONNECTIONS)]
            await asyncio.sleep(max(0.0, begun + step / 100 - time.perf_counter()))
        await asyncio.sleep(1)
        count.put((sum(line.heard for line in lines) // ANSWER, time.perf_counter() - begun))

    uvloop.run(send())


def fire(number: int) -> bytes:
    """A smoke detector of a building tells of fire."""
    from anju.gateway.protocols.gbt26875 import Text, TimeLabel, adu, build
    from anju.gateway.protocols.gbt26875 import objects as o
    from anju.gateway.running import now_us
    from anju.gateway.server import moment

    label = TimeLabel.of(moment(now_us()))
    unit = adu.encode(2, [o.ComponentStatus(1, 0, 42, 0x00090003, 0x03, Text.of("", 31), label)])
    source = (FIRST + number).to_bytes(6, "little")
    return build(2, unit, serial=1, source=source, destination=b"centre", time=label).raw


async def burn(site: str, port: int, session: str, numbers: range) -> Waited:
    """One fire after another, and when its event came."""
    found, raised = Waited(), asyncio.Queue[float]()
    limits = httpx.Timeout(10, read=60)
    async with httpx.AsyncClient(cookies={"sessionid": session}, timeout=limits) as client:
        url = f"{site}/live/events?topics=alarm"
        async with client.stream("GET", url) as stream:
            hearing = asyncio.create_task(_hear(stream, raised))
            await asyncio.sleep(1)
            for number in numbers:
                await _one(port, number, raised, found)
            hearing.cancel()
    return found


async def _hear(stream: httpx.Response, raised: "asyncio.Queue[float]") -> None:
    async for line in stream.aiter_lines():
        if line.startswith("data:") and '"alarm.raised"' in line:
            raised.put_nowait(time.perf_counter())


async def _one(port: int, number: int, raised: "asyncio.Queue[float]", found: Waited) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    frame = fire(number)
    while not raised.empty():
        raised.get_nowait()
    begun = time.perf_counter()
    writer.write(frame)
    await reader.readexactly(ANSWER)
    found.confirmed.append((time.perf_counter() - begun) * 1000)
    try:
        found.heard.append((await asyncio.wait_for(raised.get(), 60) - begun) * 1000)
    except TimeoutError:
        found.lost += 1
    writer.close()
    await asyncio.sleep(0.1 + number % 7 / 50)  # not in step with whoever looks again and again


def measure(environment: dict[str, str], site: str, port: int, session: str, numbers: range, rate: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    stop, count = spawn.Event(), spawn.Queue()
    sending = spawn.Process(target=background, args=(port, rate, stop, count))
    if rate:
        sending.start()
        time.sleep(3)
    found = asyncio.run(burn(site, port, session, numbers))
    confirmed, seconds = 0, 1.0
    if rate:
        stop.set()
        confirmed, seconds = count.get()
        sending.join()
    left = told(environment, READ, "LEFT")[0]
    each = [serving.quantile(times, share) for times in (found.confirmed, found.heard) for share in (0.5, 0.99)]
    print(
        f"| {rate:,} | {confirmed / seconds:,.0f} | {len(found.heard)} | "
        f"{' | '.join(f'{one:.0f}' for one in each)} | "
        f"{max(found.heard):.0f} | {found.lost} | {int(left):,} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fires", type=int, default=100, help="for each rate")
    parser.add_argument("--rates", default="0,2000,20000")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    rates = [int(word) for word in options.rates.split(",")]
    print(serving.host(), options.database.partition(":")[0] or "sqlite", flush=True)
    with tempfile.TemporaryDirectory(prefix="anju-bench-") as folder:
        web, port = free_port(), free_port()
        environment = {
            "ANJU_DATA_DIR": folder, "ANJU_DEMO": "1", "ANJU_LOG_LEVEL": "ERROR", "ANJU_SIMULATE": "0",
            "ANJU_GATEWAY_LISTEN": f"tcp:{port}", "PYTHONPATH": str(ROOT / "src"),
        }  # fmt: skip
        if options.database:
            environment["ANJU_DATABASE_URL"] = options.database
        if anju(environment, "demo", "--size", "tiny", stdout=subprocess.DEVNULL).wait():
            raise SystemExit("the demo district could not be built")
        session, many = told(environment, WORLD.replace("FIRES", str(options.fires * len(rates))), "SESSION")
        each = int(many) // len(rates)
        server = anju(environment, "up", "--port", str(web), start_new_session=True, stdout=subprocess.DEVNULL)
        try:
            site = f"http://127.0.0.1:{web}"
            wait_for(site)
            print(
                "| asked / s | confirmed / s | fires | confirmed p50 ms | p99 | event p50 | p99 | max | none | left |"
            )
            print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
            for turn, rate in enumerate(rates):
                measure(environment, site, port, session, range(turn * each, (turn + 1) * each), rate)
        finally:
            server.terminate()
            server.wait(60)


def wait_for(site: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{site}/live/health", timeout=1).status_code == 200:
                time.sleep(10)  # the other processes come up beside it
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
