"""Named reads of telemetry."""

from collections.abc import Iterator

from anju.telemetry.models import FrameBatch


def batches_after(last: int, limit: int = 200) -> Iterator[FrameBatch]:
    """Batches with a higher id, in order: for those who work out what they mean."""
    return FrameBatch._all.filter(pk__gt=last).order_by("pk")[:limit].iterator()
