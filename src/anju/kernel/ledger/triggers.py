"""Immutability in the database itself: a shell, a script or a migration cannot rewrite history by accident.

Both engines refuse UPDATE and DELETE; PostgreSQL also TRUNCATE. SQLite would let `INSERT OR REPLACE` delete silently,
because its implicit delete fires no trigger, so there an insert whose key exists is refused first. Made on
`post_migrate`; a migration that rebuilds one of these tables must call `make` itself. `missing` is what `verify` and a
guard test ask.
"""

from django.db import connections

GUARDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "ledger_entry": (("id",), ("uid",)),
    "ledger_seal": (("id",), ("entry_id",), ("district", "index")),
    "ledger_tile": (("id",), ("district", "level", "index")),
    "ledger_head": (("id",), ("district", "size")),
}
"""Table → its unique keys."""


def make(using: str = "default") -> None:
    """Create every missing trigger."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table, keys in GUARDED.items():
            if table not in tables:
                continue
            for statement in statements(table, keys):
                cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should stand and do not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(_names(connection.vendor)) - present)


def _names(vendor: str) -> list[str]:
    suffixes = ("frozen", "kept") if vendor == "postgresql" else ("no_update", "no_delete", "no_replace")
    names = [f"{table}_{suffix}" for table in GUARDED for suffix in suffixes]
    return [*names, "ledger_entry_tx"] if vendor == "postgresql" else names


def _sqlite(table: str, keys: tuple[tuple[str, ...], ...]) -> list[str]:
    # S608: table and column names are our own.
    clashes = (" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys)
    clash = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in clashes)  # one key, one index
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {clash} {refuse}",
    ]


def _postgresql(table: str, _keys: tuple[tuple[str, ...], ...]) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    ]
    if table == "ledger_entry":
        statements += [
            "CREATE OR REPLACE FUNCTION ledger_stamp() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.tx = pg_current_xact_id()::text::bigint; RETURN NEW; END $$",
            "CREATE OR REPLACE TRIGGER ledger_entry_tx BEFORE INSERT ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION ledger_stamp()",
        ]
    return statements
