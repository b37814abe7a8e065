"""Devices follow their places."""

import json

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.telemetry.actions.following import follow_place


@reactor("telemetry.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only what is at that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))
