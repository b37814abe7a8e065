"""Who answers for a place (DESIGN §5): property company under contract → owners' committee → community custody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from anju.kernel.db import prepared
from anju.people.enums import Answering, OrganisationKind, ReasonKind
from anju.people.models import Management, Organisation
from anju.people.queries.actor import effective
from anju.people.rules import ancestors
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.models import EstateFacts, Place

CHUNK = 5000
"""Paths asked in one query; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One numbered step of the explanation; holds ids only, so a term may keep it."""

    kind: ReasonKind
    path: str
    """The place the fact stands at."""
    management: int | None = None
    organisation: int | None = None

    def __str__(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class Accountable:
    """The organisation that answers here, by what, and why, step by step."""

    organisation_id: int
    mode: Answering
    why: tuple[Reason, ...]
    management_id: int | None = None

    @property
    def numbered(self) -> list[str]:
        """The reasons as `1. …` lines in the present language."""
        return [f"{number}. {reason}" for number, reason in enumerate(self.why, start=1)]


def accountable_for(place_path: str, *, on: date) -> Accountable | None:
    """Who answers for a place on a day; None where nobody would (the register of unresolved estates names it)."""
    return accountable_for_many([place_path], on=on)[place_path]


def accountable_for_many(place_paths: Iterable[str], *, on: date) -> dict[str, Accountable | None]:
    """`accountable_for` of thousands of places: one query where contracts answer, four more where they do not."""
    found: dict[str, Accountable | None] = dict.fromkeys(place_paths)
    managements = _managements(found, on)
    open_paths = []
    for path in found:
        nearest = next((managements[above] for above in ancestors(path) if above in managements), None)
        if nearest is None:
            open_paths.append(path)
        else:
            found[path] = _by_management(nearest, on)
    if open_paths:
        facts = _Ground.read(open_paths, on)
        for path in open_paths:
            found[path] = facts.answer(path)
    return found


def _above(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    every = sorted({above for path in paths for above in ancestors(path)})
    for start in range(0, len(every), CHUNK):
        yield prepared.padded(every[start : start + CHUNK])


def _managements(paths: Iterable[str], on: date) -> dict[str, Management]:
    rows: dict[str, Management] = {}
    for chunk in _above(paths):
        rows |= {row.path: row for row in prepared.read(_managing, paths=chunk, on=on)}
    return rows


def _managing(paths: tuple[str, ...], on: date) -> QuerySet[Management]:
    return Management._all.filter(effective(on), path__in=paths, mode__in=_BY_MODE).order_by("since", "pk")


_BY_MODE = {
    ManagementMode.PROPERTY_COMPANY: (Answering.PROPERTY_COMPANY, ReasonKind.CONTRACT),
    ManagementMode.OWNERS: (Answering.OWNERS, ReasonKind.OWNERS_MANAGE),
    ManagementMode.OWNER_UNIT: (Answering.OWNER_UNIT, ReasonKind.OWNER_UNIT_MANAGES),
    ManagementMode.COMMUNITY_CUSTODY: (Answering.COMMUNITY_CUSTODY, ReasonKind.CUSTODY),
}


def _by_management(row: Management, on: date) -> Accountable:
    if row.emergency:
        mode, kind = Answering.EMERGENCY_CUSTODY, ReasonKind.EMERGENCY
    else:
        mode, kind = _BY_MODE[ManagementMode(row.mode)]
    why = [Reason(kind, row.path, row.pk, row.organisation_id)]
    if row.until is not None and row.until < on and mode is Answering.PROPERTY_COMPANY:
        why.append(Reason(ReasonKind.CONTRACT_CONTINUES, row.path, row.pk, row.organisation_id))
    return Accountable(row.organisation_id, mode, tuple(why), row.pk)


@dataclass(slots=True)
class _Ground:
    """What decides where no management answers: committees, custody written in the estate's facts, territory."""

    committees: dict[str, int] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    streets: dict[str, int] = field(default_factory=dict)
    estates: set[str] = field(default_factory=set)
    custody: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, paths: Iterable[str], on: date) -> "_Ground":
        ground = cls()
        by_kind: dict[str, dict[str, int]] = {
            OrganisationKind.OWNERS_COMMITTEE: ground.committees,
            OrganisationKind.COMMUNITY: ground.communities,
            OrganisationKind.STREET: ground.streets,
        }
        for chunk in _above(paths):
            for pk, kind, path in prepared.read(_organisations, tuple(by_kind), paths=chunk):
                by_kind[kind].setdefault(path, pk)
            ground.estates.update(prepared.read(_estates, paths=chunk))
            ground.custody.update(prepared.read(_custody, paths=chunk))
        return ground

    def answer(self, path: str) -> Accountable | None:
        above = ancestors(path)
        none = Reason(ReasonKind.NO_MANAGEMENT, path)
        estate = next((place for place in above if place in self.estates), None)
        community = next((self.communities[place] for place in above if place in self.communities), None)
        if estate is None:
            street = next((self.streets[place] for place in above if place in self.streets), None)
            owner = community or street
            if owner is None:
                return None
            return self._of(owner, Answering.TERRITORY, none, ReasonKind.OUTSIDE_ESTATES, path)
        if estate in self.committees:
            owner = self.committees[estate]
            return self._of(owner, Answering.OWNERS, none, ReasonKind.OWNERS_COMMITTEE, estate)
        if estate in self.custody and community:
            return self._of(community, Answering.COMMUNITY_CUSTODY, none, ReasonKind.MODE_CUSTODY, estate)
        return None

    @staticmethod
    def _of(owner: int, mode: Answering, none: Reason, kind: ReasonKind, path: str) -> Accountable:
        return Accountable(owner, mode, (none, Reason(kind, path, organisation=owner)))


def _organisations(kinds: tuple[str, ...], paths: tuple[str, ...]) -> QuerySet[Any]:
    rows = Organisation._all.filter(path__in=paths, kind__in=kinds, closed_on__isnull=True)
    return rows.order_by("pk").values_list("pk", "kind", "path")


def _estates(paths: tuple[str, ...]) -> QuerySet[Any]:
    return Place._all.filter(path__in=paths, kind=PlaceKind.ESTATE).values_list("path", flat=True)


def _custody(paths: tuple[str, ...]) -> QuerySet[Any]:
    rows = EstateFacts._all.filter(path__in=paths, mode=ManagementMode.COMMUNITY_CUSTODY)
    return rows.values_list("path", flat=True)
