"""Named reads of telemetry: frames here, devices and what they said in the modules."""

from collections.abc import Iterator

from anju.telemetry.models import FrameBatch


def batches_after(last: int, limit: int = 200) -> Iterator[FrameBatch]:
    """Batches with a higher id, in order: for those who work out what they mean."""
    return FrameBatch._all.filter(pk__gt=last).order_by("pk")[:limit].iterator()


def kept_since() -> int:
    """When the oldest batch that is kept was closed: what came before cannot be worked out again. 2**62: none."""
    oldest = FrameBatch._all.order_by("pk").values_list("at", flat=True).first()
    return 2**62 if oldest is None else oldest
