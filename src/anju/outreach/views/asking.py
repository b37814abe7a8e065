"""What the pages of outreach share: who asks, and reading an address."""

from datetime import date

from django.http import HttpRequest

from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError, granting
from anju.outreach.permissions import Permission


def who_may(request: HttpRequest, *permissions: Permission) -> Actor:
    """Who asks. Raises MissingPermissionError where no post of theirs has any of the permissions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(granting(actor, permission) for permission in permissions):
        raise MissingPermissionError(permissions[0])
    return actor


def day(text: str) -> date | None:
    """A date of the address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """An id of the address; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
