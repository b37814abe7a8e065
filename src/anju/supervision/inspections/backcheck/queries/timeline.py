"""Everything the ledger tells of a fire's place, in time order, as it was known at the moment of the call.

Known then: entered (`at`) by that moment. What speaks of a time before the call but was entered after it stands apart
(事后补录). Nothing is read by path: each source names its subjects, and the index of subjects leads to their entries.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from anju.kernel import clock, texts
from anju.kernel.ledger.models import Entry
from anju.people.models import Account, Organisation
from anju.people.rules import mask_name
from anju.supervision.inspections.backcheck.sources import Ground, registered

PIECE = 500
QUIET = frozenset({
    "deferral.asked", "deferral.answered", "dispute.made", "dispute.ruled", "duty.discharge_reported",
    "duty.discharged", "duty.progressed", "duty.reminded", "hazard.photographed", "look_back.done", "place.drawn",
    "submission.decided", "submission.made",
})  # fmt: skip
"""Entries that repeat what another one of the same deed says: they are counted with, and not shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the past."""

    number: int
    source: str
    verb: str
    subject: str
    """`duty:12`"""
    title: str
    at: datetime
    happened_at: datetime
    actor: str
    organisation: int | None
    data: Mapping[str, Any]
    later: bool
    """Entered after the call."""

    @property
    def of(self) -> int:
        """The subject's own id."""
        return int(self.subject.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Past:
    """The whole of it, oldest first."""

    told: tuple[Told, ...]

    def shown(self) -> list[Told]:
        """What a reader needs: each deed once."""
        return [one for one in self.told if one.verb not in QUIET]

    def known(self) -> list[Told]:
        """What was known at the call."""
        return [one for one in self.told if not one.later]


def past_of(ground: Ground) -> Past:
    """Every entry of every source, oldest first."""
    moment = clock.to_us(ground.called_at)
    found: list[Told] = []
    for source in registered():
        for kind, titles in source.subjects(ground).items():
            found += [
                _told(source.key, kind, titles[row[4]], row, moment) for row in _entries(kind, list(titles), moment)
            ]
    return Past(tuple(sorted(found, key=lambda one: (one.happened_at, one.number))))


def _entries(kind: str, ids: list[str], moment: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(ids), PIECE):
        yield from entries_of(kind, ids[start : start + PIECE], moment).values_list(
            "pk", "at", "happened_at", "verb", "subject_id", "actor", "organisation", "data"
        )


def entries_of(kind: str, ids: list[str], moment: int) -> QuerySet[Entry]:
    """Entries of subjects that tell of a time up to a moment, by the index of subjects."""
    before = Q(at__lte=moment) | Q(happened_at__lte=moment)
    return Entry._all.filter(before, subject_kind=kind, subject_id__in=ids)


def _told(source: str, kind: str, title: str, row: tuple[Any, ...], moment: int) -> Told:
    number, at, happened, verb, subject, actor, organisation, data = row
    return Told(
        number, source, verb, f"{kind}:{subject}", title, clock.from_us(at), clock.from_us(happened), actor,
        organisation, json.loads(data), at > moment,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What a page of lines points at: people masked, organisations, the reasons that were written."""

    people: Mapping[str, str]
    organisations: Mapping[int, str]
    words: Mapping[int, str | None]


def names_of(told: Iterable[Told]) -> Names:
    """Three statements for any number of lines."""
    some = list(told)
    people = {int(one.actor.partition(":")[2]) for one in some if one.actor.startswith("person:")}
    units = {one.organisation for one in some if one.organisation is not None}
    units |= {pk for one in some for key in ("accountable", "organisation", "unit") if (pk := _id(one.data, key))}
    reasons = [said["id"] for one in some if isinstance(said := one.data.get("reason"), dict) and "id" in said]
    return Names(
        {f"person:{pk}": mask_name(name) for pk, name in Account._all.filter(pk__in=people).values_list("pk", "name")},
        dict(Organisation._all.filter(pk__in=units).values_list("pk", "name")),
        texts.read(reasons),
    )


def _id(data: Mapping[str, Any], key: str) -> int | None:
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
