"""A short way to write entries, a way to forge rows, and a database of one's own for what must commit."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from anju.kernel import actors, ids
from anju.kernel.ledger import seals, triggers
from anju.kernel.ledger.deeds import Ref, deed

Write = Callable[..., None]
Forge = Callable[..., None]


@pytest.fixture
def write() -> Write:
    """Entries about things named by the arguments, in one deed."""

    def write(*subjects: str, path: str = "/cc/", verb: str = "thing.done") -> None:
        with deed(by=actors.system("test")) as act:
            for subject in subjects:
                act.enter(verb, Ref("thing", subject), path=path)

    return write


@pytest.fixture
def sealed(write: Write) -> Write:
    """Write and seal, on PostgreSQL also inside the test's own transaction."""

    def sealed(*subjects: str, path: str = "/cc/") -> None:
        write(*subjects, path=path)
        seals.seal(everything=True)

    return sealed


@pytest.fixture
def forge() -> Forge:
    """Run statements as somebody who may do anything to the database, triggers included."""

    def forge(*statements: str) -> None:
        with connection.cursor() as cursor:
            for table in triggers.GUARDED:
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                else:
                    for suffix in ("no_update", "no_delete", "no_replace"):
                        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{suffix}")
            for statement in statements:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                for table in triggers.GUARDED:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        triggers.make()

    return forge


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, settings: LazySettings
) -> Iterator[str]:
    """A copy of the migrated database in which tests may commit; no ledger is ever emptied. Yields its name."""
    configured = connections.settings["default"]
    name, former = configured["NAME"], connections["default"]
    with django_db_blocker.unblock():
        copy = _copy_postgresql(str(name)) if former.vendor == "postgresql" else _copy_sqlite(tmp_path)
        configured["NAME"] = copy
        connections["default"] = connections.create_connection("default")
        try:
            yield copy
        finally:
            connections["default"].close()
            configured["NAME"] = name
            connections["default"] = former
            if former.vendor == "postgresql":
                _administer(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copy_sqlite(folder: Path) -> str:
    connection.ensure_connection()
    target = sqlite3.connect(folder / "copy.sqlite3")
    connection.connection.backup(target)
    target.close()
    return str(folder / "copy.sqlite3")


def _copy_postgresql(name: str) -> str:
    copy = f"{name}_{ids.uuid7().hex[-8:]}"
    connection.close()
    # A thread of an earlier test may still hold the template open; nothing can be copied from it then.
    _administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    _administer(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    return copy


def _administer(statement: str) -> None:
    import psycopg

    known = connections.settings["default"]
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"] or 5432, user=known["USER"], password=known["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    ) as admin:  # fmt: skip
        admin.execute(statement)
