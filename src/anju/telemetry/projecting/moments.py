"""Whose clock counts: the device's own moment where that is believable, else when its message came."""

from datetime import UTC, datetime, timedelta
from typing import Final

from anju.gateway.protocols.gbt26875.values import moment

LATE_US: Final = int(timedelta(days=7).total_seconds()) * 1_000_000
"""A device without a network keeps what it measured; a week is what such devices hold."""
AHEAD_US: Final = 120 * 1_000_000
"""A clock may be ahead by so much; a device whose clock is off by more than 30 s is told the time (SPEC §10)."""
AGAIN_US: Final = 60 * 1_000_000
"""The same bytes within so much are the same message: three tries of ten seconds, and some."""
REPEATED_US: Final = 600 * 1_000_000
"""The same state of the same moment out of the same message within so much is no news."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


def believed(claimed_us: int, came_us: int) -> bool:
    """Whether a device's own moment is taken."""
    return came_us - LATE_US <= claimed_us <= came_us + AHEAD_US


def taken(claimed_us: int | None, came_us: int) -> int:
    """The device's moment where it is believed, else when it came."""
    return claimed_us if claimed_us is not None and believed(claimed_us, came_us) else came_us


class Labels:
    """Six bytes → microseconds since 1970 UTC, 0 for what is no moment. Kept: devices share their seconds."""

    MOST = 100_000

    def __init__(self) -> None:
        self._plain: dict[bytes, int] = {}
        self._bcd: dict[bytes, int] = {}

    def table(self, labels: list[bytes], *, bcd: bool) -> dict[bytes, int]:
        """A table that has at least these."""
        kept = self._bcd if bcd else self._plain
        if len(kept) > self.MOST:
            kept.clear()
        for label in set(labels).difference(kept):
            kept[label] = us_of(label, bcd=bcd)
        return kept


def us_of(label: bytes, *, bcd: bool) -> int:
    """One label; 0 for what is no moment."""
    at = moment(label, bcd)
    return 0 if at is None else (at - _EPOCH) // _MICRO


class Fresh:
    """What was heard within the last minute, by batches' own time; two generations, as the gateway's.

    After a death of the gateway a message may stand in two batches, byte for byte the same.
    """

    MOST = 1_000_000

    def __init__(self) -> None:
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._turned = 0

    def is_new(self, message: bytes, came_us: int) -> bool:
        """Whether these bytes were not there within `AGAIN_US`; they are from now on."""
        if abs(came_us - self._turned) > AGAIN_US or len(self._young) >= self.MOST:
            self._old, self._young, self._turned = self._young, {}, came_us
        key = hash(message)
        before = self._young.get(key)
        if before is None:
            before = self._old.get(key)
        if before is not None and came_us - before <= AGAIN_US:
            return False
        self._young[key] = came_us
        return True
