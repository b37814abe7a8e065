"""Seeds that the tests draw anew, and the ground and photos that months are told on."""

import os
import secrets
from pathlib import Path

import pytest

from anju.demo.plan import TINY, plan_district
from anju.demo.walkers.album import Album
from anju.demo.walkers.behaviours import OWN, Behaviours, load
from anju.demo.walkers.ground import Ground, grounds

SEED = os.environ.get("ANJU_TEST_SEED") or secrets.token_hex(4)
"""Drawn anew each time. A failure prints it; `ANJU_TEST_SEED=… pytest tests/demo/walkers` plays the same again."""


@pytest.fixture(scope="session")
def seed() -> str:
    print(f"ANJU_TEST_SEED={SEED}")
    return SEED


@pytest.fixture
def told_seed(seed: str) -> str:
    """The seed, printed beside each test that fails with it."""
    print(f"ANJU_TEST_SEED={seed}")
    return seed


@pytest.fixture(scope="session")
def behaviours() -> Behaviours:
    """Those of `ANJU_TEST_WALKERS`, somebody's own file, or the ones in the house."""
    return load(Path(os.environ.get("ANJU_TEST_WALKERS") or OWN))


@pytest.fixture(scope="session")
def ground(seed: str) -> list[Ground]:
    return grounds(plan_district(int.from_bytes(seed.encode()[:4], "big") % 1000, TINY))


@pytest.fixture(scope="session")
def album(seed: str) -> Album:
    return Album(seed, 120)
