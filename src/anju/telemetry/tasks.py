"""What the worker does for telemetry: it lets go of what is old. Working out has a process of its own, `watch`."""

from datetime import timedelta

from django.conf import settings

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.telemetry.actions import keeping


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
