"""Readings worked out of stored frames, beside the plain way, in one run.

    python bench/readings.py [--readings 200000] [--objects 63] [--devices 200] [--database postgresql://…] [--ways]

Batches as the gateway stores them (GB/T 26875.3, type 3), read by `telemetry` into devices, points, series and
readings; beside it the same frames decoded into objects and written by the ORM: `bulk_create` of readings with
conflicts ignored, the ids of series at hand. Both begin with an empty table and known series, and take turns, twice.
By processor seconds of this process (the work of PostgreSQL's own is left out) and by the clock. Aim: 100,000 a second
on one core with SQLite. Afterwards both must have stored every reading once.

With `--ways`, on PostgreSQL only the last step: pieces of 8,000 readings by COPY into a temporary table and INSERT …
SELECT, by arrays (`unnest`) and by executemany, in turns, all ON CONFLICT DO NOTHING; by the clock, for here the
server's share counts.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

T0 = datetime(2026, 11, 30, tzinfo=UTC)
FRAMES_A_BATCH = 200
TURNS = 2


def batches(options: argparse.Namespace) -> Iterator[tuple[int, list[bytes]]]:
    """(when it was closed, its frames)."""
    from anju.gateway.protocols.gbt26875 import TimeLabel, adu, build
    from anju.gateway.protocols.gbt26875 import objects as o
    from anju.kernel import clock

    chance, frames, number = random.Random(26875), list[bytes](), 0
    for number in range(-(-options.readings // options.objects)):
        at = T0 + timedelta(seconds=number // options.devices * 10)
        label = TimeLabel.of(at)
        each = [
            o.ComponentAnalog(11, 0, 91, place << 16 | 1, 5, chance.randint(0, 9000), label)
            for place in range(options.objects)
        ]
        source = (number % options.devices + 1).to_bytes(6, "little")
        unit = adu.encode(3, each)
        frames.append(build(2, unit, serial=number & 0xFFFF, source=source, destination=b"centre", time=label).raw)
        if len(frames) == FRAMES_A_BATCH:
            yield clock.to_us(at) + 1_000_000, frames
            frames = []
    if frames:
        yield clock.to_us(at) + 1_000_000, frames


def ours() -> None:
    """As `anju telemetry watch` does it."""
    from anju.telemetry.actions.projecting import Projector

    Projector().run()


def plain() -> None:
    """Objects, then the ORM."""
    from django.db import transaction

    from anju.gateway.protocols.gbt26875 import Frame, adu
    from anju.kernel import clock
    from anju.telemetry.models import FrameBatch, Reading, Series

    ids = {(device, key): pk for pk, device, key in Series._all.values_list("pk", "point__device__key", "point__key")}
    for batch in FrameBatch._all.order_by("pk").iterator(chunk_size=4):
        rows = []
        for raw in batch.each():
            frame = Frame(raw)
            device = frame.source.hex()
            for one in adu.decode(frame.unit).objects:
                key = f"{one.system_type}/{one.system_addr}/{one.component_addr}"
                at = clock.to_us(one.time.at) if one.time.at else batch.at
                rows.append(Reading(series_id=ids[device, key], at=at, milli=one.raw * 100))
        with transaction.atomic():
            Reading._all.bulk_create(rows, ignore_conflicts=True, batch_size=5000)


def measured(work: Callable[[], None], expected: int) -> tuple[float, float]:
    """Readings a processor second, and a second by the clock. Raises AssertionError where some are missing."""
    from django.db import connection

    from anju.telemetry.models import Cursor, Heard, Reading, Series

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM telemetry_reading")
    Cursor._all.update(at=0, part=0)
    Series._all.update(last_us=None)
    Heard._all.all().delete()
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    spent, passed = time.process_time() - cpu, time.perf_counter() - wall
    there = Reading._all.count()
    assert there == expected, f"{there} stored, {expected} sent"
    return expected / spent, expected / passed


PIECE = 8_000


def by_arrays(cursor: Any, rows: list[tuple[int, int, int]]) -> None:
    """One statement, three arrays."""
    cursor.execute(
        "INSERT INTO telemetry_reading (series_id, at, milli)"
        " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
        list(map(list, zip(*rows, strict=True))),
    )


def by_many(cursor: Any, rows: list[tuple[int, int, int]]) -> None:
    """A statement a row, in the driver's pipeline."""
    cursor.executemany(
        "INSERT INTO telemetry_reading (series_id, at, milli) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", rows
    )


def ways(options: argparse.Namespace) -> None:
    """Readings a second that each way stores, each piece in a transaction of its own, each way with its own series."""
    from django.db import connection, transaction

    from anju.kernel import clock
    from anju.telemetry.actions.storing import store_readings
    from anju.telemetry.models import Reading

    def by_copy(_cursor: Any, rows: list[tuple[int, int, int]]) -> None:
        store_readings(rows)

    began, spent = clock.to_us(T0), dict[str, float]()
    kinds = {"COPY, INSERT … SELECT": by_copy, "unnest": by_arrays, "executemany": by_many}
    pieces = -(-options.readings // PIECE)
    for piece in range(pieces):
        for number, (name, write) in enumerate(kinds.items()):
            at = began + piece * 1_000_000
            rows = [(number * PIECE + series, at, series) for series in range(PIECE)]
            begin = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                write(cursor, rows)
            spent[name] = spent.get(name, 0) + time.perf_counter() - begin
    assert Reading._all.count() == len(kinds) * pieces * PIECE
    print(f"{pieces} pieces of {PIECE:,}, load {os.getloadavg()[0]:.1f}")
    for name, seconds in spent.items():
        print(f"{name:<26}{pieces * PIECE / seconds:>16,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, default=200_000)
    parser.add_argument("--objects", type=int, default=63, help="values in a frame; the standard allows 63")
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--database", help="an empty database; else a new SQLite file")
    parser.add_argument("--ways", action="store_true", help="only ways to store, on PostgreSQL")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANJU_DATA_DIR"] = folder
        os.environ["ANJU_DATABASE_URL"] = options.database or f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "anju.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if options.ways:
            ways(options)
            return
        from anju.telemetry import actions

        sent = 0
        for at, frames in batches(options):
            actions.receive(listener="gbt26875:tcp:5200", at=at, frames=frames, seen={})
            sent += len(frames) * options.objects
        ours()  # devices, points and series begin to exist
        told: dict[str, list[tuple[float, float]]] = {"telemetry": [], "objects and bulk_create": []}
        for _turn in range(TURNS):
            told["telemetry"].append(measured(ours, sent))
            told["objects and bulk_create"].append(measured(plain, sent))
        engine = "PostgreSQL" if options.database else "SQLite"
        print(f"{sent:,} readings, {options.objects} a frame, {options.devices} devices, {engine}")
        print(f"{'':<26}{'a CPU second':>16}{'by the clock':>16}")
        for name, rates in told.items():
            print(f"{name:<26}{max(one[0] for one in rates):>16,.0f}{max(one[1] for one in rates):>16,.0f}")


if __name__ == "__main__":
    main()
