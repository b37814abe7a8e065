"""What residents said, on the page of a case: for who checks and oversees it, never for who answers for the repair."""

from collections.abc import Mapping
from typing import Any

from anju.intake.residents import queries
from anju.intake.residents.enums import Mark
from anju.intake.residents.permissions import Permission
from anju.intake.residents.queries import later
from anju.kernel.actors import Actor
from anju.notify.rules.wording import mask
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.ui import panels


def of_case(actor: Actor, duty: Duty) -> Mapping[str, Any] | None:
    """The reports of a case, with their words and marks; no panel where there is none."""
    rows = queries.of_case(actor, duty)
    if not rows:
        return None
    words = queries.words_of(rows)
    after = later.of_reports([row for row in rows if row.contested], only=[later.CONTESTED])
    return {
        "reports": [
            (row, words.get(row.pk, ""), [Mark(one).label for one in row.marks], after.get(row.pk, [])) for row in rows
        ]
    }


def words_of_case(actor: Actor, duty: Duty) -> Mapping[str, Any] | None:
    """What the reporter of this case said, where the case says what it is. Doors and numbers are taken out."""
    if duty.hazard.source_kind != SourceKind.RESIDENT:
        return None
    rows = [row for row in queries.of_case(actor, duty) if row.duty_id == duty.pk]
    words = queries.words_of(rows)
    return {"said": [(row, mask(words[row.pk])) for row in rows if row.pk in words]} if words else None


panels.register("case.words", panels.Panel("residents", "residents/case_words.html", words_of_case, 20, Permission.SEE))
panels.register("case.page", panels.Panel("residents", "residents/case_panel.html", of_case, 20, Permission.SEE))
