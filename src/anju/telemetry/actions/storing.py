"""What a piece says becomes rows: few statements, plain values, the same fact once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from anju.kernel.db.bulk import insert_values, update_values
from anju.telemetry.actions import parts
from anju.telemetry.models import Heard, Holding, Point, Reading, Series, Signal
from anju.telemetry.projecting.settling import Before, Change, Known

AT_ONCE: Final = 1_000
Row = tuple[int, int, int]

_STAGED = "telemetry_reading_staged"


def store_readings(rows: Sequence[Row]) -> None:
    """(series, moment, thousandths), sorted: neighbours in the table are neighbours here. One that is there stays.

    Within `rows`, too, the first of a series and moment counts.
    """
    if not rows:
        return
    table = Reading._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT OR IGNORE INTO {table} (series_id, at, milli) VALUES (%s, %s, %s)", rows)  # noqa: S608 - names are ours
            return
        parts.make_for([at for _series, at, _milli in rows])
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {_STAGED} (series_id bigint, at bigint, milli bigint)"
            " ON COMMIT DELETE ROWS"
        )
        with cursor.copy(f"COPY {_STAGED} (series_id, at, milli) FROM STDIN") as copy:
            copy.write("".join([f"{series}\t{at}\t{milli}\n" for series, at, milli in rows]))
        cursor.execute(
            f"INSERT INTO {table} (series_id, at, milli) SELECT series_id, at, milli FROM {_STAGED}"  # noqa: S608 - names are ours
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute(f"DELETE FROM {_STAGED}")  # noqa: S608 - names are ours


def store_latest(latest: Mapping[int, tuple[int, int]]) -> None:
    """Series → (moment, thousandths) of its latest reading, where that is later than what is known."""
    table = Series._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET last_us = %s, last_milli = %s WHERE id = %s AND (last_us IS NULL OR last_us < %s)",  # noqa: S608 - names are ours
            [(at, milli, series, at) for series, (at, milli) in sorted(latest.items())],
        )


_LEVELS: Final = ("battery_percent", "battery_mv", "signal_dbm", "skew_s")


def store_heard(rows: Sequence[Mapping[str, Any]]) -> None:
    """By device: first and last heard, levels where they were told, and how many messages more nobody understands."""
    if not rows:
        return
    table = Heard._meta.db_table
    columns = ("device_id", "first_us", "last_us", *_LEVELS, "unknown")
    least, most = ("LEAST", "GREATEST") if connection.vendor == "postgresql" else ("MIN", "MAX")
    sets = [
        f"first_us = {least}({table}.first_us, excluded.first_us)",
        f"last_us = {most}({table}.last_us, excluded.last_us)",
        *(f"{level} = COALESCE(excluded.{level}, {table}.{level})" for level in _LEVELS),
        f"unknown = {table}.unknown + excluded.unknown",
    ]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names are ours
            f" ON CONFLICT (device_id) DO UPDATE SET {', '.join(sets)}",
            [tuple(row.get(column, 0 if column == "unknown" else None) for column in columns) for row in rows],
        )


def before(points: Iterable[int], words: Mapping[int, int], need_held: Iterable[int]) -> Before:
    """What was so at points: their last words, and what holds."""
    wanted = list(dict.fromkeys(need_held))
    found = Before({point: words[point] for point in points if point in words})
    for begin in range(0, len(wanted), AT_ONCE):
        for point, state in Holding._all.filter(point__in=wanted[begin : begin + AT_ONCE]).values_list(
            "point", "state"
        ):
            found.held.setdefault(point, set()).add(state)
    return found


def known_signals(changes: Sequence[Change], run: int) -> Known:
    """Those of the changes' keys that are signals already, as far as this working out found them."""
    found: Known = {}
    for begin in range(0, len(changes), AT_ONCE):
        piece = changes[begin : begin + AT_ONCE]
        moments = {one.at for one in piece} | {one.came for one in piece}
        rows = Signal._all.filter(run=run, point__in={one.point for one in piece}, at__in=moments)
        for point, state, on, at, origin, heard in rows.values_list("point", "state", "on", "at", "origin", "heard"):
            found[point, state, on, at] = (origin, heard)
    return found


_SIGNAL: Final = ("point_id", "state", '"on"', "at", "heard", "origin", "run")


def store_signals(news: Sequence[Change], run: int) -> None:
    """In their order, by rising id. One that an earlier working out found keeps its id."""
    if not news:
        return
    table, columns = Signal._meta.db_table, ", ".join(_SIGNAL)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - names are ours
            ' ON CONFLICT (point_id, state, "on", at)'
            " DO UPDATE SET heard = excluded.heard, origin = excluded.origin, run = excluded.run",
            [(one.point, one.state, one.on, one.at, one.came, one.origin, run) for one in news],
        )


def store_held(held: Mapping[tuple[int, str], int | None]) -> None:
    """What holds from when, and what does not hold any more."""
    if not held:
        return
    table = Holding._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table} WHERE point_id = %s AND state = %s",  # noqa: S608 - names are ours
            list(held),
        )
    rows = [(point, state, since) for (point, state), since in held.items() if since is not None]
    insert_values(Holding, ["point", "state", "since"], rows)


def store_words(words: Mapping[int, int], names: Mapping[int, str]) -> None:
    """Points' last words, and what devices call points that have no name and are on no list."""
    update_values(Point, ["word"], sorted(words.items()))
    if names:
        listed = set(Point._all.filter(pk__in=names, listed=True).values_list("pk", flat=True))
        update_values(Point, ["name"], sorted((pk, name) for pk, name in names.items() if pk not in listed))
