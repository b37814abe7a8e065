"""Traps that only real transactions, migrations and restores show, on a copy of the database (DESIGN §4)."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from anju.kernel import actors
from anju.kernel.ledger import seals, triggers
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry, Seal
from anju.kernel.ledger.verify import verify
from tests.kernel.ledger.conftest import Forge, Write
from tests.kernel.ledger.test_commits import sealed

pytestmark = [pytest.mark.usefixtures("own_database"), pytest.mark.horizon]

FOREIGN = 9_000_000_000_000
"""A transaction id that no test cluster has reached."""


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker: DjangoDbBlocker, own_database: str) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def subjects() -> list[str]:
    ids = list(Seal._all.order_by("id").values_list("entry_id", flat=True))
    return [Entry._all.get(id=entry_id).subject_id for entry_id in ids]


def test_an_idle_foreign_transaction_shows_as_lag_and_costs_no_entry(write: Write) -> None:
    began, go = threading.Event(), threading.Event()

    def idle() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_xact_id()")
            began.set()
            go.wait(20)
        connections.close_all()

    if connection.vendor != "postgresql":
        write("1")  # a writer that idles holds the turn: nobody else can have written meanwhile
        assert seals.seal().entries == 1
        return
    other = threading.Thread(target=idle)
    other.start()
    assert began.wait(20)
    write("1")
    assert seals.seal().entries == 0
    assert seals.unsealed_count() == 1
    go.set()
    other.join(20)
    assert sealed(1) == 1
    assert seals.unsealed_count() == 0


def rebuild_by_migration() -> None:
    """Backward and forward: on SQLite both rebuild the table of entries."""
    for target in ("0001_initial", "0002_key_of_an_entry"):
        executor = MigrationExecutor(connection)
        executor.migrate([("ledger", target)])


def test_a_table_rebuilt_by_a_migration_is_guarded_at_once_and_keeps_its_entries(write: Write) -> None:
    write("1")
    write("2")
    assert sealed(2) == 2
    rebuild_by_migration()
    assert triggers.missing() == []
    assert list(Entry._all.order_by("id").values_list("subject_id", "key")) == [("1", ""), ("2", "")]
    assert list(verify()) == []
    write("3")
    assert sealed(1) == 1
    assert list(verify()) == []


def pretend_restored(forge: Forge) -> None:
    """What a restore into a younger cluster leaves: every entry sealed, with transaction ids not yet given out here.

    SQLite keeps no transaction ids.
    """
    seals.seal(everything=True)
    if connection.vendor == "postgresql":
        forge(f"UPDATE ledger_entry SET tx = {FOREIGN} + id")


def test_after_a_restore_into_a_younger_cluster_new_entries_are_sealed_after_the_old(
    write: Write, forge: Forge
) -> None:
    write("old 1")
    write("old 2")
    pretend_restored(forge)
    if connection.vendor == "postgresql":
        assert seals.is_foreign(FOREIGN)
    assert not seals.is_waiting()
    write("new 1")
    assert list(verify()) == []  # waiting, and nothing slipped in
    assert sealed(1) == 1
    write("new 2")
    assert sealed(1) == 1
    assert subjects() == ["old 1", "old 2", "new 1", "new 2"]
    assert list(verify()) == []


def test_when_the_young_cluster_comes_to_the_old_ids_no_entry_is_sealed_twice(write: Write, forge: Forge) -> None:
    write("old")
    seals.seal(everything=True)
    write("new")
    assert sealed(1) == 1
    forge(
        "UPDATE ledger_entry SET tx = 4 WHERE subject_id = 'old'",
        "UPDATE ledger_entry SET tx = 3 WHERE subject_id = 'new'",
    )
    assert seals.seal().entries == 0
    assert subjects() == ["old", "new"]


def test_a_district_is_whole_after_dump_and_restore_of_entries_that_waited(write: Write) -> None:
    write("1")
    with deed(by=actors.system("test")) as act:
        act.enter("thing.done", Ref("thing", "2"), path="/dd/")
    assert seals.seal(everything=True).entries == 2  # as `restore` does, whatever the horizon of this cluster
    assert list(verify()) == []
