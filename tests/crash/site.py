"""The real web process on a small district, on the engine of the suite, to be killed and started as often as wanted."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.e2e.conftest import ROOT, await_health, environment, free_port


@dataclass
class Site:
    """`anju serve`, in a process group of its own."""

    folder: Path
    environment: dict[str, str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0

    def run(self, module: str, *words: str) -> None:
        """A program beside the site, with its settings."""
        subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        log = self.folder / "log.txt"
        command = [sys.executable, "-m", "anju.config.cli", "serve", "--port", str(self.port), "--workers", "1"]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        await_health(f"http://127.0.0.1:{self.port}", self.process, log)

    def kill(self) -> None:
        """SIGKILL to all of it at once, as when the machine loses power under it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process, self.deaths = None, self.deaths + 1

    def counted(self) -> dict[str, Any]:
        """What the site holds, read by a process of its own (`tests.crash.counted`)."""
        target = self.folder / "counted.json"
        self.run("tests.crash.counted", str(target))
        told: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return told


@contextmanager
def empty_site(folder: Path) -> Iterator[Site]:
    """A site with the cast alone; on PostgreSQL in a database of its own, dropped at the end."""
    own = environment(folder) | {"PYTHONUNBUFFERED": "1"}
    with _database(own):
        site = Site(folder, own, free_port())
        site.run("tests.e2e.build", str(folder / "pages.json"), "--people")
        try:
            yield site
        finally:
            site.kill()


@contextmanager
def _database(own: dict[str, str]) -> Iterator[None]:
    served = os.environ.get("ANJU_TEST_DATABASE_URL", "")
    if not served.startswith("postgres"):
        yield
        return
    import psycopg

    name, parts = f"anju_crash_{uuid.uuid4().hex[:12]}", urlsplit(served)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as keeper:
        keeper.execute(f'CREATE DATABASE "{name}"')
        own["ANJU_DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
        try:
            yield
        finally:
            keeper.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
