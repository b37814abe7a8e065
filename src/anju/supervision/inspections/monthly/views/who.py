"""Who asks, and with which of the domain's permissions."""

from django.http import HttpRequest

from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.inspections.monthly.permissions import Permission

READERS = (Permission.MANAGE, Permission.READ, Permission.OWN)


def who(request: HttpRequest, *permissions: Permission) -> Actor:
    """The actor, who holds one of these. Raises MissingPermissionError."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(actor.holds(permission) for permission in permissions):
        raise MissingPermissionError(permissions[0])
    return actor
