"""The gateway is killed again and again while devices report: what it confirmed is stored. What is stored twice was
sent twice, with a death in between, and is told apart by its bytes. The seed is printed.
"""

import random
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.mortal import Mortal, mortal
from tests.crash.senders import AT_ONCE, Sender, finished

pytestmark = pytest.mark.timeout(600)
DEVICES, DEATHS = 6, 6
LIFE = (0.3, 1.5)
"""Seconds from a start to the next death."""


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Mortal]:
    with mortal(tmp_path, "tcp") as made:
        yield made


def test_what_was_confirmed_outlives_every_death(gateway: Mortal) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    gateway.start()
    senders = [Sender(number, gateway) for number in range(1, DEVICES + 1)]
    for sender in senders:
        sender.start()
    for _ in range(DEATHS):
        time.sleep(chance.uniform(*LIFE))
        assert gateway.end(signal.SIGKILL) == -signal.SIGKILL
        gateway.start()
    finished(senders)
    assert gateway.end(signal.SIGTERM) == 0
    stored = gateway.stored()
    confirmed = set().union(*(sender.confirmed for sender in senders))
    lives = {frame: len(found) for sender in senders for frame, found in sender.sent.items()}
    assert len(confirmed) >= DEVICES * AT_ONCE * 2
    assert sorted(confirmed - set(stored)) == []  # nothing lost
    assert set(stored) <= set(lives)  # nothing made up
    assert [frame for frame, times in stored.items() if times > lives[frame]] == []  # once in each life at most


def test_a_clean_end_loses_and_doubles_nothing(gateway: Mortal) -> None:
    gateway.start()
    senders = [Sender(number, gateway) for number in range(1, DEVICES + 1)]
    for sender in senders:
        sender.start()
    time.sleep(1)
    assert gateway.end(signal.SIGTERM) == 0
    gateway.start()
    time.sleep(0.5)
    finished(senders)
    assert gateway.end(signal.SIGTERM) == 0
    stored = gateway.stored()
    confirmed = set().union(*(sender.confirmed for sender in senders))
    assert sorted(confirmed - set(stored)) == []
    assert max(stored.values()) == 1
