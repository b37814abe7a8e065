"""Who looks again: never the first, nobody who could know the first result, and best of another organisation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST_EACH = 5
"""Second looks somebody has open at once, at most (own default)."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who could look again: what he reaches, for whom he works, and where he walks."""

    account: int
    organisations: frozenset[int]
    paths: tuple[str, ...]
    home: str


@dataclass(frozen=True, slots=True)
class Again:
    """A place to be looked at again; `knowing` are organisations whose people see a case there."""

    path: str
    street: str
    first: int | None
    organisation: int | None
    knowing: Collection[int] = frozenset()


def checker_of(again: Again, people: Sequence[Who], open_now: Mapping[int, int]) -> int | None:
    """The account that looks again; None where nobody can do so blind.

    Another organisation first, then the same street, then whoever has the fewest to do.
    """

    def rank(one: Who) -> tuple[bool, bool, int, int]:
        same = again.organisation is not None and again.organisation in one.organisations
        return same, not one.home.startswith(again.street), open_now.get(one.account, 0), one.account

    fit = [one for one in people if _blind(one, again) and open_now.get(one.account, 0) < MOST_EACH]
    return min(fit, key=rank).account if fit else None


def _blind(one: Who, again: Again) -> bool:
    reaches = any(again.path.startswith(path) or path.startswith(again.path) for path in one.paths)
    return one.account != again.first and not reaches and not one.organisations & set(again.knowing)
