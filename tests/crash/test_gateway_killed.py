"""The gateway is killed again and again while devices report: what it confirmed is stored. What is stored twice was
sent twice, with a death in between, and is told apart by its bytes. The seed is printed.
"""

import contextlib
import random
import secrets
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from anju.gateway.protocols.gbt26875 import Splitter
from tests.crash.mortal import Mortal, mortal
from tests.gateway.devices import CONFIRM, report

pytestmark = pytest.mark.timeout(600)
DEVICES, DEATHS, AT_ONCE = 6, 6, 20
LIFE = (0.3, 1.5)
"""Seconds from a start to the next death."""


class Sender(threading.Thread):
    """A device that sends a few frames, waits for all their confirmations, and sends again what was not confirmed."""

    def __init__(self, number: int, port: int) -> None:
        super().__init__(daemon=True)
        self.number, self.port = number, port
        self.confirmed: set[bytes] = set()
        self.sent: Counter[bytes] = Counter()
        self.ended = threading.Event()

    def run(self) -> None:
        serial, waiting = 0, list[bytes]()
        while not self.ended.is_set() or waiting:
            if not waiting:
                waiting = [report(serial + step, self.number, fire=step == 0) for step in range(AT_ONCE)]
                serial += AT_ONCE
            with contextlib.suppress(OSError):
                waiting = self.told(waiting)
            if waiting:
                time.sleep(0.05)

    def told(self, frames: list[bytes]) -> list[bytes]:
        """Send frames and hear confirmations; what was not confirmed in time is returned."""
        left, splitter = {int.from_bytes(frame[2:4], "little"): frame for frame in frames}, Splitter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(b"".join(frames))
            self.sent.update(frames)
            while left and (data := line.recv(65536)):
                for answer in splitter.feed(data):
                    if answer.command == CONFIRM and answer.serial in left:
                        self.confirmed.add(left.pop(answer.serial))
        return list(left.values())


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Mortal]:
    with mortal(tmp_path, "tcp") as made:
        yield made


def test_what_was_confirmed_outlives_every_death(gateway: Mortal) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    gateway.start()
    senders = [Sender(number, gateway.port) for number in range(1, DEVICES + 1)]
    for sender in senders:
        sender.start()
    for _ in range(DEATHS):
        time.sleep(chance.uniform(*LIFE))
        assert gateway.end(signal.SIGKILL) == -signal.SIGKILL
        gateway.start()
    for sender in senders:
        sender.ended.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    assert gateway.end(signal.SIGTERM) == 0
    stored = gateway.stored()
    confirmed = set().union(*(sender.confirmed for sender in senders))
    sent = sum((sender.sent for sender in senders), Counter[bytes]())
    assert len(confirmed) >= DEVICES * AT_ONCE * 2
    assert sorted(confirmed - set(stored)) == []  # nothing lost
    assert set(stored) <= set(sent)  # nothing made up
    assert all(stored[frame] <= sent[frame] for frame in stored)
    twice = [frame for frame, times in stored.items() if times > 1]
    assert len(twice) <= DEATHS * DEVICES * AT_ONCE  # at most what was on its way when a death came


def test_a_clean_end_loses_and_doubles_nothing(gateway: Mortal) -> None:
    gateway.start()
    senders = [Sender(number, gateway.port) for number in range(1, DEVICES + 1)]
    for sender in senders:
        sender.start()
    time.sleep(1)
    assert gateway.end(signal.SIGTERM) == 0
    gateway.start()
    time.sleep(0.5)
    for sender in senders:
        sender.ended.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    assert gateway.end(signal.SIGTERM) == 0
    stored = gateway.stored()
    confirmed = set().union(*(sender.confirmed for sender in senders))
    assert sorted(confirmed - set(stored)) == []
    assert max(stored.values()) == 1
