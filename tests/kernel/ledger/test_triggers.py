"""Nothing in a ledger table is changed, removed or replaced, by any statement."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_migrate

from anju.kernel.ledger import triggers
from anju.kernel.ledger.models import Entry
from tests.kernel.ledger.conftest import Write

pytestmark = pytest.mark.django_db

SQLITE = "sqlite"
CHANGED = {
    "ledger_entry": "verb = 'x'",
    "ledger_seal": "leaf_hash = 'x'",
    "ledger_tile": "digest = 'x'",
    "ledger_head": "root = 'x'",
}
TABLES = sorted(CHANGED)
FRESH = {
    "id": "id + 9999", "uid": "hex(randomblob(16))", "index": '"index" + 9999',
    "entry_id": "entry_id + 9999", "size": "size + 9999",
}  # fmt: skip
"""Values that clash with no row, for the keys that a replacing insert does not aim at."""


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def rows(sealed: Write) -> None:
    sealed(*(str(number) for number in range(256)))  # 256 leaves make a tile too


@pytest.mark.parametrize("table", TABLES)
def test_an_update_is_refused(table: str) -> None:
    refused(f"UPDATE {table} SET {CHANGED[table]}")


@pytest.mark.parametrize("table", TABLES)
def test_a_delete_is_refused(table: str) -> None:
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_an_insert_that_replaces_is_refused_by_every_unique_key(table: str) -> None:
    if connection.vendor != SQLITE:
        assert f"{table}_frozen" not in triggers.missing()  # ON CONFLICT DO UPDATE is an update there
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")
        columns = [column[0] for column in cursor.description]
    for key in triggers.GUARDED[table]:
        picked = ", ".join(f'"{name}"' if name in key else FRESH.get(name, f'"{name}"') for name in columns)
        refused(f"INSERT OR REPLACE INTO {table} SELECT {picked} FROM {table} LIMIT 1")


def test_an_upsert_is_refused() -> None:
    refused("INSERT INTO ledger_tile SELECT * FROM ledger_tile WHERE true ON CONFLICT (id) DO UPDATE SET digest = 'x'")


@pytest.mark.parametrize("table", TABLES)
def test_a_truncate_is_refused(table: str) -> None:
    if connection.vendor == SQLITE:
        refused(f"DELETE FROM {table}")  # SQLite's TRUNCATE is a DELETE without WHERE
    else:
        refused(f"TRUNCATE {table} CASCADE")


def test_the_orm_is_refused_too() -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry._all.all().delete()


def test_no_trigger_is_missing_after_migration() -> None:
    assert triggers.missing() == []


def test_a_dropped_trigger_is_named_and_made_again_after_the_next_migration() -> None:
    name = "ledger_entry_no_delete" if connection.vendor == SQLITE else "ledger_entry_frozen"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == SQLITE else " ON ledger_entry"))
    assert triggers.missing() == [name]
    config = apps.get_app_config("ledger")
    for _receiver in post_migrate.send(
        sender=config, app_config=config, using="default", verbosity=0, interactive=False, plan=[], apps=apps
    ):
        pass
    assert triggers.missing() == []
    refused("DELETE FROM ledger_entry")


def test_a_rebuilt_table_is_guarded_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE rebuilt AS SELECT * FROM ledger_tile")
        cursor.execute("DROP TABLE ledger_tile")
        cursor.execute("ALTER TABLE rebuilt RENAME TO ledger_tile")
    missing = triggers.missing()
    assert missing
    assert all(name.startswith("ledger_tile_") for name in missing)
    triggers.make()
    assert triggers.missing() == []
    refused("DELETE FROM ledger_tile")


def test_a_disabled_trigger_counts_as_missing_on_postgresql() -> None:
    if connection.vendor == SQLITE:
        return  # SQLite's triggers cannot be switched off
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER USER")
    assert triggers.missing() == ["ledger_seal_frozen", "ledger_seal_kept"]
