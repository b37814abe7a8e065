"""Reading back what a deed entered."""

import json
from typing import Any

from anju.kernel.ledger.models import Entry


def entered(verb: str) -> list[tuple[str, dict[str, Any]]]:
    """(subject id, data) of every entry with the verb, oldest first."""
    rows = Entry._all.filter(verb=verb).order_by("id")
    return [(row.subject_id, json.loads(row.data)) for row in rows]


def verbs_of_the_last_deed() -> list[str]:
    """The verbs the newest deed entered, in order."""
    newest = Entry._all.order_by("-id").values_list("deed", flat=True)[0]
    return list(Entry._all.filter(deed=newest).order_by("id").values_list("verb", flat=True))


def states_agree() -> bool:
    """Whether every row agrees with its last entry, and every entry has its row."""
    from anju.kernel.ledger import verify

    return list(verify._states()) == []
