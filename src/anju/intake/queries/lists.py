"""Cases, clean-ups and inspections that were brought in before, by the recorder's own key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from anju.intake.models import OutsideInspection
from anju.kernel.db import prepared
from anju.kernel.scope import under
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists.models import CleanUp, Duty, Hazard

_IN = 512


def cases_by_ref(refs: Collection[str]) -> dict[str, Duty]:
    """Key → the case, with its hazard."""
    found: dict[str, Duty] = {}
    for piece in _pieces(refs):
        found |= {str(row.hazard.client_ref): row for row in prepared.read(_cases, refs=piece)}
    return found


def _cases(refs: tuple[str, ...]) -> QuerySet[Duty]:
    return Duty._all.filter(hazard__client_ref__in=refs).select_related("hazard")


def hazard_ids(refs: Collection[str]) -> dict[str, int]:
    """Key → the hazard's id."""
    found: dict[str, int] = {}
    for piece in _pieces(refs):
        found |= {str(ref): pk for ref, pk in prepared.read(_hazards, refs=piece)}
    return found


def _hazards(refs: tuple[str, ...]) -> QuerySet[Any]:
    return Hazard._all.filter(client_ref__in=refs).values_list("client_ref", "pk")


def clean_ups_by_ref(refs: Collection[str]) -> dict[str, CleanUp]:
    """Key → the clean-up."""
    return {str(row.client_ref): row for piece in _pieces(refs) for row in CleanUp._all.filter(client_ref__in=piece)}


def inspections_by_ref(refs: Collection[str]) -> dict[str, OutsideInspection]:
    """Reference → the inspection."""
    return {row.reference: row for piece in _pieces(refs) for row in prepared.read(_inspections, refs=piece)}


def _inspections(refs: tuple[str, ...]) -> QuerySet[OutsideInspection]:
    return OutsideInspection._all.filter(reference__in=refs)


def addressed_buildings(district: str) -> Iterable[tuple[int, str]]:
    """(id, address) of every open building of the district that has an address, or is called by one."""
    rows = Place._all.filter(under("path", district), kind=PlaceKind.BUILDING, closed_on=None).order_by("path")
    return ((pk, address or name) for pk, address, name in rows.values_list("pk", "address", "name"))


def _pieces(values: Collection[str]) -> Iterable[tuple[str, ...]]:
    everything = sorted(values)
    return (prepared.padded(everything[start : start + _IN]) for start in range(0, len(everything), _IN))
