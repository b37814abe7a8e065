"""Building beside a database and taking its place: nobody ever sees half a demo, and no real ledger is emptied."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection

from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import is_demo

__all__ = ["RealDistrictError", "beside", "hurried", "standing"]


class RealDistrictError(RuntimeError):
    """There is a district here that is no demo."""


def standing() -> bool:
    """Whether a demo stands in the database. Raises RealDistrictError where a real district does."""
    if Place._meta.db_table not in connection.introspection.table_names():
        return False
    rows = Place.objects.system("is there a district already?").filter(kind=PlaceKind.DISTRICT)
    paths = list(rows.values_list("path", flat=True))
    if not all(is_demo(path) for path in paths):
        raise RealDistrictError("这个数据库里有正式的区，演示区不能建在这里。请换一个 ANJU_DATABASE_URL。")
    return bool(paths)


@contextmanager
def beside() -> Iterator[None]:
    """Inside, the default database is a new file beside the present one; it takes its place when all went well.

    For an SQLite file only. The outside heads of the demo that goes are kept under another name.
    """
    name = Path(str(connection.settings_dict["NAME"]))
    draft = name.with_name(name.name + ".building")
    heads = Path(settings.ANJU_HEADS_FILE)
    former = heads.with_name(heads.name + ".former")
    _drop(draft)
    _begin_as_it_is(draft)
    connection.close()
    if heads.exists():
        heads.replace(former)
    connection.settings_dict["NAME"] = str(draft)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for side in ("-wal", "-shm"):
            name.with_name(name.name + side).unlink(missing_ok=True)
        draft.replace(name)
    except BaseException:
        if former.exists():
            former.replace(heads)
        raise
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(name)
        _drop(draft)


def _begin_as_it_is(draft: Path) -> None:
    """Where the present database has its tables and nothing was ever entered: a copy, as migrating takes longer."""
    if Entry._meta.db_table not in connection.introspection.table_names() or Entry._all.exists():
        return
    copy = sqlite3.connect(draft)
    connection.connection.backup(copy)
    copy.close()


@contextmanager
def hurried() -> Iterator[None]:
    """Inside, a file that nobody else has yet is written without waiting for the disk and without its side indexes.

    Unique indexes and the ledger's triggers stand throughout; the others are made again at the end, and foreign keys
    are looked at once, at the end: a parent written after its children would otherwise search their tables each time.
    If the machine fails meanwhile the file is thrown away.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA threads=2")  # an index is sorted by both cores
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%'"
            " AND tbl_name IN ('ledger_entry', 'lists_hazard', 'lists_duty', 'lists_term', 'lists_submission',"
            " 'lists_lookback', 'texts_text')"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, statement in indexes:
            cursor.execute(statement)
        cursor.execute("PRAGMA foreign_key_check")
        if dangling := cursor.fetchmany(3):
            raise IntegrityError(f"rows that name what is not there: {dangling}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA synchronous=FULL")


def _drop(draft: Path) -> None:
    for side in ("", "-wal", "-shm", ".turn"):
        draft.with_name(draft.name + side).unlink(missing_ok=True)
