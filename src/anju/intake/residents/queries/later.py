"""What was said and done about a report after it came in: contests, call-backs, answers; as the ledger tells it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from anju.intake.residents.enums import SpokenOf
from anju.intake.residents.models import Report, Ticket
from anju.kernel import clock, texts
from anju.kernel.ledger.models import Entry
from anju.supervision.lists.queries.story import unit_names

CONTESTED, CALLED, ADDED = "resident_report.contested", "resident_report.called_back", "resident_report.added"
RETURNED, MEANWHILE = "hotline_ticket.returned", "hotline_ticket.answered_meanwhile"
ANSWERED = "hotline_ticket.answered"
OF_REPORTS, OF_TICKETS = (CONTESTED, CALLED, ADDED), (RETURNED, MEANWHILE, ANSWERED)
_WORDS = {CONTESTED: "words", CALLED: "note", RETURNED: "reason"}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that came after: `words` are empty where none were written or they were erased."""

    verb: str
    at: datetime
    words: str = ""
    unit: str = ""
    """The office that did it; empty for the reporter."""
    how: SpokenOf | None = None
    photos: int = 0
    reopened: bool = False


def of_reports(reports: Iterable[Report], *, only: Iterable[str] = OF_REPORTS) -> dict[int, list[Said]]:
    """Report → what came after, oldest first: three queries, however many reports. Of reports the actor may see."""
    found = _said(_entries("resident_report", [row.pk for row in reports], only))
    return {int(pk): said for pk, said in found.items()}


def of_ticket(ticket: Ticket) -> list[Said]:
    """What was told to the hotline of a ticket, oldest first."""
    return _said(_entries("hotline_ticket", [ticket.pk], OF_TICKETS)).get(str(ticket.pk), [])


def _entries(kind: str, subjects: list[int], verbs: Iterable[str]) -> QuerySet[Entry]:
    wanted = Q(subject_kind=kind, subject_id__in=[str(pk) for pk in subjects], verb__in=tuple(verbs))
    return Entry._all.filter(wanted).order_by("id")


def _said(rows: QuerySet[Entry]) -> dict[str, list[Said]]:
    told: list[tuple[Entry, dict[str, Any]]] = [(entry, json.loads(entry.data)) for entry in rows]
    written = [_reference(entry, data) for entry, data in told]
    words = texts.read([pk for pk in written if pk])
    units = unit_names({entry.organisation for entry, _ in told if entry.organisation})
    found: dict[str, list[Said]] = {}
    for (entry, data), text in zip(told, written, strict=True):
        said = Said(
            verb=entry.verb,
            at=clock.from_us(entry.at),
            words=(words.get(text) or "") if text else "",
            unit=units.get(entry.organisation or 0, ""),
            how=SpokenOf(data["how"]) if "how" in data else None,
            photos=int(data.get("photos", 0)),
            reopened=bool(data.get("reopened")),
        )
        found.setdefault(entry.subject_id, []).append(said)
    return found


def _reference(entry: Entry, data: dict[str, Any]) -> int:
    """The id of the words an entry points at; 0 for none."""
    said = data.get(_WORDS.get(entry.verb, ""))
    return int(said["id"]) if isinstance(said, dict) else 0
