"""What people tells the domains below it, which know no accounts: names of actors, and who walks a grid."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from anju.people.enums import Role
from anju.people.queries import records
from anju.places.queries import staffing
from anju.ui import who

SHOWN = 5


@who.provide
def actors(asked: Collection[str]) -> Mapping[str, str]:
    """`person:12` → masked name."""
    return {actor: name for actor, name in records.names_of(asked).items() if name}


@who.provide_roles
def roles(asked: Iterable[str]) -> list[str]:
    """The roles' words, highest first."""
    wanted = set(asked)
    return [str(role.label) for role in Role if role in wanted]


@staffing.provide
def walkers(grids: Collection[int], day: date) -> Mapping[int, staffing.Staffing]:
    """Grid id → how many active members hold a post there on a day, and the first few masked names. One query."""
    found: dict[int, list[str]] = {}
    for grid, name in records.members_of(grids, day):
        found.setdefault(grid, []).append(name)
    return {grid: staffing.Staffing(len(names), tuple(names[:SHOWN])) for grid, names in found.items()}
