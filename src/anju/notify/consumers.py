"""What the notices read in the ledger: everything, for those who subscribed to it."""

from anju.kernel.ledger.consumers import batch_reactor
from anju.kernel.ledger.models import Entry
from anju.notify.actions import events


@batch_reactor("notify.webhooks")
def queue_events(entries: list[Entry]) -> None:
    """An event for each subscription that wishes for the entry."""
    events.queue(entries)
