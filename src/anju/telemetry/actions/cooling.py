"""A month of readings goes from the table into a file, and only then from the table (docs/adr/0028).

Killed anywhere, nothing is lost and nothing counted twice: until the month has its row (`ColdMonth`) the table counts
alone, and a file without one is written anew; from then on the file counts, and only what it holds leaves the table.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError

from anju.kernel import clock
from anju.telemetry.actions import parts
from anju.telemetry.actions.projecting import CURSOR
from anju.telemetry.models import ColdMonth, Cursor, Reading
from anju.telemetry.queries import cold
from anju.telemetry.queries import parts as parted
from anju.telemetry.rules import FIRST_YEAR, Month, cold_before

AT_ONCE: Final = 2_000
"""Rows deleted in one transaction where there are no partitions: some 10 ms."""
CHUNK: Final = 10_000
TRIES: Final = 5
"""Of dropping a partition that somebody reads just then."""
ROW_GROUP: Final = 61_440
"""Rows that are read together: a series has some 45,000 a month where it tells one a minute."""
Told = Callable[[str], None]


class CoolingError(Exception):
    """A month stays in the table; the message says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Readings as lines `series TAB at TAB milli`: how many, and the SHA-256 of the lines."""

    rows: int
    digest: str


def due() -> list[Month]:
    """Months that are old enough, whole, and have readings in the table, the oldest first; those left half-way too.

    A cold month to which readings came late is not due again: they stay in the table.
    """
    if settings.ANJU_COLD_MONTHS < 1:
        return []
    end = cold_before(parts.this_month(), settings.ANJU_COLD_MONTHS)
    first = _oldest()
    cleared = set(ColdMonth._all.filter(cleared=True).values_list("month", flat=True))
    begun = {month for name in ColdMonth._all.filter(cleared=False).values_list("month", flat=True)
             if (month := Month.named(name)) is not None}  # fmt: skip
    found = set(begun)
    while first is not None and first < end:
        if str(first) not in cleared and _has(first):
            found.add(first)
        first = first.plus(1)
    return sorted(found)


def _oldest() -> Month | None:
    """By the first reading of each series, which the key finds at once; a strange moment is no month's."""
    since, table = Month(FIRST_YEAR, 1).begins, Reading._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MIN(first) FROM (SELECT (SELECT MIN(r.at) FROM {table} r"  # noqa: S608 - names are ours
            " WHERE r.series_id = s.id AND r.at >= %s) AS first FROM telemetry_series s) AS firsts",
            [since],
        )
        found = cursor.fetchone()[0]
    return None if found is None else Month.of(found)


def _has(month: Month) -> bool:
    table = Reading._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM telemetry_series s WHERE EXISTS"  # noqa: S608 - names are ours
            f" (SELECT 1 FROM {table} r WHERE r.series_id = s.id AND r.at >= %s AND r.at < %s) LIMIT 1",
            [month.begins, month.ends],
        )
        return cursor.fetchone() is not None


def count(month: Month) -> int:
    """Readings of a month that the table has."""
    return Reading._all.filter(at__gte=month.begins, at__lt=month.ends).count()


def cool(month: Month, told: Told = lambda _text: None) -> ColdMonth:
    """Move a month, or go on where an earlier move was cut off.

    Raises NoReaderError without DuckDB; CoolingError where the month changed meanwhile or is in use: come again.
    """
    cold.reader().close()
    import duckdb

    row = ColdMonth._all.filter(month=str(month)).first()
    try:
        if row is None:
            row = _file(month, told)
        if not row.cleared:
            _clear(row, told)
    except (duckdb.Error, OSError) as error:
        raise CoolingError(f"{month}: {str(error).splitlines()[0]}") from error
    return row


def _file(month: Month, told: Told) -> ColdMonth:
    """Write, read back, compare, and only then give the month its row."""
    run = _run()
    if parted.is_parted():
        parts.make(month)  # with what the default partition has of it
    final = cold.file_of(str(month))
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft, text, back = (final.with_name(final.name + end) for end in (".part", ".text.part", ".back.part"))
    try:
        said = _export(month, text)
        told(f"{month}: {said.rows} readings read")
        _write(text, draft)
        if _read_back(draft, back) != said:
            raise CoolingError(f"{month}: the file does not say what the table says; nothing was changed")
        told(f"{month}: {draft.stat().st_size} bytes written, read back and compared")
        _put_in_place(draft, final)
    finally:
        for one in (draft, text, back):
            one.unlink(missing_ok=True)
    values = {
        "month": str(month), "begins": month.begins, "ends": month.ends, "rows": said.rows, "digest": said.digest,
        "size": final.stat().st_size, "filed": clock.now_us(),
    }  # fmt: skip
    return _enter(month, said, run, values)


def _run() -> int:
    """Which working out the table holds. Raises CoolingError while it is not whole."""
    row = Cursor._all.filter(name=CURSOR).first()
    if row is not None and row.until is not None:
        raise CoolingError("frames are being worked out again; wait until that is done")
    return 0 if row is None else row.run


