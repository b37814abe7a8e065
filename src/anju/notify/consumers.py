"""What the notices read in the ledger: everything, for those who subscribed to it."""

import json

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import batch_reactor, reactor
from anju.kernel.ledger.models import Entry
from anju.notify.actions import events
from anju.notify.actions.following import follow_place


@batch_reactor("notify.webhooks")
def queue_events(entries: list[Entry]) -> None:
    """An event for each subscription that wishes for the entry."""
    events.queue(entries)


@reactor("notify.places", verbs=("place.moved",))
def follow(entry: Entry) -> None:
    """A subscription's reach goes where its place goes."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"])
