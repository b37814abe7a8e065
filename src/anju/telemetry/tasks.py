"""What the worker does for telemetry: it lets go of what is old, and makes room ahead. Working out has a process of its
own, `watch`.
"""

from datetime import timedelta

import structlog
from django.conf import settings

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.telemetry.actions import cooling, keeping, parts
from anju.telemetry.queries.cold import NoReaderError

log = structlog.get_logger("anju.telemetry")


def _days_ago(days: int) -> int:
    return clock.to_us(clock.now() - timedelta(days=days))


@tick("telemetry.drop_frames", every=timedelta(minutes=10))
def drop_frames() -> bool:
    """Frames that are older than they are kept."""
    return keeping.drop_frames(before=_days_ago(settings.ANJU_FRAME_DAYS))


@tick("telemetry.drop_readings", every=timedelta(hours=1))
def drop_readings() -> bool:
    """Readings that are older than they are kept."""
    return keeping.drop_readings(before=_days_ago(settings.ANJU_READING_DAYS))


@tick("telemetry.make_parts", every=timedelta(hours=6))
def make_parts() -> None:
    """Partitions for the months to come, on PostgreSQL."""
    parts.make_ahead()


@tick("telemetry.cool", every=timedelta(hours=1))
def cool() -> bool:
    """One old month of readings into its file. What keeps it in the table is said, and tried again."""
    found = cooling.due()
    if not found:
        return False
    try:
        row = cooling.cool(found[0])
    except (NoReaderError, cooling.CoolingError) as error:
        log.warning("readings stay in the table", month=str(found[0]), why=str(error))
        return False
    log.info("readings filed", month=row.month, rows=row.rows, size=row.size)
    return len(found) > 1
