"""A case's history as the ledger tells it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from anju.kernel import clock, texts
from anju.kernel.db import prepared
from anju.kernel.ledger.models import Entry, Head, Seal
from anju.people.models import Account, Organisation
from anju.people.rules import mask_name
from anju.supervision.lists.enums import Event
from anju.supervision.lists.models import Deferral, Duty


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
    interim: str = ""
    """Of a request for more time: the measures that hold until then."""


def of_case(duty: Duty) -> list[Told]:
    """The duty's entries, newest first: four queries, however long the story; one more where time was asked for.

    Names are masked.
    """
    entries = prepared.read(_entries, duty=str(duty.pk))
    sealed = set(prepared.read(_sealed, entries=tuple(entry.pk for entry in entries)))
    data = {entry.pk: json.loads(entry.data) for entry in entries}
    words = texts.read([said["reason"]["id"] for said in data.values() if isinstance(said.get("reason"), dict)])
    people = _people(entries)
    units = unit_names({entry.organisation for entry in entries if entry.organisation})
    asked = [entry.pk for entry in entries if entry.verb == f"duty.{Event.ASK_DEFERRAL}"]
    interim = dict(prepared.read(_interim, duty=duty.pk)) if asked else {}
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
            interim.get(data[entry.pk].get("deferral"), "") if entry.pk in asked else "",
        )
        for entry in entries
    ]


def _interim(duty: int) -> QuerySet[Any]:
    return Deferral._all.filter(duty=duty).values_list("pk", "interim")


def _entries(duty: str) -> QuerySet[Entry]:
    return Entry._all.filter(subject_kind="duty", subject_id=duty).order_by("-id")


def last_entry(duty: int) -> int:
    """The number of the latest entry about a duty; nought where there is none."""
    return next(iter(prepared.read(_last, duty=str(duty))), 0)


def _last(duty: str) -> QuerySet[Any]:
    return _entries(duty).values_list("pk", flat=True)[:1]


def _sealed(entries: tuple[int, ...]) -> QuerySet[Any]:
    return Seal._all.filter(entry_id__in=entries).values_list("entry_id", flat=True)


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations by id."""
    return dict(prepared.read(_units, ids=tuple(set(ids))))


def _units(ids: tuple[int, ...]) -> QuerySet[Any]:
    return Organisation._all.filter(pk__in=ids).values_list("pk", "name")


def _people(entries: list[Entry]) -> dict[str, str]:
    ids = {int(entry.actor.partition(":")[2]) for entry in entries if entry.actor.startswith("person:")}
    return {f"person:{pk}": mask_name(name) for pk, name in prepared.read(_names, ids=tuple(ids))}


def _names(ids: tuple[int, ...]) -> QuerySet[Any]:
    return Account._all.filter(pk__in=ids).values_list("pk", "name")


def _reason(data: dict[str, Any], words: dict[int, str | None]) -> str:
    said = data.get("reason")
    if not isinstance(said, dict):
        return ""
    return words.get(said["id"]) or ""


def head_of(district: str) -> dict[str, Any] | None:
    """Size and root of the district's latest signed tree head; what is printed names it."""
    head = Head._all.filter(district=district).order_by("-size").first()
    return None if head is None else {"size": head.size, "root": head.root[:16]}
