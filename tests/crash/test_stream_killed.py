"""Gateways, writers, NATS and PostgreSQL die again and again while devices report: whatever was confirmed is stored,
and stored once. `ANJU_CRASH_ROUNDS` deaths, eight where it is not set; the seed is printed.
"""

import os
import random
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.scaled import Scaled
from tests.crash.senders import APART, AT_ONCE, Sender, finished

ROUNDS = int(os.environ.get("ANJU_CRASH_ROUNDS", "8"))
pytestmark = pytest.mark.timeout(600 + 10 * ROUNDS)
DEVICES, PAUSE = 6, 0.02
LIFE, DEAD = (0.2, 1.5), (0.0, 1.0)
"""Seconds from a start to the next death; seconds for which a server stays away."""


@pytest.fixture
def scaled(tmp_path: Path) -> Iterator[Scaled]:
    made = Scaled(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.bury()


def deaths_of(scaled: Scaled, chance: random.Random) -> dict[str, Callable[[], None]]:
    """Each lets one die, and come back."""

    def gateway() -> None:
        one = chance.choice(scaled.gateways)
        assert one.end() == -signal.SIGKILL, scaled.told()
        one.start()

    def writer() -> None:
        one = chance.choice(scaled.writers)
        assert one.end() == -signal.SIGKILL, scaled.told()
        time.sleep(chance.uniform(*DEAD))
        one.start()

    def nats() -> None:
        scaled.nats.end()
        time.sleep(chance.uniform(*DEAD))
        scaled.nats.start()

    def postgres() -> None:
        scaled.postgres.crash()
        time.sleep(chance.uniform(*DEAD))
        scaled.postgres.start()

    return {"gateway": gateway, "writer": writer, "nats": nats, "postgres": postgres}


def test_whoever_dies_what_was_confirmed_is_stored_once_and_in_order(scaled: Scaled) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    deaths = deaths_of(scaled, chance)
    senders = [
        Sender(number, scaled.gateways[number % len(scaled.gateways)], PAUSE) for number in range(1, DEVICES + 1)
    ]
    for sender in senders:
        sender.start()
    turns: list[str] = []
    for _ in range(ROUNDS):
        turns = turns or chance.sample(sorted(deaths), len(deaths))
        time.sleep(chance.uniform(*LIFE))
        deaths[turns.pop()]()
    finished(senders)
    for one in scaled.gateways:
        assert one.end(signal.SIGTERM) == 0, scaled.told()
    scaled.settle()
    for writer in scaled.writers:
        assert writer.end(signal.SIGTERM) == 0, scaled.told()
    check(scaled.stored(), senders)
    scaled.run("anju.config.cli", "telemetry", "once")


def check(frames: list[bytes], senders: list[Sender]) -> None:
    """Sent and confirmed against stored."""
    stored = Counter(frames)
    confirmed = set().union(*(sender.confirmed for sender in senders))
    lives = {frame: len(found) for sender in senders for frame, found in sender.sent.items()}
    print(f"{len(confirmed)} confirmed, {len(frames)} stored")
    assert len(confirmed) >= DEVICES * AT_ONCE * 2
    assert len(confirmed - set(stored)) == 0  # nothing lost
    assert set(stored) <= set(lives)  # nothing made up
    doubled = [frame for frame, times in stored.items() if times > lives[frame]]
    assert doubled == []  # once in each life of its gateway at most
    for sender in senders:
        seen = dict.fromkeys(
            frame for frame in frames if int.from_bytes(frame[12:18], "little") % APART == sender.number
        )
        turns = [sender.order[frame] for frame in seen]
        assert turns == sorted(turns)  # what a device says stays in order, however many write
