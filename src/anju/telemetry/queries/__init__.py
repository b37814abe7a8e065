"""Named reads of telemetry: frames here, devices and what they said in the modules."""

from collections.abc import Iterator

from django.db import connection

from anju.telemetry.models import FrameBatch


def batches_after(last: int, limit: int = 200) -> Iterator[FrameBatch]:
    """Batches with a higher id, in order: for those who work out what they mean."""
    return FrameBatch._all.filter(pk__gt=last).order_by("pk")[:limit].iterator()


def newest_transaction() -> int:
    """On PostgreSQL, a number above that of every transaction there has been: what is missing now has a lower one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def oldest_running() -> int:
    """On PostgreSQL, the oldest transaction that has not ended: what has a lower number is there, or never will be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def kept_since() -> int:
    """When the oldest batch that is kept was closed: what came before cannot be worked out again. 2**62: none."""
    oldest = FrameBatch._all.order_by("pk").values_list("at", flat=True).first()
    return 2**62 if oldest is None else oldest
