"""What holds for devices whoever asks. Pure."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from anju.telemetry.enums import ShieldKind

LONGEST: Final = {ShieldKind.TEST: timedelta(hours=24), ShieldKind.SHIELD: timedelta(days=30)}
"""A zone that nothing is made of is a risk: each ends by itself, and cannot be set for longer at once."""
SILENT_AFTER_S: Final = 86_400
"""Of a device without a model."""
LEAST_SILENCE_S: Final = 60
LOW_BATTERY_PERCENT: Final = 20
LATE: Final = timedelta(seconds=90)
"""By so much a clock in a browser may be behind."""


def is_too_long(kind: ShieldKind, since: datetime, until: datetime) -> bool:
    """Whether a shield or test may not be set for so long."""
    return until - since > LONGEST[kind] + LATE


def silent_since_us(heard_us: int | None, registered_us: int, after_s: int, now_us: int) -> int | None:
    """Since when a device counts as silent (microseconds), None while it does not. One that was never heard counts
    from when it was registered: what was brought in by the thousand is silent too until it speaks."""
    due = (heard_us if heard_us is not None else registered_us) + after_s * 1_000_000
    return due if due <= now_us else None


def usual_gap_us(moments: list[int]) -> int:
    """The middle of the pauses between readings, microseconds; 0 where there are fewer than two."""
    pauses = sorted(after - before for before, after in pairwise(moments))
    return pauses[len(pauses) // 2] if pauses else 0


GAP_TIMES: Final = 3
"""A pause so many times the usual one is a gap: nothing was told, and no line is drawn through it."""
MOST_POINTS: Final = 500
"""Of a chart: more cannot be told apart, and would be sent for nothing."""


def with_gaps(rows: list[tuple[int, int]]) -> list[tuple[int, int | None]]:
    """Readings (moment, value) with a None in the middle of each gap."""
    usual = usual_gap_us([at for at, _value in rows])
    found: list[tuple[int, int | None]] = []
    for at, value in rows:
        if found and usual and at - found[-1][0] > GAP_TIMES * usual:
            found.append(((at + found[-1][0]) // 2, None))
        found.append((at, value))
    return found
