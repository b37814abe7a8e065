"""What residents' reports learn of their cases: an end is told to whoever left a number, a contest that opened nothing
to those who check.
"""

import json

from anju.intake.residents import notices  # noqa: F401 - declares the codes
from anju.intake.residents.actions import telling
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry


@reactor("residents.results", verbs=("duty.passed",))
def tell_result(entry: Entry) -> None:
    """The case is closed: all whose reports it decides."""
    telling.tell_result(duty=int(entry.subject_id), outcome=json.loads(entry.data)["outcome"], told_by=entry.pk)


@reactor("residents.contests", verbs=("resident_report.contested",))
def tell_contest(entry: Entry) -> None:
    """Contested, and marked instead of opened again."""
    if not json.loads(entry.data)["reopened"]:
        telling.tell_contested_often(report=int(entry.subject_id), told_by=entry.pk)
