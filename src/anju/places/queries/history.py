"""A place's history as the ledger tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from anju.kernel import clock
from anju.kernel.ledger.models import Entry, Seal
from anju.kernel.ledger.models import Subject as LedgerSubject
from anju.places.models import Grid, Place

NEWEST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One entry; `before` is what the former entry of the same verb and subject said, for facts that were replaced."""

    number: int
    verb: str
    at: datetime
    actor: str
    data: Mapping[str, Any]
    before: Mapping[str, Any] | None
    sealed: bool


def standing_for(place: Place) -> Place | None:
    """The place itself while it is in use; after merges the one it became; None where it is closed and became none."""
    seen: set[int] = set()
    while place.closed_on is not None and place.pk not in seen:
        seen.add(place.pk)
        merged = Entry._all.filter(subject_kind=Place.ledger_kind, subject_id=str(place.pk), verb="place.merged")
        said = merged.order_by("-id").values_list("data", flat=True).first()
        into = Place._all.filter(pk=json.loads(said)["into"]).first() if said is not None else None
        if into is None:
            return None
        place = into
    return place if place.closed_on is None else None


def of_place(place: Place) -> list[Told]:
    """The newest entries of a place and of what is known of it: two queries."""
    subjects: list[LedgerSubject | None] = [
        place, getattr(place, "estate_facts", None), getattr(place, "building_facts", None)
    ]  # fmt: skip
    return _told([subject for subject in subjects if subject is not None])


def of_grid(grid: Grid) -> list[Told]:
    """The newest entries of a grid: two queries."""
    return _told([grid])


def _told(subjects: list[Any]) -> list[Told]:
    wanted = Q()
    for subject in subjects:
        wanted |= Q(subject_kind=subject.ledger_kind, subject_id=str(subject.pk))
    entries = list(Entry._all.filter(wanted).order_by("-id")[: NEWEST + 1])
    sealed = set(Seal._all.filter(entry_id__in=[entry.pk for entry in entries]).values_list("entry_id", flat=True))
    data = [json.loads(entry.data) for entry in entries]
    return [
        Told(
            entry.pk,
            entry.verb,
            clock.from_us(entry.at),
            entry.actor,
            data[index],
            _former(entries, data, index),
            entry.pk in sealed,
        )
        for index, entry in enumerate(entries[:NEWEST])
    ]


def _former(entries: list[Entry], data: list[dict[str, Any]], index: int) -> dict[str, Any] | None:
    """What the entry before it said, newest first, of the same verb and subject."""
    here = entries[index]
    for other, said in zip(entries[index + 1 :], data[index + 1 :], strict=True):
        if (other.verb, other.subject_kind, other.subject_id) == (here.verb, here.subject_kind, here.subject_id):
            return said
    return None
