"""A case's history as the ledger tells it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anju.kernel import clock, texts
from anju.kernel.ledger.models import Entry, Seal
from anju.people.models import Account, Organisation
from anju.people.rules import mask_name
from anju.supervision.lists.models import Duty


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, with the words and names it points at."""

    number: int
    verb: str
    at: datetime
    happened_at: datetime
    by: str
    organisation: str
    data: dict[str, Any]
    reason: str
    sealed: bool


def of_case(duty: Duty) -> list[Told]:
    """The duty's entries, newest first: four queries, however long the story. Names are masked."""
    entries = list(Entry._all.filter(subject_kind="duty", subject_id=str(duty.pk)).order_by("-id"))
    sealed = set(Seal._all.filter(entry_id__in=[entry.pk for entry in entries]).values_list("entry_id", flat=True))
    data = {entry.pk: json.loads(entry.data) for entry in entries}
    words = texts.read([said["reason"]["id"] for said in data.values() if isinstance(said.get("reason"), dict)])
    people = _people(entries)
    units = unit_names({entry.organisation for entry in entries if entry.organisation})
    return [
        Told(
            entry.pk,
            entry.verb,
            clock.from_us(entry.at),
            clock.from_us(entry.happened_at),
            people.get(entry.actor, ""),
            units.get(entry.organisation or 0, ""),
            data[entry.pk],
            _reason(data[entry.pk], words),
            entry.pk in sealed,
        )
        for entry in entries
    ]


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations by id."""
    return dict(Organisation._all.filter(pk__in=set(ids)).values_list("pk", "name"))


def _people(entries: list[Entry]) -> dict[str, str]:
    ids = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("person:")}
    rows = Account._all.filter(pk__in=[int(pk) for pk in ids]).values_list("pk", "name")
    return {f"person:{pk}": mask_name(name) for pk, name in rows}


def _reason(data: dict[str, Any], words: dict[int, str | None]) -> str:
    said = data.get("reason")
    if not isinstance(said, dict):
        return ""
    return words.get(said["id"]) or ""
