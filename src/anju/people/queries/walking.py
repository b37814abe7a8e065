"""Who walks a grid today, and what the actors of entries are called: answers that lower domains ask for."""

from collections.abc import Collection
from datetime import date

from anju.people.enums import Role
from anju.people.models import Account, Post
from anju.people.queries.actor import on_day
from anju.people.rules import mask_name
from anju.places.queries.staffing import Staffing

NAMED = 6
"""Names on a line; the rest is a number."""


def members_of_grids(grids: Collection[int], day: date) -> dict[int, Staffing]:
    """Grid id → its members that day, names masked; a grid without a member is left out. One query."""
    rows = Post._all.filter(on_day(day), grid__in=list(grids), role=Role.GRID_MEMBER, account__is_active=True)
    names: dict[int, list[str]] = {}
    for grid, name in rows.order_by("grid", "since", "pk").values_list("grid", "account__name"):
        names.setdefault(grid, []).append(mask_name(name))
    return {grid: Staffing(len(found), tuple(found[:NAMED])) for grid, found in names.items()}


def names_of_actors(actors: Collection[str]) -> dict[str, str]:
    """`person:12` → the masked name; other kinds of actors are left out. One query."""
    ids = {actor: int(pk) for actor in actors for kind, _, pk in [actor.partition(":")] if kind == "person"}
    rows = dict(Account._all.filter(pk__in=ids.values()).values_list("pk", "name")) if ids else {}
    return {actor: mask_name(rows[pk]) for actor, pk in ids.items() if pk in rows}
