"""Organisations, people, grids and contracts as tables name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from anju.intake.tables.text import tidy
from anju.kernel.scope import under
from anju.people.models import Account, Management, Organisation, Post
from anju.places.models import Grid, GridPlace

_IN = 500


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as far as finding it goes."""

    pk: int
    kind: str
    name: str
    uscc: str
    path: str


class Directory:
    """Organisations of one district, and those that belong to no place, by code and by name."""

    def __init__(self, district: str) -> None:
        self._by_code: dict[str, Named] = {}
        self._by_name: dict[str, list[Named]] = defaultdict(list)
        rows = Organisation._all.filter(Q(path="") | under("path", district), closed_on__isnull=True).order_by("pk")
        for pk, kind, name, short, uscc, path in rows.values_list("pk", "kind", "name", "short_name", "uscc", "path"):
            self.add(Named(pk, kind, name, uscc, path), short)

    def add(self, one: Named, short: str = "") -> None:
        """Know one more."""
        if one.uscc:
            self._by_code[one.uscc] = one
        for name in dict.fromkeys((_key(one.name), _key(short))):
            if name:
                self._by_name[name].append(one)

    def coded(self, uscc: str) -> Named | None:
        """The organisation with a credit code."""
        return self._by_code.get(uscc)

    def named(self, name: str, kind: str = "") -> list[Named]:
        """Organisations called so, in full or in short."""
        return [one for one in self._by_name.get(_key(name), ()) if not kind or one.kind == kind]

    def at(self, path: str, kind: str) -> Named | None:
        """The organisation of a kind whose own place this is."""
        every = (one for named in self._by_name.values() for one in named)
        return next((one for one in every if one.path == path and one.kind == kind), None)

    def spelled(self, text: str, may_see: Callable[[str], bool]) -> list[Named]:
        """What a cell can mean: a code, or a name, of those that may be seen by their path."""
        coded = self.coded(text.strip().upper())
        found = [coded] if coded else self.named(text)
        return [one for one in found if not one.path or may_see(one.path)]


def _key(name: str) -> str:
    return tidy(name).casefold()


def code_taken(uscc: str) -> bool:
    """Whether any organisation, of whatever district, has the code."""
    return Organisation._all.filter(uscc=uscc).exists()


def organisations_by_id(ids: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by id."""
    return {row.pk: row for row in Organisation._all.filter(pk__in=list(ids))}


def accounts_by_login(logins: Collection[str]) -> dict[str, Account]:
    """Login → account, of whatever district: a login is one person."""
    found: dict[str, Account] = {}
    for piece in _pieces(sorted(logins)):
        found |= {row.login: row for row in Account._all.filter(login__in=piece)}
    return found


def open_posts_of(accounts: Collection[int]) -> set[tuple[int, str, int, int | None, int | None]]:
    """(account, role, organisation, place, grid) of every post that is held."""
    found: set[tuple[int, str, int, int | None, int | None]] = set()
    for piece in _pieces(sorted(accounts)):
        rows = Post._all.filter(account__in=piece, until__isnull=True)
        found |= set(rows.values_list("account_id", "role", "organisation_id", "place_id", "grid_id"))
    return found


def grids_numbered(district: str) -> dict[str, list[Grid]]:
    """Number → open grids of the district."""
    found: dict[str, list[Grid]] = defaultdict(list)
    for grid in Grid._all.filter(under("path", district), closed_on=None).order_by("pk"):
        found[grid.number].append(grid)
    return found


def grid_places_now(grids: Collection[int]) -> dict[int, set[int]]:
    """Grid → places it lies over now."""
    found: dict[int, set[int]] = defaultdict(set)
    for grid, place in GridPlace._all.filter(grid__in=grids, until=None).values_list("grid_id", "place_id"):
        found[grid].add(place)
    return found


def managements_at(places: Collection[int]) -> dict[int, list[Management]]:
    """Place → every management, past ones too."""
    found: dict[int, list[Management]] = defaultdict(list)
    for piece in _pieces(sorted(places)):
        for row in Management._all.filter(place__in=piece).order_by("since"):
            found[row.place_id].append(row)
    return found


def _pieces(values: list[str] | list[int]) -> Iterable[list[str] | list[int]]:
    return (values[start : start + _IN] for start in range(0, len(values), _IN))
