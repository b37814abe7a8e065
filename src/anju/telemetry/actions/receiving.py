"""What the gateway heard becomes durable."""

import json
from collections.abc import Mapping, Sequence
from struct import pack

from django.db import connection, transaction

from anju.telemetry.models import FrameBatch


def receive(*, listener: str, at: int, frames: Sequence[bytes], seen: Mapping[bytes, int]) -> int:
    """Make frames durable: once this returns, nothing of them can be lost. Returns the batch's id.

    By the gateway alone, for devices, whose answers wait for it. `at`: microseconds; `seen`: address → when last heard.
    """
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":  # a transaction has its number before its row has an id: see `Projector`
            connection.cursor().execute("SELECT pg_current_xact_id()")
        row = FrameBatch._all.create(
            at=at,
            listener=listener,
            count=len(frames),
            lengths=pack(f"<{len(frames)}H", *map(len, frames)),
            frames=b"".join(frames),
            seen=json.dumps({source.hex(): moment for source, moment in seen.items()}) if seen else "",
        )
    return row.pk
