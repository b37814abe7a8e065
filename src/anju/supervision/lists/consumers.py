"""What the lists learn from others: a contract's end or a withdrawal moves the open duties (DESIGN §5)."""

import json

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions
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
