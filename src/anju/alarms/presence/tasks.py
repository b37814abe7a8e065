"""What the worker does for presence checks."""

from datetime import timedelta

from anju.alarms.actions.apart import each
from anju.alarms.presence import actions, queries
from anju.kernel.jobs.ticks import tick


@tick("presence.months", every=timedelta(minutes=10))
def months() -> None:
    """Promise the running month, and open the seeds of those that are over."""
    actions.promise_months()


@tick("presence.begin", every=timedelta(seconds=10))
def begin() -> None:
    """Begin the checks whose drawn moment has come."""
    actions.begin_drawn()


@tick("presence.settle", every=timedelta(seconds=2))
def settle() -> None:
    """Take running checks on."""
    each(queries.open_checks(), actions.settle)
