"""The registers of grids and areas: a district has a hundred of them, so one page holds them all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.models import Area, Grid, Place
from anju.places.queries.grids import visible_areas, visible_grids
from anju.places.queries.tree import visible

MOST = 2000


@dataclass(frozen=True, slots=True)
class GridFilters:
    """What the address of the register of grids says."""

    place: str = ""
    q: str = ""
    vacant: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "GridFilters":
        """From a query string; values are trimmed."""
        return cls(**{name: str(query.get(name, "")).strip()[:120] for name in cls.__dataclass_fields__})

    def given(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}


def grids(actor: Actor, filters: GridFilters) -> QuerySet[Grid]:
    """The grids in use that the actor sees and the filters select, by number."""
    rows = visible_grids(actor).filter(closed_on=None).select_related("community")
    if filters.place:
        try:
            rows = rows.filter(under("path", filters.place))
        except ValueError:
            return rows.none()
    for word in filters.q.split()[:5]:
        rows = rows.filter(Q(name__contains=word) | Q(number=word))
    return rows.order_by("path", "number", "pk")[:MOST]


def area_rows(actor: Actor, words: str = "") -> QuerySet[Area]:
    """The areas the actor sees, each with `n`, the places it names."""
    rows = visible_areas(actor)
    for word in words.split()[:5]:
        rows = rows.filter(name__contains=word)
    return rows.annotate(n=Count("members")).order_by("path", "name")[:MOST]


def seen(actor: Actor, places: Iterable[Place]) -> list[tuple[Place, bool]]:
    """Places with whether the actor may open them."""
    rows = list(places)
    open_to = set(visible(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [(row, row.pk in open_to) for row in rows]
