"""What the gateway heard becomes durable."""

import json
from collections.abc import Mapping, Sequence
from struct import pack
from typing import Final

from django.db import connection, transaction

from anju.telemetry.models import Cursor, FrameBatch

Move = tuple[str, int, int]
"""A cursor's name, where it stands, where it goes."""
COLUMNS: Final = ("at", "listener", "count", "lengths", "frames", "seen")
TYPES: Final = ("int8", "varchar", "int4", "bytea", "bytea", "text")


class MovedError(Exception):
    """Somebody else has moved the cursor: what was worked out, or was to be stored, is thrown away."""


def receive(*, listener: str, at: int, frames: Sequence[bytes], seen: Mapping[bytes, int]) -> int:
    """Make frames durable: once this returns, nothing of them can be lost. Returns the batch's id.

    By the gateway alone, for devices, whose answers wait for it. `at`: microseconds; `seen`: address → when last heard.
    """
    with transaction.atomic(durable=True):
        _number_first()
        row = FrameBatch._all.create(
            at=at,
            listener=listener,
            count=len(frames),
            lengths=pack(f"<{len(frames)}H", *map(len, frames)),
            frames=b"".join(frames),
            seen=json.dumps({source.hex(): moment for source, moment in seen.items()}) if seen else "",
        )
    return row.pk


def receive_streamed(*, moves: Sequence[Move], rows: Sequence[FrameBatch]) -> None:
    """Store batches that came by streams, in their order, and move the cursors of their lanes, all or nothing.

    By writers alone. Raises MovedError where another has written one of these lanes.
    """
    with transaction.atomic(durable=True):
        _number_first()
        for one in sorted(moves):  # two writers that meet wait for each other in one order
            move(one)
        if connection.vendor != "postgresql":
            FrameBatch._all.bulk_create(rows)
            return
        names = ", ".join(map(connection.ops.quote_name, COLUMNS))
        with connection.cursor() as cursor:
            statement = f"COPY {FrameBatch._meta.db_table} ({names}) FROM STDIN (FORMAT BINARY)"
            with cursor.copy(statement) as copy:
                copy.set_types(TYPES)
                for row in rows:
                    copy.write_row([getattr(row, name) for name in COLUMNS])


def move(one: Move) -> None:
    """Raises MovedError where the cursor does not stand where it should."""
    name, after, upto = one
    if not Cursor._all.filter(name=name, at=after).update(at=upto):
        raise MovedError(f"{name} does not stand at {after}")


def place_of(name: str) -> int:
    """Where a lane's cursor stands; it is made at 0."""
    row, _made = Cursor._all.get_or_create(name=name)
    return row.at


def put_back(*, name: str, to: int) -> None:
    """Where a stream lost its end: its next messages have numbers that were written before under another content."""
    Cursor._all.filter(name=name, at__gt=to).update(at=to)


def _number_first() -> None:
    """A transaction has its number before its rows have ids: see `Projector`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
