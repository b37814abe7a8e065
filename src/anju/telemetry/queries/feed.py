"""What devices told since an id, so that another system can follow."""

from typing import Final

from django.db.models import Max

from anju.kernel.actors import Actor
from anju.telemetry.models import Signal
from anju.telemetry.queries import register

PAGE: Final = 200
SCAN: Final = 20_000
"""Ids one answer looks through: somebody whose devices told nothing goes on from there with the next."""


def signals_after(actor: Actor, after: int, *, device: int | None = None) -> tuple[list[Signal], int]:
    """Signals of devices in reach with a higher id, at most `PAGE`, and the id to go on after.

    They are worked out by one reader, in one transaction after another: none appears later below an id that was seen.
    """
    top = Signal._all.aggregate(top=Max("id"))["top"] or 0
    end = min(top, after + SCAN) if device is None else top
    seen = register.devices(actor)
    rows = Signal._all.filter(
        pk__gt=after, pk__lte=end, point__device__in=seen if device is None else seen.filter(pk=device)
    )
    found = list(rows.select_related("point").order_by("pk")[:PAGE])
    return found, found[-1].pk if len(found) == PAGE else max(after, end)
