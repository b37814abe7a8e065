"""The scaled form beside the gateway that stores itself, in one run: rates by number of writers, and recovery.

    python bench/stream.py [--seconds 10] [--frames 400000] [--connections 50] [--flight 50] [--writers 1,2,4]

A PostgreSQL cluster and a NATS server of its own are made for the run (programs from the machine; PostgreSQL with
fsync; NATS with `sync_interval: always` where it knows that, which is from 2.10 on). Rates:

- straight: `anju gateway` stores in PostgreSQL and confirms;
- stream: the same gateway stores in JetStream while writers stand still; then so many of them write what stands there.

Afterwards as many frames must be stored as were confirmed. Recovery: two gateways and two writers under a steady load;
each part is killed and started again at once; told is the longest time without a confirmation, and without a new row,
that followed. Beside it the same for one gateway that stores itself.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ["DJANGO_SETTINGS_MODULE"] = "anju.config.settings"
os.environ["ANJU_DATA_DIR"] = tempfile.mkdtemp(prefix="anju-bench-")

django.setup()

from anju.gateway.writing import SHARE_EVERY  # noqa: E402
from bench.frames import asked, free_port  # noqa: E402 - Django is set up above
from bench.serving import host  # noqa: E402
from tests.crash.scaled import Scaled, Writer  # noqa: E402
from tests.crash.senders import Gateway, Sender, finished  # noqa: E402
from tests.crash.servers import Server, nats_server  # noqa: E402

TICK = 0.01
CALM, AFTER = 3.0, 15.0
"""Seconds of load before a death, and for which is watched after it."""
GATEWAY = [sys.executable, "-m", "anju.config.cli", "gateway", "--host", "127.0.0.1"]


@contextmanager
def scaled() -> Iterator[Scaled]:
    """Servers of its own, with an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        made = Scaled(Path(folder), writer_count=0)
        try:
            made.prepare()
            yield made
        finally:
            made.bury()


def stored(site: Scaled) -> int:
    """Frames in the database."""
    with psycopg.connect(site.postgres.url) as line:
        row = line.execute("SELECT coalesce(sum(count), 0) FROM telemetry_framebatch").fetchone()
    assert row is not None
    return int(row[0])


def confirmed(site: Scaled, options: argparse.Namespace, *, streamed: bool) -> tuple[float, int]:
    """Frames confirmed a second by one gateway, and how many in all."""
    os.environ.update(site.environment | {"ANJU_STREAM": site.nats.url if streamed else ""})
    port = free_port()
    rate, _each, count = asked([*GATEWAY, "--listen", f"tcp:{port}"], port, options)
    return rate, count


@contextmanager
def writing(site: Scaled, count: int) -> Iterator[list[Writer]]:
    """So many writers, which have shared the lanes."""
    site.writers = [Writer(site.folder, site.environment) for _ in range(count)]
    for one in site.writers:
        one.start()
    site.settle()
    time.sleep(3 * SHARE_EVERY)
    yield site.writers
    for one in site.writers:
        one.end(signal.SIGTERM)
    site.writers = []


def drained(site: Scaled, writers: list[Writer], options: argparse.Namespace) -> tuple[float, float, int]:
    """Frames a second that a gateway confirms while writers stand still, and that these then write; and how many."""
    before = stored(site)
    for one in writers:
        one.tell(signal.SIGSTOP)
    rate, count = confirmed(site, options, streamed=True)
    begun = time.perf_counter()
    for one in writers:
        one.tell(signal.SIGCONT)
    while (there := stored(site)) < before + count:
        time.sleep(TICK)
    assert there == before + count, (there, before + count)
    return rate, count / (time.perf_counter() - begun), count


