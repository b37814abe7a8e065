"""What people learn from others: a place that moved or was merged takes what is at it along. And what they refuse."""

import json

from django.utils.translation import gettext as _

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.people.actions.following import follow_place
from anju.people.queries import records
from anju.places.models import Place
from anju.places.queries import objections


@objections.register
def two_contracts(place: Place, into: Place) -> str:
    """A merge waits while both places have a running management: which of the two holds is for people to say."""
    named = {row.place_id: row.organisation.name for row in records.running_at([place.pk, into.pk])}
    if len(named) < 2:
        return ""
    return _("%(one)s由%(first)s管理，%(other)s由%(second)s管理，请在管理合同台账结束其中一份") % {
        "one": place, "first": named[place.pk], "other": into, "second": named[into.pk],
    }  # fmt: skip


@reactor("people.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only what is at that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))
