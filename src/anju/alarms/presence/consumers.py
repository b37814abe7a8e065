"""Rooms and checks follow their places; what is said to a room stands in `notices`."""

import json

from anju.alarms.presence import notices
from anju.alarms.presence.actions import follow_place
from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry

__all__ = ["follow", "notices"]


@reactor("presence.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only what is at that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))