def rates(site: Scaled, options: argparse.Namespace) -> None:
    """The first table."""
    print("| | frames / s | beside straight |")
    print("|---|---:|---:|")
    straight, count = confirmed(site, options, streamed=False)
    assert stored(site) == count, (stored(site), count)
    print(f"| straight: confirmed | {straight:,.0f} | 1 |", flush=True)
    for writers in options.writers:
        with writing(site, writers) as those:
            rate, written, _count = drained(site, those, options)
        print(f"| stream: confirmed | {rate:,.0f} | {rate / straight:.2f} |", flush=True)
        print(f"| stream: written by {writers} | {written:,.0f} | {written / straight:.2f} |", flush=True)


def rows(site: Scaled) -> int:
    """The last row's id; -1 where the database does not answer."""
    try:
        with psycopg.connect(site.postgres.url, connect_timeout=2) as line:
            row = line.execute("SELECT coalesce(max(id), 0) FROM telemetry_framebatch").fetchone()
            return int(row[0]) if row else 0
    except psycopg.OperationalError:
        return -1


def silence(site: Scaled, senders: list[Sender], dies: Callable[[], None]) -> tuple[float, float]:
    """Longest seconds without a confirmation, and without a new row, from a death on."""
    site.await_writers()
    time.sleep(CALM)
    killing = threading.Thread(target=dies)
    heard = written = time.perf_counter()
    ends, longest = heard + AFTER, [0.0, 0.0]
    counts = [sum(len(one.confirmed) for one in senders), rows(site)]
    killing.start()
    while time.perf_counter() < ends or killing.is_alive():
        now, told = time.perf_counter(), [sum(len(one.confirmed) for one in senders), rows(site)]
        longest = [max(longest[0], now - heard), max(longest[1], now - written)]
        heard = now if told[0] > counts[0] else heard
        written = now if told[1] > counts[1] else written
        counts = [max(counts[0], told[0]), max(counts[1], told[1])]
        time.sleep(TICK)
    killing.join()
    return longest[0], longest[1]


def again(*parts: Gateway | Writer | Server) -> Callable[[], None]:
    """Kill and start at once."""

    def dies() -> None:
        for part in parts:
            part.end()
        for part in parts:
            part.start()

    return dies


def recovery(site: Scaled) -> None:
    """The second table."""
    print("\n| killed | no confirmation for s | no new row for s |")
    print("|---|---:|---:|")

    def postgres() -> None:
        site.postgres.crash()
        site.postgres.start()

    def under_load(gateways: list[Gateway], deaths: dict[str, Callable[[], None]]) -> None:
        senders = [Sender(number, gateways[number % len(gateways)], TICK) for number in range(1, 7)]
        for sender in senders:
            sender.start()
        for name, dies in deaths.items():
            heard, written = silence(site, senders, dies)
            print(f"| {name} | {heard:.1f} | {written:.1f} |", flush=True)
        finished(senders)
        for gateway in gateways:
            gateway.end(signal.SIGTERM)

    alone = Gateway(site.folder, site.environment | {"ANJU_STREAM": ""})
    alone.start()
    under_load([alone], {"straight: the gateway": again(alone), "straight: PostgreSQL": postgres})
    for one in site.gateways:
        one.start()
    with writing(site, 2) as writers:
        deaths = {"both gateways": again(*site.gateways), "one writer": again(writers[0])}
        deaths |= {"both writers": again(*writers), "NATS": again(site.nats), "PostgreSQL": postgres}
        under_load(site.gateways, {f"stream: {name}": dies for name, dies in deaths.items()})
        site.settle()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--flight", type=int, default=50, help="frames of a connection on their way")
    parser.add_argument("--frames", type=int, default=400_000, help="different frames made ready, of all connections")
    parser.add_argument("--writers", type=lambda said: [int(one) for one in said.split(",")], default=[1, 2, 4])
    options = parser.parse_args()
    version = subprocess.run([nats_server(), "-v"], capture_output=True, text=True, check=True).stdout.strip()
    with scaled() as site:
        print(f"{host()}, PostgreSQL, {version}, fsync of NATS {'always' if site.nats.syncs else 'every two minutes'}")
        rates(site, options)
        recovery(site)


if __name__ == "__main__":
    main()
