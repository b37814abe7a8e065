"""Months of readings that lie in Parquet files, read by DuckDB (`anju[cold]`; docs/adr/0028).

A file is never changed once its row stands. What the table has of the same series and moment counts instead (`late`).
"""

import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from anju.telemetry.models import ColdMonth
from anju.telemetry.rules import EAST_US

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = tuple[int, int]
"""(moment, thousandths)."""
Sum = tuple[int, int, int, int]
"""Of a stretch of time: sum, how many, least, most."""
Late = Sequence[Value]
HOW: Final = "pip install 'anju[cold]'"


class NoReaderError(Exception):
    """The package that reads and writes the files is not installed; the message says which it is."""


def months(since: int = -(2**62), until: int = 2**62) -> list[ColdMonth]:
    """Cold months that a stretch of time touches, in order."""
    return list(ColdMonth._all.filter(begins__lt=until, ends__gt=since).order_by("begins"))


def file_of(month: str) -> Path:
    """Where its readings lie."""
    return Path(settings.ANJU_COLD_DIR) / f"{month}.parquet"


def reader() -> "DuckDBPyConnection":
    """A connection of the caller's own. Raises NoReaderError."""
    return _engine().cursor()


@cache
def _engine() -> "DuckDBPyConnection":
    """One for the process: opening it costs more than most reads."""
    try:
        import duckdb
    except ImportError as error:
        raise NoReaderError(f"DuckDB is not installed: {HOW}") from error
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 2, "memory_limit": "512MB", "temp_directory": tempfile.gettempdir(),
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
        },
    )  # fmt: skip


_RAW: Final = """
SELECT "at", milli FROM read_parquet($files)
WHERE series_id = $series AND "at" >= $since AND "at" < $until
  AND "at" NOT IN (SELECT unnest($late::BIGINT[])) ORDER BY "at" LIMIT $most
"""
_TOGETHER: Final = """
SELECT ("at" + $east) // $bucket, SUM(milli), COUNT(*), MIN(milli), MAX(milli) FROM read_parquet($files)
WHERE series_id = $series AND "at" >= $since AND "at" < $until
  AND "at" NOT IN (SELECT unnest($late::BIGINT[])) GROUP BY 1
"""
_LATEST: Final = 'SELECT series_id, MAX("at"), arg_max(milli, "at") FROM read_parquet($files) GROUP BY 1'


def raw(
    asked: Sequence[ColdMonth], series: int, since: int, until: int, late: Late, most: int
) -> tuple[list[Value], list[ColdMonth]]:
    """The first readings in order, without those that came late; and the months that cannot be read here."""
    given = _given(series, since, until, late) | {"most": most}
    found, unread = _read(asked, _RAW, given)
    return sorted((at, milli) for at, milli in found)[:most], unread


def together(
    asked: Sequence[ColdMonth], series: int, since: int, until: int, late: Late, bucket: int
) -> tuple[dict[int, Sum], list[ColdMonth]]:
    """By the number of the bucket, without those that came late; and the months that cannot be read here."""
    given = _given(series, since, until, late) | {"east": EAST_US, "bucket": bucket}
    found, unread = _read(asked, _TOGETHER, given)
    sums: dict[int, Sum] = {}
    for number, *summed in found:
        put(sums, number, summed)
    return sums, unread


def put(sums: dict[int, Sum], number: Any, summed: Sequence[Any]) -> None:
    """Add sum, how many, least and most to a bucket; engines tell sums in numbers of several kinds."""
    total, count, least, most = map(int, summed)
    was = sums.get(int(number), (0, 0, least, most))
    sums[int(number)] = (was[0] + total, was[1] + count, min(was[2], least), max(was[3], most))


def latest() -> tuple[dict[int, Value], list[ColdMonth]]:
    """The last reading of each series in all files; and the months that cannot be read here."""
    found, unread = _read(months(), _LATEST, {})
    last: dict[int, Value] = {}
    for series, at, milli in found:
        last[series] = max(last.get(series, (at, milli)), (at, milli))
    return last, unread


def _given(series: int, since: int, until: int, late: Late) -> dict[str, Any]:
    return {"series": series, "since": since, "until": until, "late": [at for at, _milli in late]}


def _read(
    asked: Sequence[ColdMonth], statement: str, given: dict[str, Any]
) -> tuple[list[Sequence[Any]], list[ColdMonth]]:
    """All files at once; where that fails, one by one, to know which cannot be read."""
    if not asked:
        return [], []
    try:
        own = reader()
    except NoReaderError:
        return [], list(asked)
    import duckdb

    def ask(some: Sequence[ColdMonth]) -> list[Sequence[Any]]:
        files = [str(file_of(one.month)) for one in some]
        return list(own.execute(statement, given | {"files": files}).fetchall())

    try:
        return ask(asked), []
    except duckdb.Error:
        return _one_by_one(asked, ask, duckdb.Error)
    finally:
        own.close()


def _one_by_one(
    asked: Sequence[ColdMonth], ask: Callable[[Sequence[ColdMonth]], list[Sequence[Any]]], failure: type[Exception]
) -> tuple[list[Sequence[Any]], list[ColdMonth]]:
    found: list[Sequence[Any]] = []
    unread: list[ColdMonth] = []
    for one in asked:
        try:
            found += ask([one])
        except failure:
            unread.append(one)
    return found, unread