def _lines(month: Month) -> Iterator[bytes]:
    """The month's readings by series and moment, as the engine writes lines fastest."""
    table, order = Reading._meta.db_table, "ORDER BY series_id, at"
    where = f"WHERE at >= {month.begins} AND at < {month.ends}"
    with connection.cursor() as cursor:
        if parted.is_parted():
            with cursor.copy(f"COPY (SELECT series_id, at, milli FROM {table} {where} {order}) TO STDOUT") as copy:  # noqa: S608 - names are ours
                yield from map(bytes, copy)
            return
        cursor.execute(
            f"SELECT series_id || char(9) || at || char(9) || milli || char(10) FROM {table} {where} {order}"  # noqa: S608 - names are ours
        )
        while rows := cursor.fetchmany(CHUNK):
            yield "".join(map(itemgetter(0), rows)).encode()


def _summed(chunks: Iterator[bytes], file: Any = None) -> Text:
    digest, rows = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        rows += chunk.count(b"\n")
        if file is not None:
            file.write(chunk)
    return Text(rows, digest.hexdigest())


def _export(month: Month, text: Path) -> Text:
    with text.open("wb") as file:
        return _summed(_lines(month), file)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _write(text: Path, draft: Path) -> None:
    columns = "{'series_id': 'BIGINT', 'at': 'BIGINT', 'milli': 'BIGINT'}"
    own = cold.reader()
    try:
        own.execute(
            f"COPY (SELECT * FROM read_csv({_quoted(text)}, delim = '\t', header = false, auto_detect = false,"  # noqa: S608 - a path of ours
            f" quote = '', escape = '', columns = {columns})) TO {_quoted(draft)}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
    finally:
        own.close()


def _read_back(parquet: Path, back: Path) -> Text:
    """What a file says, as the same lines."""
    own = cold.reader()
    try:
        own.execute(
            f'COPY (SELECT series_id, "at", milli FROM read_parquet({_quoted(parquet)})) TO {_quoted(back)}'  # noqa: S608 - a path of ours
            " (FORMAT csv, DELIMITER '\t', HEADER false)"
        )
    finally:
        own.close()
    with back.open("rb") as file:
        return _summed(iter(lambda: file.read(1 << 20), b""))


def _put_in_place(draft: Path, final: Path) -> None:
    """Durable under its name before anything leaves the table."""
    for path, rename in ((draft, True), (final.parent, False)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if rename:
            draft.rename(final)


def _enter(month: Month, said: Text, run: int, values: dict[str, Any]) -> ColdMonth:
    if not parted.is_parted():
        with transaction.atomic():  # readings only come meanwhile, unless everything is worked out again
            if _run() != run:
                raise CoolingError(f"{month}: frames were worked out again meanwhile")
            return ColdMonth._all.create(**values)
    for left in range(TRIES, 0, -1):
        try:
            with transaction.atomic():
                return _enter_and_drop(month, said, run, values)
        except OperationalError as error:
            if left == 1:
                raise CoolingError(f"{month}: its partition is in use") from error
    raise AssertionError


def _enter_and_drop(month: Month, said: Text, run: int, values: dict[str, Any]) -> ColdMonth:
    """While nobody writes to the partition: it still says what the file says, so it goes with the month's row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '800ms'")
        cursor.execute(f"LOCK TABLE {parted.name_of(month)} IN SHARE MODE")
    if _run() != run or _summed(_lines(month)) != said:
        raise CoolingError(f"{month}: readings came or went meanwhile")
    row = ColdMonth._all.create(**values, cleared=True)
    parts.drop(month)
    return row


def _clear(row: ColdMonth, told: Told) -> None:
    """Where there are no partitions: what the file holds leaves the table, piece by piece; what came late stays."""
    own = cold.reader()
    try:
        asked = own.execute(
            'SELECT series_id, "at", milli FROM read_parquet($files)', {"files": [str(cold.file_of(row.month))]}
        )
        done = 0
        while rows := asked.fetchmany(AT_ONCE):
            _let_go(rows)
            done += len(rows)
            if done % (500 * AT_ONCE) < AT_ONCE:
                told(f"{row.month}: {done} of {row.rows} gone from the table")
    finally:
        own.close()
    if done != row.rows:
        raise CoolingError(f"{row.month}: the file has {done} readings, not {row.rows}; the table keeps the rest")
    ColdMonth._all.filter(pk=row.pk).update(cleared=True)
    row.cleared = True


def _let_go(rows: list[Any]) -> None:
    table = Reading._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table} WHERE series_id = %s AND at = %s AND milli = %s",  # noqa: S608 - names are ours
            rows,
        )


def check(row: ColdMonth) -> str:
    """What is wrong with a month's file; empty: nothing. Reads all of it. Raises NoReaderError."""
    file = cold.file_of(row.month)
    cold.reader().close()
    import duckdb

    if not file.exists():
        return f"{file} is missing"
    back = file.with_name(file.name + ".check.part")
    try:
        said = _read_back(file, back)
    except duckdb.Error as error:
        return f"{file} cannot be read: {str(error).splitlines()[0]}"
    finally:
        back.unlink(missing_ok=True)
    if said != Text(row.rows, row.digest):
        return f"{file} does not say what was filed: {said.rows} readings, not {row.rows}"
    return ""


def drop_before(before: int) -> None:
    """Files of months that ended before a moment go, the row first: a file without a row is never read."""
    for row in ColdMonth._all.filter(ends__lte=before):
        row.delete()
    for file in Path(settings.ANJU_COLD_DIR).glob("*.parquet"):
        month = Month.named(file.stem)
        if month is not None and month.ends <= before:
            file.unlink(missing_ok=True)
