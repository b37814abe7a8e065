"""Read by every Python process with this folder on its path: the site's one clock runs `E2E_DAYS_AHEAD` days ahead."""

import os
from datetime import UTC, datetime, timedelta

from anju.kernel import clock

AHEAD = timedelta(days=int(os.environ.get("E2E_DAYS_AHEAD", "0")))


def _now() -> datetime:
    return clock._simulated.get() or datetime.now(UTC) + AHEAD


clock.now = _now
