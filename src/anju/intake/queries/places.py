"""The district's places as tables name them: streets, communities and estates by name, buildings under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from anju.intake.tables.text import tidy
from anju.kernel.db import prepared
from anju.kernel.scope import under
from anju.places.enums import PlaceKind
from anju.places.models import BuildingFacts, EstateFacts, Place

_UPPER = (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE)
_IN = 512
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """A place of the upper tree."""

    pk: int
    kind: str
    name: str
    path: str


class Tree:
    """Streets, communities and estates of one district in memory: a few thousand at most."""

    def __init__(self, district: Place) -> None:
        self.root = Node(district.pk, PlaceKind.DISTRICT, district.name, district.path)
        self._named: dict[str, list[Node]] = defaultdict(list)
        rows = Place._all.filter(under("path", district.path), kind__in=_UPPER, closed_on=None).order_by("path")
        for row in rows.values_list("pk", "kind", "name", "path"):
            self.add(Node(*row))

    def add(self, node: Node) -> None:
        """Know one more."""
        self._named[_key(node.name)].append(node)

    def find(self, name: str, *, below: str, kinds: Collection[str] = _UPPER) -> list[Node]:
        """Places of these kinds called so, at or below a path."""
        return [node for node in self._named.get(_key(name), ()) if node.kind in kinds and node.path.startswith(below)]

    def spelled(self, text: str) -> list[Node]:
        """Places that `街道/社区/小区`, or a name alone, can mean."""
        parts = [part for part in text.replace("／", "/").split("/") if part.strip()]
        if not parts:
            return []
        if parts[0] == self.root.name:
            parts = parts[1:]
            if not parts:
                return [self.root]
        found = [self.root]
        for part in parts:
            found = [node for above in found for node in self.find(part, below=above.path) if node != above]
            found = list(dict.fromkeys(found))
        return found


def _key(name: str) -> str:
    return tidy(name).casefold()


def by_full_name(district: str, names: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Full name → (id, path) of open places called exactly so."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for piece in _pieces(names):
        rows = Place._all.filter(under("path", district), full_name__in=piece, closed_on=None)
        for full_name, pk, path in rows.values_list("full_name", "pk", "path"):
            found[full_name].append((pk, path))
    return found


def children_named(keys: Collection[tuple[int, str]]) -> dict[tuple[int, str, str], Place]:
    """(parent id, kind, name) → the open place, of the (parent id, name) asked for."""
    found: dict[tuple[int, str, str], Place] = {}
    for piece in _pieces(keys):
        parents = prepared.padded({parent for parent, _ in piece})
        for row in prepared.read(_children, parents=parents, names=prepared.padded({name for _, name in piece})):
            assert row.parent_id is not None
            found[row.parent_id, row.kind, row.name] = row
    return found


def _children(parents: tuple[int, ...], names: tuple[str, ...]) -> QuerySet[Place]:
    return Place._all.filter(parent__in=parents, name__in=names, closed_on=None)


def places_by_id(ids: Iterable[int]) -> dict[int, Place]:
    """Places by id."""
    return {row.pk: row for piece in _pieces(ids) for row in prepared.read(_places, ids=prepared.padded(piece))}


def _places(ids: tuple[int, ...]) -> QuerySet[Place]:
    return Place._all.filter(pk__in=ids)


def facts_of(ids: Iterable[int]) -> dict[int, BuildingFacts | EstateFacts]:
    """Place id → what is known of the building or estate."""
    found: dict[int, BuildingFacts | EstateFacts] = {}
    for piece in _pieces(ids):
        found |= {row.place_id: row for row in BuildingFacts._all.filter(place__in=piece)}
        found |= {row.place_id: row for row in EstateFacts._all.filter(place__in=piece)}
    return found


def _pieces(values: Iterable[T]) -> Iterable[list[T]]:
    everything = list(values)
    return (everything[start : start + _IN] for start in range(0, len(everything), _IN))
