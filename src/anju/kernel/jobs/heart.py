"""Whether the worker lives: pages that depend on it say so when it does not."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta

from anju.kernel import clock
from anju.kernel.jobs.models import Heartbeat

WORKER = "worker"
BEAT = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=30)


def beat(*, started_at: datetime, failing: Iterable[str] = ()) -> None:
    """Write the sign of life."""
    values = {"at": clock.now(), "started_at": started_at, "pid": os.getpid(), "failing": ",".join(sorted(failing))}
    Heartbeat._all.update_or_create(name=WORKER, defaults=values)


def last() -> Heartbeat | None:
    """The worker's last sign of life; None where it never ran."""
    return Heartbeat._all.filter(name=WORKER).first()


def is_alive() -> bool:
    """Whether a worker gave a sign within the last half minute."""
    seen = last()
    return seen is not None and clock.now() - seen.at < SILENT_AFTER
