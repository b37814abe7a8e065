"""Readings hot and cold: bytes a million, and a year's chart, from the table and from Parquet files, in one run.

    python bench/cold.py [--series 40] [--minutes 15] [--months 13] [--turns 15] [--database postgresql://…]

Random walks, as a pressure sensor tells them: a value every so many minutes, each series at its own second. The
charts of every series by day over 400 days are read before the months go cold and afterwards, and must be the same.
All times are by the clock; the load of the machine is printed with them.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

NOW = datetime(2026, 12, 15, 4, tzinfo=UTC)


def rows(options: argparse.Namespace, pks: list[int], month: Any) -> Iterator[list[tuple[int, int, int]]]:
    """A month's readings of each series."""
    chance = random.Random(f"{month}")
    for pk in pks:
        milli, offset, found = chance.randint(200_000, 400_000), chance.randint(0, 59_999_999), []
        for at in range(month.begins + offset, month.ends, options.minutes * 60_000_000):
            milli += chance.randint(-20, 20) * 10
            found.append((pk, at, milli))
        yield found


def table_bytes() -> int:
    """What the table takes, its key included."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT SUM(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                " WHERE inhparent = 'telemetry_reading'::regclass"
            )
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA freelist_count")
        free = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return int((pages - free) * cursor.fetchone()[0])


def charts(pks: list[int], turns: int) -> tuple[list[Any], list[float]]:
    """Every series' chart of 400 days by day, and how long some of them took (ms)."""
    from anju.kernel import clock
    from anju.telemetry.queries import history

    until, told, spent = clock.to_us(NOW), [], []
    since = clock.to_us(NOW - timedelta(days=400))
    for turn, pk in enumerate(pks * (1 + turns // len(pks))):
        begin = time.perf_counter()
        course = history.readings(pk, since=since, until=until, span=history.Span.DAILY)
        spent.append((time.perf_counter() - begin) * 1000)
        if turn < len(pks):
            told.append(course)
    return told, spent


def measure(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.db import transaction

    from anju.telemetry.actions import cooling
    from anju.telemetry.actions.storing import store_readings
    from anju.telemetry.models import Device, Point, Reading, Series
    from anju.telemetry.queries import cold
    from anju.telemetry.rules import Month

    settings.ANJU_COLD_MONTHS = 1
    point = Point._all.create(device=Device._all.create(scheme="plain", key="1", registered_at=NOW), key="")
    pks = [Series._all.create(point=point, quantity=f"q{number}").pk for number in range(options.series)]
    empty, last = table_bytes(), Month(NOW.year, NOW.month)
    begin = time.perf_counter()
    for back in range(options.months, 0, -1):
        for some in rows(options, pks, last.plus(-back)):
            with transaction.atomic():
                store_readings(some)
    count, hot = Reading._all.count(), table_bytes() - empty
    print(f"{count:,} readings stored in {time.perf_counter() - begin:.1f} s; load {os.getloadavg()[0]:.1f}")
    print(f"hot   {hot / count:6.1f} bytes a reading, so many MB a million")
    before, spent = charts(pks, options.turns)
    print(f"hot   chart of 400 days: median {median(spent):.1f} ms, most {max(spent):.1f} ms")
    begin = time.perf_counter()
    for month in cooling.due():
        cooling.cool(month)
    filed = sum(row.rows for row in cold.months())
    size = sum(row.size for row in cold.months())
    spent_s = time.perf_counter() - begin
    print(
        f"moved {filed:,} readings in {spent_s:.1f} s, {filed / spent_s:,.0f} a second; left {Reading._all.count():,}"
    )
    print(f"cold  {size / filed:6.1f} bytes a reading, so many MB a million")
    after, spent = charts(pks, options.turns)
    first, *rest = spent
    print(f"cold  chart of 400 days: first {first:.1f} ms, median {median(rest):.1f} ms, most {max(rest):.1f} ms")
    assert after == before, "charts differ"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=40)
    parser.add_argument("--minutes", type=int, default=15)
    parser.add_argument("--months", type=int, default=13)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--database", help="an empty database; else a new SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANJU_DATA_DIR"] = folder
        os.environ["ANJU_DATABASE_URL"] = options.database or f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "anju.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        from anju.kernel import clock

        call_command("migrate", verbosity=0)
        with clock.simulated(NOW):
            measure(options)


if __name__ == "__main__":
    main()
