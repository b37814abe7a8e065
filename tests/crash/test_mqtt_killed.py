"""The gateway is killed again and again while devices publish by MQTT: what had a PUBACK is stored.

The seed is printed.
"""

import contextlib
import random
import secrets
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from anju.gateway.adapters import carried
from anju.gateway.adapters.tokens import compose
from anju.gateway.protocols import mqtt
from tests.crash.accounts import HALF
from tests.crash.mortal import mortal

pytestmark = pytest.mark.timeout(900)
DEVICES, DEATHS, AT_ONCE = 4, 5, 20
LIFE = (0.3, 1.5)
"""Seconds from a start to the next death."""
TOPIC = "v1/devices/me/telemetry"


class Sender(threading.Thread):
    """A device that publishes a few messages, waits for all their PUBACKs, and publishes again what had none."""

    def __init__(self, number: int, port: int) -> None:
        super().__init__(daemon=True)
        self.number, self.port = number, port
        self.acknowledged: set[bytes] = set()
        self.sent: Counter[bytes] = Counter()
        self.ended = threading.Event()

    def run(self) -> None:
        step, waiting = 0, list[bytes]()
        while not self.ended.is_set() or waiting:
            if not waiting:
                waiting = [b'{"n": %d, "of": %d}' % (step + more, self.number) for more in range(AT_ONCE)]
                step += AT_ONCE
            again = bool(self.sent[waiting[0]])
            with contextlib.suppress(OSError):
                self.told(waiting, again)
            waiting = [body for body in waiting if body not in self.acknowledged]
            if waiting:
                time.sleep(0.05)

    def told(self, bodies: list[bytes], again: bool) -> None:
        """Publish and hear what is acknowledged, on a line of its own, until all are or the line ends."""
        reader, numbered = mqtt.Reader(100_000, mqtt.V4), dict(enumerate(bodies, 1))
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            user = compose("00000001", HALF)
            line.sendall(mqtt.encode(mqtt.Connect(f"of-{self.number}", user=user), mqtt.V4))
            each = (mqtt.Publish(TOPIC, body, 1, number, dup=again) for number, body in numbered.items())
            line.sendall(b"".join(mqtt.encode(one, mqtt.V4) for one in each))
            self.sent.update(bodies)
            while numbered and (data := line.recv(65536)):
                reader.feed(data)
                while (packet := reader.next()) is not None:
                    if isinstance(packet, mqtt.Puback):
                        self.acknowledged.add(numbered.pop(packet.id))


def test_what_had_a_puback_outlives_every_death(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with mortal(tmp_path, "mqtt") as gateway:
        gateway.run("tests.crash.accounts", "pump", "thingsboard", "00000001")
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
        stored = Counter(carried.read(message).body for message in gateway.stored().elements())
    acknowledged = set().union(*(sender.acknowledged for sender in senders))
    sent = sum((sender.sent for sender in senders), Counter[bytes]())
    assert len(acknowledged) >= DEVICES * AT_ONCE * 2
    assert sorted(acknowledged - set(stored)) == []  # nothing lost
    assert all(stored[body] <= sent[body] for body in stored)  # nothing made up
