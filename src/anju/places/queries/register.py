"""The register of places: filters as the address has them, keyset paging both ways, counts that stop early."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places import rules
from anju.places.enums import ADMINISTRATIVE, ManagementMode, PlaceKind
from anju.places.models import Area, AreaPlace, EstateFacts, Place
from anju.places.queries.grids import visible_areas
from anju.places.queries.tree import visible, worded

PAGE = 50
CAP = 10_000
"""Counts stop here: 10,000+ says enough."""
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the register says. A value nobody knows selects nothing rather than everything."""

    kind: str = ""
    place: str = ""
    """A path: at or below it."""
    mode: str = ""
    area: str = ""
    state: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; values are trimmed."""
        return cls(**{name: str(query.get(name, "")).strip()[:120] for name in cls.__dataclass_fields__})

    def given(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}

    def without(self, name: str) -> dict[str, str]:
        """The filters that are set but one."""
        return replace(self, **{name: ""}).given()


def places(actor: Actor, filters: Filters) -> QuerySet[Place]:
    """The places the actor sees that the filters select."""
    rows = visible(actor).filter(closed_on__isnull=filters.state != CLOSED)
    if filters.state not in ("", CLOSED):
        return rows.none()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.place:
        rows = rows.filter(_below(filters.place))
    if filters.mode:
        rows = rows.filter(_of_mode(filters.mode))
    if filters.area:
        rows = rows.filter(_of_area(actor, filters.area))
    return worded(rows, filters.q)


def _below(path: str) -> Q:
    try:
        return under("path", path)
    except ValueError:
        return Q(pk__in=())


def _of_mode(mode: str) -> Q:
    """Estates looked after in this way; an estate of which nothing is told counts as unknown."""
    told = EstateFacts._all.filter(mode=mode)
    if mode != ManagementMode.UNKNOWN:
        return Q(pk__in=told.values("place"))
    return Q(kind=PlaceKind.ESTATE) & (Q(pk__in=told.values("place")) | Q(estate_facts__isnull=True))


def _of_area(actor: Actor, area: str) -> Q:
    """The area's own places and all below them, if the actor may see the area."""
    if not area.isdecimal():
        return Q(pk__in=())
    seen = visible_areas(actor).filter(pk=int(area)).values("pk")
    paths = AreaPlace._all.filter(area__in=seen).values_list("place__path", flat=True)[: rules.AREA_PLACES]
    wanted = Q(pk__in=())
    for path in paths:
        wanted |= under("path", path)
    return wanted


@dataclass(frozen=True, slots=True)
class Page:
    """One page in tree order, and the paths to go on from and back from; empty where there is nothing more."""

    rows: list[Place]
    after: str = ""
    before: str = ""


def page(rows: QuerySet[Place], *, after: str = "", before: str = "", limit: int = PAGE) -> Page:
    """A keyset page by path: what follows `after`, or what stands before `before`."""
    rows = rows.select_related("estate_facts", "building_facts")
    if before:
        found = list(rows.filter(path__lt=before).order_by("-path")[: limit + 1])
        more, found = len(found) > limit, found[:limit][::-1]
        return Page(found, found[-1].path if found else "", found[0].path if more else "")
    if after:
        rows = rows.filter(path__gt=after)
    found = list(rows.order_by("path")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(found, found[-1].path if more else "", found[0].path if after and found else "")


def counted(rows: QuerySet[Place]) -> int | str:
    """How many, exactly up to `CAP`; else `10,000+`."""
    found = len(rows.order_by().values_list("pk", flat=True)[: CAP + 1])
    return found if found <= CAP else f"{CAP:,}+"


def every(rows: QuerySet[Place]) -> Iterator[Place]:
    """All of them in tree order, read piece by piece, for an export."""
    return rows.select_related("estate_facts", "building_facts").order_by("path").iterator(chunk_size=2000)


def named_above(places: Iterable[Place]) -> dict[int, tuple[str, str]]:
    """Place id → the names of its street and community, empty where there is none. One query."""
    rows = list(places)
    lineages = {row.pk: rules.lineage(row.path) for row in rows}
    wanted = {path for lineage in lineages.values() for path in lineage[1:3]}
    found = {
        path: (kind, name)
        for path, kind, name in Place._all.filter(path__in=wanted, kind__in=ADMINISTRATIVE).values_list(
            "path", "kind", "name"
        )
    }
    return {row.pk: _names(lineages[row.pk], found) for row in rows}


def _names(lineage: tuple[str, ...], found: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    by_kind = dict(found[path] for path in lineage[1:3] if path in found)
    return by_kind.get(PlaceKind.STREET, ""), by_kind.get(PlaceKind.COMMUNITY, "")


def territories(actor: Actor) -> list[Place]:
    """The streets and communities the actor sees, in tree order, to choose from."""
    kinds = (PlaceKind.STREET, PlaceKind.COMMUNITY)
    rows = visible(actor).filter(kind__in=kinds, closed_on=None).order_by("path")[:1000]
    return sorted(rows, key=lambda row: [rules.natural(part) for part in rules.lineage(row.path)])


def areas(actor: Actor) -> list[Area]:
    """The areas the actor sees, to choose from."""
    return list(visible_areas(actor).order_by("name")[:500])
