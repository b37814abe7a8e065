"""`anju gateway` on a database of its own, to be killed and started as often as wanted."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.conftest import ROOT, environment, free_port


class Mortal:
    """`anju gateway`, to be killed and started as often as wanted."""

    def __init__(self, folder: Path, way: str) -> None:
        self.folder, self.way, self.port = folder, way, free_port()
        self.environment = environment(folder) | {"DJANGO_SETTINGS_MODULE": "anju.config.settings"}
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def start(self) -> None:
        command = [sys.executable, "-m", "anju.config.cli", "gateway", "--host", "127.0.0.1"]
        command += ["--listen", f"{self.way}:{self.port}"]
        with (self.folder / "log.txt").open("ab") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=out, stderr=out)
        for _ in range(2400):  # as slow as the machine is today
            assert self.process.poll() is None, (self.folder / "log.txt").read_text(encoding="utf-8")[-2000:]
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError("the gateway did not come up")

    def end(self, number: int) -> int:
        assert self.process is not None
        os.kill(self.process.pid, number)
        return self.process.wait(60)

    def stored(self) -> Counter[bytes]:
        target = self.folder / "stored.json"
        self.run("tests.crash.stored", str(target))
        return Counter(bytes.fromhex(frame) for frame in json.loads(target.read_text(encoding="utf-8")))


@contextlib.contextmanager
def mortal(folder: Path, way: str) -> Iterator[Mortal]:
    """One that is not running yet, and is not any more at the end."""
    made = Mortal(folder, way)
    made.run("anju.config.cli", "migrate", "-v", "0")
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.kill()
            made.process.wait()
