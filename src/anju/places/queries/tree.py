"""Reading the tree: what stands above, below and beside a place, and finding one by its words."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.scope import under
from anju.places import rules
from anju.places.enums import PlaceKind
from anju.places.models import Area, BuildingFacts, EstateFacts, Grid, Place
from anju.places.permissions import Places

LAST = "\U0010ffff"
"""Follows every character: `text + LAST` closes the range of what begins with `text`."""
IN = 500
"""Values of one IN list; SQLite allows 999 parameters."""


def visible(actor: Actor) -> QuerySet[Place]:
    """Places the actor may see."""
    return Place.objects.for_(actor, Places.VIEW)


def place_for(actor: Actor, pk: int) -> Place | None:
    """One place with its facts; None where it does not exist or is not the actor's."""
    return visible(actor).select_related("parent", "estate_facts", "building_facts", "boundary").filter(pk=pk).first()


def breadcrumb(place: Place) -> list[Place]:
    """The places from the district down to `place` itself; who sees it may know what it lies in."""
    return prepared.read(_lineage, paths=tuple(rules.lineage(place.path)))


def _lineage(paths: tuple[str, ...]) -> QuerySet[Place]:
    return Place._all.filter(path__in=paths).order_by("path")


def building_of(place: Place) -> Place:
    """The building a place lies in; the place itself where it lies in none."""
    return next((one for one in breadcrumb(place) if one.kind == PlaceKind.BUILDING), place)


def point_of(place: Place) -> tuple[int, int] | None:
    """(lon, lat) of a place, or of the nearest above it that has a point; 1e-7 degrees, WGS-84. A street's would be no
    place to go to: None then.
    """
    for one in reversed(breadcrumb(place)):
        if one.lon_e7 is not None and one.lat_e7 is not None:
            return None if one.kind in (PlaceKind.DISTRICT, PlaceKind.STREET) else (one.lon_e7, one.lat_e7)
    return None


def by_path(path: str) -> Place | None:
    """The place at a path, for a mechanism."""
    return next(iter(prepared.read(_lineage, paths=(path,))), None)


def at_paths(paths: Collection[str], limit: int = IN) -> list[Place]:
    """The places at these paths, in the order they were made; for callers who have asked whose they are."""
    return prepared.read(_at_paths, limit, paths=prepared.padded(paths))


def paths_of(places: Collection[int]) -> dict[int, str]:
    """Id → path, for callers who have asked whose they are."""
    found: dict[int, str] = {}
    wanted = sorted(places)
    for begin in range(0, len(wanted), IN):
        found.update(Place._all.filter(pk__in=wanted[begin : begin + IN]).values_list("pk", "path"))
    return found


def _at_paths(limit: int, paths: tuple[str, ...]) -> QuerySet[Place]:
    return Place._all.filter(path__in=paths).order_by("pk")[:limit]


def open_below(parents: Collection[Place], kinds: Collection[str], limit: int = IN) -> list[Place]:
    """The open places of some kinds right under any of `parents`, in the order they were made; likewise."""
    ids = prepared.padded([place.pk for place in parents])
    return prepared.read(_open_below, limit, tuple(map(str, kinds)), parents=ids)


def _open_below(limit: int, kinds: tuple[str, ...], parents: tuple[int, ...]) -> QuerySet[Place]:
    return Place._all.filter(parent__in=parents, closed_on=None, kind__in=kinds).order_by("pk")[:limit]


def names_at(paths: Collection[str], kinds: Collection[str]) -> dict[str, str]:
    """Path → name, of the places of some kinds among these; likewise."""
    return dict(Place._all.filter(path__in=paths, kind__in=kinds).values_list("path", "name"))


def name_of(pk: int) -> str:
    """What a place is called, to repeat a choice in a form that comes back; empty for none."""
    return Place._all.filter(pk=pk).values_list("full_name", flat=True).first() or ""


def districts() -> list[Place]:
    """Every district root."""
    return list(Place._all.filter(kind=PlaceKind.DISTRICT).order_by("path"))


def children(actor: Actor, place: Place) -> list[Place]:
    """The open places right under `place`, kind by kind in the order of the enum, names in natural order."""
    order = {kind: position for position, kind in enumerate(PlaceKind.values)}
    rows = (
        visible(actor).filter(parent=place, closed_on=None).select_related("estate_facts", "building_facts")[: IN * 4]
    )
    return sorted(rows, key=lambda row: (order[row.kind], rules.natural(row.name), row.pk))


def counts_below(actor: Actor, place: Place) -> dict[PlaceKind, int]:
    """How many open places of each kind lie below."""
    rows = visible(actor).filter(under("path", place.path), closed_on=None).exclude(pk=place.pk)
    found = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind: found[kind] for kind in PlaceKind if kind in found}


def child_counts(places: Iterable[Place]) -> dict[int, int]:
    """Place id → open children right under it."""
    ids = [place.pk for place in places]
    rows = Place._all.filter(parent__in=ids, closed_on=None).order_by().values_list("parent").annotate(n=Count("pk"))
    return dict(rows)


