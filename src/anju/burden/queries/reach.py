"""Where an actor stands: the district, street or community of a post."""

from anju.burden.enums import MEASURED
from anju.burden.rules.minutes import cut
from anju.kernel.actors import Actor, Grant
from anju.kernel.permissions import granting
from anju.supervision.grid.permissions import Permission as Grid

COMMUNITY = 3
"""Parts of a community's path. Nothing is summed any finer."""


def root_of(actor: Actor) -> str:
    """The path of the district an actor works in; empty for who reaches none."""
    path = next((path for grant in actor.grants for path in grant.paths), "")
    return cut(path, 1) if path else ""


def seat(actor: Actor, permission: str) -> str:
    """The widest place at which a post with the permission stands, at most a community; empty where none does."""
    paths = [path for grant in granting(actor, permission) for path in grant.paths]
    return cut(min(paths, key=lambda path: (path.count("/"), path)), COMMUNITY) if paths else ""


def counted_as(actor: Actor) -> tuple[str, str] | None:
    """The role and place under which an actor's minutes are summed; None where they are not."""
    grants = [grant for grant in granting(actor, Grid.PATROL) if grant.role in MEASURED and grant.paths]
    if not grants:
        return None
    chosen: Grant = actor.acting if actor.acting in grants else grants[0]
    return chosen.role, cut(min(chosen.paths, key=lambda path: (path.count("/"), path)), COMMUNITY)
