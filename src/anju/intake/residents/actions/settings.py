"""What a district decides about residents' reports."""

from collections.abc import Mapping
from typing import Any

from anju.intake.residents import queries
from anju.intake.residents.models import ResidentRules
from anju.intake.residents.permissions import Permission
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.supervision.lists.queries.cases import root_of

SETTABLE = (
    "public_list", "thanks", "thanks_from", "thanks_yuan", "thanks_words", "contest_days", "contact_days",
)  # fmt: skip


def set_rules(*, by: Actor, path: str, values: Mapping[str, Any]) -> ResidentRules:
    """Change a district's rules. Raises ValidationError for what is out of range, KeyError for an unknown name."""
    root = root_of(path)
    if unknown := set(values) - set(SETTABLE):
        raise KeyError(", ".join(sorted(unknown)))
    require(by, Permission.CONFIGURE, path=root)
    with deed(by=by) as act:
        row = queries.rules_of(root)
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        act.enter("resident_rules.changed", row, path=root, data={"fields": sorted(values)})
    return row