def worded(rows: QuerySet[Place], words: str) -> QuerySet[Place]:
    """Each word stands somewhere in the full name, the address or the code."""
    for word in words.split()[:5]:
        rows = rows.filter(Q(full_name__contains=word) | Q(address__contains=word) | Q(code=word))
    return rows


def search(actor: Actor, words: str, *, kinds: Collection[str] = (), limit: int = 20) -> list[Place]:
    """The places called so: first those whose full name begins with the words or whose code they are, then those that
    contain each word. At most `limit`; the first half is an index range.
    """
    words = " ".join(words.split())
    if not words:
        return []
    rows = visible(actor).filter(closed_on=None)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    first = list(rows.filter(full_name__gte=words, full_name__lt=words + LAST).order_by("full_name", "pk")[:limit])
    first += [row for row in rows.filter(code=words)[:limit] if row not in first]
    if len(first) < limit:
        found = {row.pk for row in first}
        more = worded(rows, words)[: limit + len(first)]
        first += [row for row in more if row.pk not in found]
    return first[:limit]


# What actions read while they write: locked, asked for permission by the caller.


def locked(ids: Collection[int] | Iterable[int]) -> dict[int, Place]:
    """Places by id, locked for this transaction."""
    return {row.pk: row for piece in pieces(ids) for row in Place._all.select_for_update().filter(pk__in=piece)}


def open_children(place: int) -> list[Place]:
    """The open places right under one, locked, in the order they were made."""
    rows = Place._all.select_for_update().filter(parent=place, closed_on=None)
    return sorted(rows, key=lambda row: rules.natural(row.path))


def lock_district(path: str) -> None:
    """Hold the district's row, so that codes are given one after another."""
    list(Place._all.select_for_update().filter(path=path).values_list("pk"))


def district_paths() -> list[str]:
    """The paths of all districts."""
    return list(Place._all.filter(kind=PlaceKind.DISTRICT).values_list("path", flat=True))


def codes_taken(district: str, codes: Collection[str]) -> set[str]:
    """Which of the codes a place of the district has."""
    here = Place._all.filter(under("path", district)).values_list("code", flat=True)
    return {code for piece in pieces(codes) for code in here.filter(code__in=piece)}


def by_codes(district: str, codes: Collection[str]) -> dict[str, Place]:
    """The district's places with these codes."""
    here = Place._all.filter(under("path", district))
    return {row.code: row for piece in pieces(codes) for row in here.filter(code__in=piece)}


def by_names(keys: Collection[tuple[int, str]]) -> Mapping[tuple[int | None, str, str], Place]:
    """(parent id, kind, name) → the open place, of the (parent id, name) asked for."""
    parents = sorted({parent for parent, _ in keys})
    names = {name for _, name in keys}
    rows = (row for piece in pieces(parents) for row in Place._all.filter(parent__in=piece, closed_on=None))
    return {(row.parent_id, row.kind, row.name): row for row in rows if row.name in names}


Pathed = TypeVar("Pathed", Place, EstateFacts, BuildingFacts, Grid, Area)


def at_or_below(model: type[Pathed], path: str) -> list[Pathed]:
    """Rows of a model with a path, at or below one, locked, in tree order."""
    return list(model._all.select_for_update().filter(under("path", path)).order_by("path", "pk"))


def with_parent(places: Iterable[Place]) -> list[Place]:
    """The same places, fresh, with their parents."""
    ids = [place.pk for place in places]
    return [row for piece in pieces(ids) for row in Place._all.filter(pk__in=piece).select_related("parent")]


def children_called_after(places: Iterable[Place]) -> list[Place]:
    """Children whose full name is made of their parent's, with that parent."""
    ids = [place.pk for place in places]
    named = Place._all.exclude(kind__in=rules.NAMED_ALONE).select_related("parent")
    return [row for piece in pieces(ids) for row in named.filter(parent__in=piece)]


def locked_estate_facts(place: int) -> EstateFacts | None:
    """An estate's facts, locked."""
    return EstateFacts._all.select_for_update().filter(place=place).first()


def locked_building_facts(place: int) -> BuildingFacts | None:
    """A building's facts, locked."""
    return BuildingFacts._all.select_for_update().filter(place=place).first()


def locked_facts(places: Collection[int]) -> dict[int, BuildingFacts | EstateFacts]:
    """Place id → what is known of the building or estate, locked."""
    found: dict[int, BuildingFacts | EstateFacts] = {}
    for piece in pieces(places):
        found |= {row.place_id: row for row in BuildingFacts._all.select_for_update().filter(place__in=piece)}
        found |= {row.place_id: row for row in EstateFacts._all.select_for_update().filter(place__in=piece)}
    return found


T = TypeVar("T")


def pieces(values: Iterable[T], size: int = IN) -> Iterator[list[T]]:
    """The values in lists of at most `size`, as they come."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece
