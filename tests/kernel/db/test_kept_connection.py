"""A thread of pages keeps its connection from request to request, but never to a file that was replaced."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anju.config.env import database
from anju.kernel.db.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


def _open(file: Path) -> DatabaseWrapper:
    settings: dict[str, Any] = {
        "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": False, "OPTIONS": {}, "TIME_ZONE": None,
        "TEST": {}, **database(f"sqlite://{file}"),
    }  # fmt: skip
    return DatabaseWrapper(settings, "kept")


def _said(wrapper: DatabaseWrapper) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT said FROM note")
        return str(cursor.fetchone()[0])


def _make(file: Path, words: str) -> None:
    wrapper = _open(file)
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE note (said text)")
        cursor.execute("INSERT INTO note VALUES (%s)", [words])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    wrapper.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Path, DatabaseWrapper]]:
    _make(tmp_path / "one.db", "former")
    wrapper = _open(tmp_path / "one.db")
    assert _said(wrapper) == "former"
    yield tmp_path, wrapper
    wrapper.close()


def test_the_connection_stays_between_requests(kept: tuple[Path, DatabaseWrapper]) -> None:
    _folder, wrapper = kept
    before = wrapper.connection
    wrapper.close_if_unusable_or_obsolete()
    assert before is not None
    assert wrapper.connection is before


def test_a_database_that_took_its_place_is_read_and_its_journal_left_alone(
    kept: tuple[Path, DatabaseWrapper],
) -> None:
    folder, wrapper = kept
    _make(folder / "two.db", "new")
    for side in ("-wal", "-shm"):
        (folder / f"one.db{side}").unlink(missing_ok=True)
    (folder / "two.db").replace(folder / "one.db")
    other = _open(folder / "one.db")
    with other.cursor() as cursor:
        cursor.execute("UPDATE note SET said = 'newer'")  # lies in the new file's journal
    wrapper.close_if_unusable_or_obsolete()
    assert _said(wrapper) == "newer"
    assert _said(other) == "newer"
    other.close()


def test_one_that_opens_waits_for_long_for_a_file_that_was_never_written_in_this_way(tmp_path: Path) -> None:
    """Six seconds: longer than Python's own patience, which holds until the settings of a connection are made."""
    with closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None, check_same_thread=False)) as holder:
        holder.execute("CREATE TABLE note (said text)")
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("INSERT INTO note VALUES ('held')")
        release = threading.Timer(6, holder.execute, ["COMMIT"])
        release.start()
        wrapper = _open(tmp_path / "one.db")
        assert _said(wrapper) == "held"
        release.join()
        wrapper.close()
