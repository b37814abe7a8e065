"""What was said of tasks and closings, and names that pages repeat."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from anju.kernel import clock, texts
from anju.kernel.ledger.models import Entry
from anju.people.models import Organisation
from anju.supervision.inspections.special.models import Closing, Task
from anju.supervision.inspections.special.queries import places
from anju.supervision.inspections.special.rules.counting import street_of


@dataclass(frozen=True, slots=True)
class Said:
    """A step of a task with its words, newest first; of whom, only the unit."""

    verb: str
    at: datetime
    unit: str
    words: str


def said_of(task: Task) -> list[Said]:
    """What became of a task, newest first."""
    rows = list(Entry._all.filter(subject_kind=Task.ledger_kind, subject_id=str(task.pk)).order_by("-pk")[:50])
    data = [json.loads(row.data) for row in rows]
    ids = [one["id"] for said in data for one in said.values() if isinstance(one, dict) and "id" in one]
    bodies = texts.read(ids) if ids else {}
    names = places.organisation_names(row.organisation for row in rows)
    return [
        Said(row.verb, clock.from_us(row.at), names.get(row.organisation or 0, ""), _words(said, bodies))
        for row, said in zip(rows, data, strict=True)
    ]


def _words(said: dict[str, Any], bodies: dict[int, str | None]) -> str:
    found = (bodies.get(one["id"]) for one in said.values() if isinstance(one, dict) and "id" in one)
    return "；".join(one for one in found if one)


def of_closing(closing: Closing) -> dict[str, str]:
    """Summary, rest and signer of a closing sheet; what was erased is empty."""
    ids = {"summary": closing.summary_text, "rest": closing.rest_text, "signer": closing.signer_text}
    bodies = texts.read([pk for pk in ids.values() if pk is not None])
    return {name: (bodies.get(pk) or "") if pk is not None else "" for name, pk in ids.items()}


def streets_of(rows: QuerySet[Task]) -> list[tuple[str, str]]:
    """(path, name) of the streets that tasks lie in, in administrative order."""
    paths = {street_of(path) for path in rows.order_by().values_list("path", flat=True)}
    names = places.names(paths)
    return [(path, names.get(path, path)) for path in places.in_order(paths)]


def organisation(pk: int) -> Organisation:
    """A registered organisation. Raises Organisation.DoesNotExist."""
    return Organisation._all.get(pk=pk)
