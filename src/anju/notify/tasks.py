"""What the worker does for the notices."""

from datetime import timedelta

from anju.kernel.jobs.ticks import tick
from anju.notify import herald, postman

BATCHES = 50


@tick("notify.deliver", every=timedelta(seconds=2))
def deliver() -> bool:
    """Send what is due."""
    return postman.deliver(BATCHES) == BATCHES


@tick("notify.webhooks", every=timedelta(seconds=1))
def tell_subscribers() -> bool:
    """Post events to whoever subscribed."""
    return herald.deliver(BATCHES) == BATCHES
