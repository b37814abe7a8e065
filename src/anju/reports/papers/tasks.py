"""What the worker does for documents: it drafts briefs at their hour, and signs and issues nothing."""

from datetime import timedelta

from anju.kernel import clock
from anju.kernel.jobs.ticks import tick
from anju.reports.papers.actions.scheduling import draft_due


@tick("papers.briefs", every=timedelta(minutes=1))
def briefs() -> None:
    """Draft the briefs whose moment has come."""
    draft_due(clock.now())
