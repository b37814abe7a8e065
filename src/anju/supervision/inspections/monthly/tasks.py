"""What the worker does for monthly supervision: it reminds, and assigns nothing by itself."""

from datetime import timedelta

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.supervision.inspections.monthly.actions.reminding import remind, remind_late


@tick("monthly.remind", every=timedelta(hours=6))
def reminded() -> None:
    """Remind the district office from the first working day of a month on, and of objections it has not answered."""
    remind(clock.now())
    remind_late(clock.now())
