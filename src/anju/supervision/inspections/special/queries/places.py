"""Which places a question over places names; and the units at a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from anju.kernel.scope import under
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.places.enums import PlaceKind
from anju.places.models import Area, AreaPlace, BuildingFacts, EstateFacts, Place
from anju.supervision.inspections.special.rules.counting import nearest
from anju.supervision.inspections.special.rules.scope import Asked

MOST = 5000
"""Places of one campaign."""
MOST_NAMED = 300
"""Streets, communities, estates and areas that a question may name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place that the question names."""

    pk: int
    path: str
    full_name: str
    kind: str


def found(asked: Asked, district: str) -> list[Found]:
    """The open places of a district that a question names, in tree order. At most six statements."""
    rows = Place._all.filter(under("path", district), closed_on=None, kind__in=asked.kinds)
    if asked.under or asked.areas:
        rows = rows.filter(_inside([*_paths(asked.under), *_area_paths(asked.areas)]))
    places = [Found(*row) for row in rows.order_by("path").values_list("pk", "path", "full_name", "kind")[: MOST * 4]]
    if asked.storeys_from is not None:
        tall = _facts(BuildingFacts, district, storeys__gte=asked.storeys_from)
        places = [one for one in places if one.path in tall]
    if asked.built_before is not None:
        old = _facts(BuildingFacts, district, year_built__lt=asked.built_before)
        estates = _facts(EstateFacts, district, year_built__lt=asked.built_before)
        places = [one for one in places if one.path in old or nearest(one.path, estates)]
    if asked.modes:
        managed = _facts(EstateFacts, district, mode__in=asked.modes)
        places = [one for one in places if nearest(one.path, managed)]
    return places


def _facts(model: type[BuildingFacts] | type[EstateFacts], district: str, **what: Any) -> dict[str, None]:
    return dict.fromkeys(model._all.filter(under("path", district), **what).values_list("place__path", flat=True))


def _paths(ids: Iterable[int]) -> QuerySet[Any]:
    return Place._all.filter(pk__in=list(ids)[:MOST_NAMED]).values_list("path", flat=True)


def _area_paths(ids: Iterable[int]) -> QuerySet[Any]:
    return AreaPlace._all.filter(area__in=list(ids)[:MOST_NAMED]).values_list("place__path", flat=True)


def _inside(paths: list[str]) -> Q:
    reached = Q(pk__in=())
    for path in sorted(set(paths)):
        reached |= under("path", path)
    return reached


def territories(district: str) -> list[tuple[int, str]]:
    """Streets and communities to choose from, each street with its communities behind it."""
    rows = Place._all.filter(
        under("path", district), closed_on=None, kind__in=(PlaceKind.STREET, PlaceKind.COMMUNITY)
    ).order_by("path")
    return [
        (pk, name if kind == PlaceKind.STREET else f"　{name}")
        for pk, name, kind, path in sorted(
            rows.values_list("pk", "name", "kind", "path"), key=lambda row: _order(row[3])
        )
    ]


def _order(path: str) -> list[int]:
    """Administrative order: as the places were registered, 2 before 10."""
    return [int(part) for part in path.strip("/").split("/")[1:] if part.isdecimal()]


def in_order(paths: Iterable[str]) -> list[str]:
    """Paths in administrative order."""
    return sorted(paths, key=_order)


def areas(district: str) -> list[tuple[int, str]]:
    """The named areas of a district."""
    return list(Area._all.filter(under("path", district)).order_by("name").values_list("pk", "name"))


def names(paths: Iterable[str]) -> dict[str, str]:
    """Path → what stands there is called."""
    return dict(Place._all.filter(path__in=set(paths)).values_list("path", "name"))


def units(
    district: str, kinds: Iterable[str] = (OrganisationKind.COMMUNITY, OrganisationKind.STREET)
) -> dict[str, int]:
    """Path → the community's office, or the street's, that answers for the ground there."""
    rows = Organisation._all.filter(under("path", district), kind__in=tuple(kinds), closed_on__isnull=True)
    return dict(rows.order_by("-pk").values_list("path", "pk"))


def organisations(district: str, kinds: Iterable[str]) -> list[tuple[int, str]]:
    """Open organisations of some kinds: those of the district, and companies, which belong to no place."""
    rows = Organisation._all.filter(
        under("path", district) | Q(path=""), kind__in=tuple(kinds), closed_on__isnull=True
    ).order_by("kind", "name", "pk")
    return list(rows.values_list("pk", "name"))


def organisation_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Id → name."""
    wanted = {one for one in ids if one is not None}
    return dict(Organisation._all.filter(pk__in=wanted).values_list("pk", "name"))


def by_ids(ids: Iterable[int]) -> list[Place]:
    """Open places by id, in tree order."""
    return list(Place._all.filter(pk__in=list(ids), closed_on=None).order_by("path"))


def full_names(ids: Iterable[int]) -> dict[int, str]:
    """Id → the place's full name."""
    return dict(Place._all.filter(pk__in=list(ids)).values_list("pk", "full_name"))


def inside(path: str, most: int = 500) -> list[Place]:
    """A place and the open ones in it, in tree order."""
    rows = Place._all.filter(under("path", path), closed_on=None).order_by("path")[:most]
    return sorted(rows, key=lambda row: _order(row.path))
