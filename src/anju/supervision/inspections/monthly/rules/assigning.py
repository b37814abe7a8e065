"""Who looks: nobody at an own street, community, firm or place; then whoever has the fewest to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inspector:
    """Somebody who may inspect: every organisation and place of all his posts, whatever the post."""

    account: int
    organisations: frozenset[int]
    places: tuple[str, ...]
    """Paths below the district at which he holds a post or walks a grid."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What is to be looked at, and whose work it is."""

    path: str
    street: str
    organisations: frozenset[int] = frozenset()
    """Who answers for it, verified it or put it right."""
    people: frozenset[int] = frozenset()
    """Who patrolled it, handed in the work or closed the case."""


def barred(one: Inspector, spot: Spot) -> bool:
    """Whether it would be looking at one's own."""
    own = any(path.startswith(spot.street) or spot.path.startswith(path) for path in one.places)
    return own or one.account in spot.people or bool(one.organisations & spot.organisations)


def inspector_for(spot: Spot, people: Sequence[Inspector], load: Mapping[int, int]) -> int | None:
    """The account that looks; None where nobody is independent."""
    fit = [one for one in people if not barred(one, spot)]
    return min(fit, key=lambda one: (load.get(one.account, 0), one.account)).account if fit else None
