"""What the lists learn from others: a contract's end or a withdrawal moves the open duties (DESIGN §5), a place
that moved or was merged takes its cases along, and who takes over from a leaver is told what is open. And whom their
own news concerns.
"""

import json

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions, notices  # noqa: F401 - declares the codes
from anju.supervision.lists.actions.following import follow_place
from anju.supervision.lists.actions.leaving import HANDED, tell_successor
from anju.supervision.lists.actions.telling import VERBS, tell_of
from anju.supervision.lists.enums import TermReason

REASONS = {"management.ended": TermReason.CONTRACT_ENDED, "management.withdrawn": TermReason.CUSTODY}


@reactor("lists.handover", verbs=tuple(REASONS))
def hand_over(entry: Entry) -> None:
    """The organisation no longer answers here: its open cases go to whoever does now, with at least 3 working days."""
    actions.hand_over_all(
        by=system("handover"),
        organisation=int(json.loads(entry.data)["organisation"]),
        path=entry.path,
        reason=REASONS[entry.verb],
    )


@reactor("lists.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only what is at that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))


@reactor("lists.notices", verbs=VERBS)
def tell(entry: Entry) -> None:
    """Whoever must act, and whoever reported, hears of it; the codes stand in `notices`."""
    tell_of(entry)


@reactor("lists.leavers", verbs=("account.left",))
def tell_who_follows(entry: Entry) -> None:
    """The successor hears how much a leaver left open, once."""
    tell_successor(by=system("leaving"), account=int(entry.subject_id), once=f"{HANDED}:{entry.pk}")
