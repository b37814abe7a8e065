"""Permissions are declared by each domain and asked with one question.

A domain's `permissions.py` holds a `StrEnum` and calls `declare` with the roles that have each permission by default.
Roles stand in `people`, so they are plain words here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.core.exceptions import PermissionDenied

from anju.kernel.actors import Actor, ActorKind, Grant

_roles: dict[str, set[str]] = defaultdict(set)
_labels: dict[str, str] = {}


class UnknownPermissionError(LookupError):
    """A permission nobody declared: a spelling mistake, never "no"."""


class MissingPermissionError(PermissionDenied):
    """No post of the actor has a permission, there or anywhere: its label is the message."""

    def __init__(self, permission: str) -> None:
        super().__init__(_labels[permission])
        self.permission = str(permission)


def declare(defaults: Mapping[StrEnum, Iterable[str]], labels: Mapping[StrEnum, str] | None = None) -> None:
    """Register a domain's permissions: permission → roles that have it by default."""
    for permission, roles in defaults.items():
        _labels[str(permission)] = str((labels or {}).get(permission, permission))
        for role in roles:
            _roles[role].add(str(permission))


def declared() -> dict[str, str]:
    """Every declared permission with its label."""
    return dict(_labels)


def of_role(role: str) -> frozenset[str]:
    """The default permissions of a role."""
    return frozenset(_roles.get(role, ()))


def roles_with(permission: str) -> tuple[str, ...]:
    """The roles that have a permission by default, by name."""
    return tuple(sorted(role for role, held in _roles.items() if permission in held))


def granting(actor: Actor, permission: str) -> tuple[Grant, ...]:
    """The actor's posts that have the permission. Raises UnknownPermissionError for an undeclared one."""
    if permission not in _labels:
        raise UnknownPermissionError(permission)
    return tuple(grant for grant in actor.grants if permission in grant.permissions)


def covers(grant: Grant, *, path: str | None, place: int | None, parties: Iterable[int | None] = ()) -> bool:
    """Whether a post's reach takes in a place (by path or id) or one of the parties."""
    if path is not None and any(path.startswith(prefix) for prefix in grant.paths):
        return True
    if place is not None and place in grant.places:
        return True
    return grant.organisation is not None and grant.organisation in set(parties)


def allowed(
    actor: Actor,
    permission: str,
    *,
    path: str | None = None,
    place: int | None = None,
    parties: Iterable[int | None] = (),
) -> bool:
    """May `actor` do this here? The one question every deed asks.

    Without path, place and parties the question is about the district as a whole, and only a post whose reach is a
    whole district says yes. The system may do anything: what it does is written in the ledger under its own name.
    """
    if permission not in _labels:
        raise UnknownPermissionError(permission)
    if actor.kind is ActorKind.SYSTEM:
        return True
    parties = tuple(parties)
    if path is None and place is None and not parties:
        return any(is_district_wide(grant) for grant in granting(actor, permission))
    return any(covers(grant, path=path, place=place, parties=parties) for grant in granting(actor, permission))


def is_district_wide(grant: Grant) -> bool:
    """A path such as `/cc/` reaches a whole district."""
    return any(path.count("/") <= 2 for path in grant.paths)


def require(
    actor: Actor,
    permission: str,
    *,
    path: str | None = None,
    place: int | None = None,
    parties: Iterable[int | None] = (),
) -> None:
    """`allowed`, or raise MissingPermissionError."""
    if not allowed(actor, permission, path=path, place=place, parties=parties):
        raise MissingPermissionError(permission)
