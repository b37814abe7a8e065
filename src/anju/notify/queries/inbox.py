"""Reads of one's own inbox."""

from datetime import datetime

from django.db.models import Q, QuerySet

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.notify.models import Message, Preference
from anju.notify.permissions import Permission

PAGE = 50
SHELVES = ("unread", "open", "done")
"""New; everything not put away; put away."""


def own(actor: Actor) -> QuerySet[Message]:
    """One's own messages that may be seen by now."""
    return Message.objects.for_(actor, Permission.INBOX).filter(visible_at__lte=clock.now())


def unread_count(actor: Actor) -> int:
    """How many are new, for the navigation."""
    return prepared.counts(_unread, actor, now=clock.now())[0]


def unread(actor: Actor, now: datetime) -> QuerySet[Message]:
    """The new ones."""
    return Message.objects.for_(actor, Permission.INBOX).filter(visible_at__lte=now, read_at__isnull=True)


def _unread(actor: Actor, now: datetime) -> list[QuerySet[Message]]:
    return [unread(actor, now)]


def shelf(actor: Actor, name: str) -> QuerySet[Message]:
    """One shelf, newest first."""
    where = {
        "unread": Q(read_at__isnull=True, done_at__isnull=True),
        "open": Q(done_at__isnull=True),
        "done": Q(done_at__isnull=False),
    }[name]
    return own(actor).filter(where).select_related("notice").order_by("-visible_at", "-pk")


def page(rows: QuerySet[Message], before: tuple[datetime, int] | None) -> tuple[list[Message], bool]:
    """Up to `PAGE` messages older than `before`, and whether more follow."""
    if before is not None:
        moment, pk = before
        rows = rows.filter(Q(visible_at__lt=moment) | Q(visible_at=moment, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def preference_of(account: int) -> Preference:
    """A person's settings; unsaved defaults where nothing was ever set."""
    row = Preference.objects.system("own settings").filter(account_id=account).first()
    return row or Preference(account_id=account)
