"""One tiny demo, built once for the tests that only look at it, and taken back afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from anju.demo.build import build
from anju.kernel.ledger import seals
from tests.kernel.ledger.conftest import own_database

__all__ = ["own_database", "tiny"]

SAID: list[str] = []


@pytest.fixture(scope="module")
def tiny(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder in which the heads and files of a freshly built demo lie."""
    folder = tmp_path_factory.mktemp("demo")
    patch = pytest.MonkeyPatch()
    patch.setattr(seals, "_horizon", lambda: 2**62)  # on PostgreSQL the fixture's own transaction never ends
    with (
        django_db_blocker.unblock(),
        override_settings(ANJU_HEADS_FILE=folder / "heads.jsonl", ANJU_FILES_DIR=folder / "files"),
        transaction.atomic(),
    ):
        SAID.clear()
        build("tiny", seed=3, password="plum-blossom-2026", say=SAID.append)
        yield folder
        transaction.set_rollback(True)
    patch.undo()
