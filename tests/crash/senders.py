"""Devices that count: what they sent in which life of their gateway, and what was confirmed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

from anju.gateway.protocols.gbt26875 import Splitter
from tests.crash.ports import port_of_its_own
from tests.e2e.conftest import ROOT
from tests.gateway.devices import CONFIRM, report

AT_ONCE = 20
APART = 1_000
"""A device that has used up its serial numbers goes on under an address so much higher."""


class Gateway:
    """`anju gateway`, to be killed and started as often as wanted."""

    def __init__(self, folder: Path, environment: dict[str, str], way: str = "tcp") -> None:
        self.folder, self.way, self.port = folder, way, port_of_its_own()
        self.environment = environment | {"PYTHONFAULTHANDLER": "1"}
        self.process: subprocess.Popen[bytes] | None = None
        self.life = 0

    def start(self) -> None:
        self.life += 1
        command = [sys.executable, "-m", "anju.config.cli", "gateway", "--host", "127.0.0.1"]
        log = self.folder / f"gateway-{self.port}.txt"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*command, "--listen", f"{self.way}:{self.port}"],
                cwd=ROOT, env=self.environment, stdout=out, stderr=out,
            )  # fmt: skip
        for _ in range(6000):
            assert self.process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        self.process.send_signal(signal.SIGABRT)  # tells where it stands
        self.process.wait()
        raise AssertionError(f"the gateway did not come up:\n{log.read_text(encoding='utf-8')[-4000:]}")

    def end(self, number: int = signal.SIGKILL) -> int:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)
        return self.process.wait(60)

    def bury(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Sender(threading.Thread):
    """A device that sends a few frames, waits for all their confirmations, and sends again what was not confirmed."""

    def __init__(self, number: int, gateway: Gateway, pause: float = 0) -> None:
        super().__init__(daemon=True)
        self.number, self.gateway, self.pause = number, gateway, pause
        self.confirmed: set[bytes] = set()
        self.sent: defaultdict[bytes, set[int]] = defaultdict(set)
        """Frame → lives of the gateway it was sent to."""
        self.order: dict[bytes, int] = {}
        """Frame → in which turn: a turn begins when the one before is confirmed."""
        self.turn = 0
        self.ended = threading.Event()

    def run(self) -> None:
        serial, waiting = 0, list[bytes]()
        while not self.ended.is_set() or waiting:
            if not waiting:
                time.sleep(self.pause)
                self.turn += 1
                waiting = [self.frame(serial + step, fire=step == 0) for step in range(AT_ONCE)]
                self.order |= dict.fromkeys(waiting, self.turn)
                serial += AT_ONCE
            with contextlib.suppress(OSError):
                waiting = self.told(waiting)
            if waiting:
                time.sleep(0.05)

    def frame(self, serial: int, *, fire: bool) -> bytes:
        return report(serial, self.number + APART * (serial >> 16), fire=fire)

    def told(self, frames: list[bytes]) -> list[bytes]:
        """Send frames and hear confirmations; what was not confirmed in time is returned."""
        left, splitter = {int.from_bytes(frame[2:4], "little"): frame for frame in frames}, Splitter()
        before = self.gateway.life
        with socket.create_connection(("127.0.0.1", self.gateway.port), timeout=5) as line:
            for frame in frames:
                self.sent[frame] |= {before, self.gateway.life}
            line.sendall(b"".join(frames))
            while left and (data := line.recv(65536)):
                for answer in splitter.feed(data):
                    if answer.command == CONFIRM and answer.serial in left:
                        self.confirmed.add(left.pop(answer.serial))
        return list(left.values())


def finished(senders: list[Sender]) -> None:
    """Until every device has its last frames confirmed."""
    for sender in senders:
        sender.ended.set()
    for sender in senders:
        sender.join(120)
        assert not sender.is_alive(), f"device {sender.number} waits for a confirmation that does not come"
