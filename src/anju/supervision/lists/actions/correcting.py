"""Putting right what an imported record says of a fault, while its case is open."""

from collections.abc import Mapping
from typing import Any

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import locked
from anju.supervision.lists.rules.transitions import NotPossibleError

CORRECTABLE = ("description", "floor", "spot")
"""Facts of a fault that decide nothing. Kind, place and moment decide who answers by when; the state is the case's."""


def correct_imported(*, by: Actor, duty_id: int, facts: Mapping[str, Any]) -> Hazard:
    """Write other facts of a fault that came in by a table: the same record, said better. The entry names the fields.

    Raises NotPossibleError for a case that is closed or was not imported, ValueError for any other field.
    """
    if unknown := set(facts) - set(CORRECTABLE):
        raise ValueError(f"not to be corrected by a table: {sorted(unknown)}")
    with deed(by=by) as act:
        duty: Duty = locked(duty_id)
        require(by, Permission.IMPORT, path=duty.path)
        hazard = duty.hazard
        if duty.state == State.CLOSED:
            raise NotPossibleError("案件已经销号")
        if not hazard.imported:
            raise NotPossibleError("不是导入的案件")
        changed = sorted(name for name, value in facts.items() if getattr(hazard, name) != value)
        if not changed:
            return hazard
        for name in changed:
            setattr(hazard, name, facts[name])
        hazard.save(update_fields=changed)
        act.enter("hazard.corrected", hazard, path=hazard.path, data={"fields": changed})
        return hazard
