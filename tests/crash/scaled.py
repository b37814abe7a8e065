"""The scaled form in small: gateways, NATS, writers and PostgreSQL, each a process of its own that can be killed."""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

import nats
import psycopg

from anju.gateway.stream import lanes_of, stream_of
from anju.telemetry.actions import lanes
from tests.crash.senders import Gateway
from tests.crash.servers import Nats, Postgres
from tests.e2e.conftest import ROOT, environment

LANES = 4
PATIENCE = 400


@dataclass
class Writer:
    """`anju writer`."""

    folder: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with (self.folder / "writers.txt").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "anju.config.cli", "writer"], cwd=ROOT, env=self.environment, stdout=out,
                stderr=out,
            )  # fmt: skip

    def tell(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, number: int = SIGKILL) -> int:
        self.tell(number)
        assert self.process is not None
        return self.process.wait(60)

    def bury(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end()


@dataclass
class Scaled:
    """All of it. `start` before anything else."""

    folder: Path
    gateway_count: int = 2
    writer_count: int = 2
    nats: Nats = field(init=False)
    postgres: Postgres = field(init=False)
    gateways: list[Gateway] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("nats", "postgres"):
            (self.folder / name).mkdir()
        self.nats, self.postgres = Nats(self.folder / "nats"), Postgres(self.folder / "postgres")

    def start(self) -> None:
        self.prepare()
        for one in (*self.gateways, *self.writers):
            one.start()

    def prepare(self) -> None:
        """The servers, with an empty database; gateways and writers stand ready."""
        self.nats.start()
        self.postgres.make()
        self.environment = environment(self.folder) | {
            "DJANGO_SETTINGS_MODULE": "anju.config.settings", "ANJU_DATABASE_URL": self.postgres.url,
            "ANJU_STREAM": self.nats.url, "ANJU_STREAM_LANES": str(LANES), "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self.run("anju.config.cli", "migrate", "-v", "0")
        self.gateways = [Gateway(self.folder, self.environment) for _ in range(self.gateway_count)]
        self.writers = [Writer(self.folder, self.environment) for _ in range(self.writer_count)]

    def run(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def stored(self) -> list[bytes]:
        """All frames in the order in which they are read."""
        target = self.folder / "stored.json"
        self.run("tests.crash.stored", str(target))
        return [bytes.fromhex(frame) for frame in json.loads(target.read_text(encoding="utf-8"))]

    def settle(self) -> None:
        """Until everything that is in the streams is written, and every writer is there."""
        self.await_writers()
        ends = time.monotonic() + PATIENCE
        while (left := self.left()) > 0:
            assert time.monotonic() < ends, f"{left} messages are not written:\n{self.told()}"
            time.sleep(0.1)

    def await_writers(self) -> None:
        """Until every writer is there."""
        ends = time.monotonic() + PATIENCE
        while self.writers_there() < len(self.writers):
            assert time.monotonic() < ends, f"a writer does not come up:\n{self.told()}"
            time.sleep(0.1)

    def writers_there(self) -> int:
        """How many have told the database that they write."""
        with psycopg.connect(self.postgres.url) as line:
            row = line.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = 0",
                [lanes.CLASS],
            ).fetchone()
        assert row is not None
        return int(row[0])

    def left(self) -> int:
        """Messages in the streams that are not written."""
        with psycopg.connect(self.postgres.url) as line:
            rows = line.execute("SELECT name, at FROM telemetry_cursor WHERE name LIKE 'stream.%'").fetchall()
        written = {str(name).split(".")[1]: int(at) for name, at in rows}
        return sum(last - written.get(lane, 0) for lane, last in asyncio.run(self._ends()).items())

    async def _ends(self) -> dict[str, int]:
        client = await nats.connect(self.nats.url)
        streams = client.jetstream()
        try:
            return {lane: (await streams.stream_info(stream_of(lane))).state.last_seq for lane in lanes_of(LANES)}
        finally:
            await client.close()

    def told(self) -> str:
        """The ends of the logs."""
        return "\n".join(file.read_text(encoding="utf-8")[-2000:] for file in sorted(self.folder.glob("*.txt")))

    def bury(self) -> None:
        for one in (*self.gateways, *self.writers):
            one.bury()
        self.nats.end()
        self.postgres.remove()
