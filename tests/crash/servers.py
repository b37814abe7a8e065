"""Servers of our own, to be killed: NATS with its store in a folder, and a small PostgreSQL cluster."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crash.ports import port_of_its_own

ELSEWHERE = "/usr/sbin:/usr/local/bin:/usr/local/sbin"
PATIENCE = 60
SMALL = {"shared_buffers": "16MB", "max_connections": "40", "unix_socket_directories": ""}
"""Beside `fsync` and `synchronous_commit`, which are on as always."""


def nats_server() -> str:
    """The program. Skips where there is none."""
    found = shutil.which("nats-server") or shutil.which("nats-server", path=ELSEWHERE)
    if found is None:
        pytest.skip("no nats-server on this machine")
    return found


def postgres_bin() -> Path:
    """The folder of `initdb` and `postgres`. Skips where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    found = folders[-1] if folders else None
    if found is None and (other := shutil.which("initdb")):
        found = Path(other).resolve().parent
    if found is None or not (found / "postgres").exists():
        pytest.skip("no PostgreSQL programs on this machine")
    return found


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Server:
    """A process that listens on a port of its own and keeps what it has in a folder."""

    folder: Path
    port: int = field(default_factory=port_of_its_own)
    process: "subprocess.Popen[bytes] | None" = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def who(self) -> str | None:
        """Under which name it runs, where not under ours."""
        return None

    def is_up(self) -> bool:
        return _answers(self.port)

    def start(self) -> None:
        assert self.process is None
        with (self.folder / "log.txt").open("ab") as out:
            self.process = subprocess.Popen(
                self.command(), stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
                user=self.who(),
            )  # fmt: skip
        for _ in range(PATIENCE * 20):
            assert self.process.poll() is None, (self.folder / "log.txt").read_text(encoding="utf-8")[-2000:]
            if self.is_up():
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.command()[0]} did not come up")

    def end(self, number: int = signal.SIGKILL) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.process = None


class Nats(Server):
    """JetStream in a folder."""

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def syncs(self) -> bool:
        """Whether it can be told to answer after fsync only."""
        said = subprocess.run([nats_server(), "-v"], capture_output=True, text=True, check=True).stdout
        major, minor = re.findall(r"\d+", said)[:2]
        return (int(major), int(minor)) >= (2, 10)

    def command(self) -> list[str]:
        settings = self.folder / "nats.conf"
        sync = "sync_interval: always" if self.syncs else ""
        settings.write_text(f"jetstream {{\n  store_dir: {self.folder / 'store'}\n  {sync}\n}}\n", encoding="utf-8")
        return [nats_server(), "-a", "127.0.0.1", "-p", str(self.port), "-c", str(settings)]


class Postgres(Server):
    """A cluster that keeps its promises (fsync is on), with one database `anju`."""

    @property
    def url(self) -> str:
        return f"postgresql://anju@127.0.0.1:{self.port}/anju"

    def who(self) -> str | None:
        """PostgreSQL does not run as root."""
        return "nobody" if os.geteuid() == 0 else None

    def is_up(self) -> bool:
        ready = postgres_bin() / "pg_isready"
        return not subprocess.run(
            [ready, "-q", "-U", "anju", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode

    def make(self) -> None:
        """An empty cluster, running, with the database. Not in the test's folder, which only its owner may enter."""
        self.data = Path(tempfile.mkdtemp(prefix="anju-cluster-"))
        if who := self.who():
            shutil.chown(self.data, who)
        made = [
            postgres_bin() / "initdb",
            "-D",
            self.data,
            "-U",
            "anju",
            "-A",
            "trust",
            "-N",
            "--no-locale",
            "-E",
            "UTF8",
        ]
        subprocess.run(made, check=True, capture_output=True, user=who, cwd="/")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as out:
            out.writelines(f"{name} = '{value}'\n" for name, value in SMALL.items())
        self.start()
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "anju", "anju"]
        subprocess.run([postgres_bin() / "createdb", *words], check=True, capture_output=True)

    def command(self) -> list[str]:
        return [str(postgres_bin() / "postgres"), "-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.port)]

    def crash(self) -> None:
        """Gone at once without a checkpoint (its "immediate" end); the next start recovers from the log. Killed with
        SIGKILL its helpers would live on and keep the next start away.
        """
        self.end(signal.SIGQUIT)

    def remove(self) -> None:
        """Ended, and its files deleted."""
        self.crash()
        if hasattr(self, "data"):
            shutil.rmtree(self.data, ignore_errors=True)
