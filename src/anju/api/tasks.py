"""What the worker does for the API."""

from datetime import timedelta

from anju.api import actions
from anju.kernel import clock
from anju.kernel.jobs.ticks import tick


@tick("api.answers", every=timedelta(hours=1))
def forget_answers() -> None:
    """Drop answers kept for repeated requests once their time is over."""
    actions.drop_answers(clock.now())
