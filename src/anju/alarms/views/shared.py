"""What the pages of alarms share."""

from datetime import date

from django.http import Http404, HttpRequest

from anju.alarms.models import Alarm
from anju.alarms.permissions import Permission
from anju.alarms.queries import events
from anju.kernel.actors import Actor
from anju.ui.asking import who_may


def who(request: HttpRequest) -> Actor:
    """Who asks: a post that sees alarms, or somebody who was called. Raises MissingPermissionError."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if events.reaches(actor) else who_may(request, Permission.SEE)


def alarm_of(actor: Actor, pk: int) -> Alarm:
    """The alarm. Raises Http404 for one out of reach."""
    row = events.alarm_for(actor, pk)
    if row is None:
        raise Http404
    return row


def day(text: str) -> date | None:
    """A date of the address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """An id of the address; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
