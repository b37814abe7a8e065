"""Who asks for a page."""

from django.http import HttpRequest

from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError, granting


def who_may(request: HttpRequest, *permissions: str) -> Actor:
    """Who asks. Raises MissingPermissionError where no post of theirs has any of the permissions: the page then says
    whose posts do.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(granting(actor, permission) for permission in permissions):
        raise MissingPermissionError(permissions[0])
    return actor
