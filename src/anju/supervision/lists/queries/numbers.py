"""What the numbers on paper stand for."""

import re

from anju.supervision.lists.models import Duty, Hazard

_NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{4,}", re.IGNORECASE)


def subject_named(number: str) -> str:
    """The ledger's subject (`hazard:7`, `duty:7`) of a number as it stands on a page or a sheet; empty for none."""
    if _NUMBER.fullmatch(number) is None:
        return ""
    for model in (Hazard, Duty):
        row = model.objects.system("an entry's subject by its number").filter(number=number.upper()).first()
        if row is not None:
            return f"{model.ledger_kind}:{row.pk}"
    return ""
