"""What the worker does for imports."""

from datetime import timedelta

from anju.intake import actions
from anju.kernel.jobs.ticks import tick


@tick("intake.work", every=timedelta(seconds=1))
def work() -> bool:
    """Check and bring in what waits."""
    return actions.work()


@tick("intake.put_away", every=timedelta(hours=1))
def put_away() -> bool:
    """Remove uploads nobody needs any more."""
    return actions.put_away_old() > 0
