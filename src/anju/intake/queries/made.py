"""What an import made, by name and with the way there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from anju.facilities.queries.register import by_ids
from anju.intake.enums import Fate
from anju.intake.models import OutsideInspection
from anju.people.models import Account, Management, Organisation
from anju.places.models import Grid, Place
from anju.supervision.lists.models import CleanUp, Hazard
from anju.telemetry.queries.register import by_ids as devices_by_ids


@dataclass(frozen=True, slots=True)
class MadeLine:
    """One row of the table and the record it became."""

    row: int
    fate: Fate
    name: str
    url: str


Names = Callable[[Iterable[int]], dict[int, str]]


def _places(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in Place._all.filter(pk__in=list(ids))}


def _grids(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: f"{row.number} {row.name}" for row in Grid._all.filter(pk__in=list(ids))}


def _organisations(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: row.name for row in Organisation._all.filter(pk__in=list(ids))}


def _accounts(ids: Iterable[int]) -> dict[int, str]:
    """By login: a name is personal data."""
    return dict(Account._all.filter(pk__in=list(ids)).values_list("pk", "login"))


def _managements(ids: Iterable[int]) -> dict[int, str]:
    rows = Management._all.filter(pk__in=list(ids)).select_related("place", "organisation")
    return {row.pk: f"{row.place} · {row.organisation}" for row in rows}


def _hazards(ids: Iterable[int]) -> dict[int, str]:
    return dict(Hazard._all.filter(pk__in=list(ids)).values_list("pk", "number"))


def _clean_ups(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in CleanUp._all.filter(pk__in=list(ids))}


def _inspections(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in OutsideInspection._all.filter(pk__in=list(ids))}


def _facilities(ids: Iterable[int]) -> dict[int, str]:
    return {pk: f"{row.code} {row.name}" for pk, row in by_ids(ids).items()}


def _devices(ids: Iterable[int]) -> dict[int, str]:
    return {row.pk: f"{row.key} {row.name}".strip() for row in devices_by_ids(ids)}


KINDS: Final[dict[str, tuple[Names, tuple[str, ...]]]] = {
    "place": (_places, ("places:place",)),
    "grid": (_grids, ("places:grid",)),
    "organisation": (_organisations, ("people:organisation",)),
    "account": (_accounts, ("people:person",)),
    "management": (_managements, ("people:management",)),
    "hazard": (_hazards, ("lists:case",)),
    "clean_up": (_clean_ups, ()),
    "outside_inspection": (_inspections, ()),
    "facility": (_facilities, ("facilities:facility",)),
    "device": (_devices, ("telemetry:device",)),
}
"""Subject kind → how its rows are called, and the page of one of them."""


def lines_of(made: Sequence[Sequence[Any]]) -> list[MadeLine]:
    """`[row, fate, kind, id]` with names and addresses: one query a kind."""
    ids: dict[str, list[int]] = defaultdict(list)
    for _, _, kind, pk in made:
        ids[kind].append(pk)
    names = {kind: KINDS[kind][0](found) for kind, found in ids.items() if kind in KINDS}
    return [
        MadeLine(row, Fate(fate), name := names.get(kind, {}).get(pk, f"{kind} {pk}"), _address(kind, pk, name))
        for row, fate, kind, pk in made
    ]


def _address(kind: str, pk: int, called: str) -> str:
    """The record's page; a hazard's is addressed by its number. Empty where it has none."""
    for name in KINDS.get(kind, ((), ()))[1]:
        try:
            return reverse(name, args=[called if kind == "hazard" else pk])
        except NoReverseMatch:
            continue
    return ""
