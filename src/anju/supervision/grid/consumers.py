"""What patrols learn from others: a place that moved or was merged takes its visits and plans along; whoever is away or
has left hands the open round on; a forgotten person leaves no position.
"""

import json

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.supervision.grid.actions.following import follow_place
from anju.supervision.grid.actions.keeping import forget_person
from anju.supervision.grid.actions.rechecking import settle_second_look
from anju.supervision.grid.actions.rounds import hand_over_absent, hand_over_all_of
from anju.supervision.grid.queries.rounds import account_of


@reactor("grid.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only what is at that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))


@reactor("grid.forgotten", verbs=("account.erased",))
def forget(entry: Entry) -> None:
    """What still named the person here goes too."""
    forget_person(by=system("forgetting"), account=int(entry.subject_id))


@reactor("grid.absences", verbs=("absence.recorded",))
def away(entry: Entry) -> None:
    """Somebody is away from today on: the open round goes to the deputy."""
    said = json.loads(entry.data)
    hand_over_absent(by=system("absence"), absence=int(entry.subject_id), post=said["post"])


@reactor("grid.leavers", verbs=("account.left",))
def left(entry: Entry) -> None:
    """Somebody has left: the open round goes to the successor."""
    successor = account_of(json.loads(entry.data).get("successor"))
    hand_over_all_of(by=system("leaving"), account=int(entry.subject_id), to=successor)


@reactor("grid.posts", verbs=("post.closed",))
def post_closed(entry: Entry) -> None:
    """A post has ended: an open round that the person may walk no longer goes back to the pool."""
    hand_over_all_of(by=system("leaving"), account=int(json.loads(entry.data)["account"]), to=None, unless_walking=True)


@reactor("grid.rechecks", verbs=("patrol_visit.recorded", "patrol_visit.voided"))
def looked(entry: Entry) -> None:
    """A visit may be the second look that its maker was drawn for."""
    settle_second_look(visit=int(entry.subject_id))
