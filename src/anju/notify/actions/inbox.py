"""Own marks on own messages.

They are the reader's working notes, not deeds upon a subject, so they enter nothing: a ledger of who read what when
would be a trace of people's screen time (DESIGN §1.3; docs/adr/0009).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.notify.models import Message
from anju.notify.permissions import Permission


def mark_read(*, by: Actor, messages: Iterable[int]) -> int:
    """Mark own messages as read; returns how many were not yet."""
    return _mark(by, messages, unset="read_at", values={"read_at": clock.now()})


def mark_done(*, by: Actor, messages: Iterable[int]) -> int:
    """Put own messages away, read or not; returns how many were not yet. The matter itself stays as it is."""
    with transaction.atomic():
        mark_read(by=by, messages=messages)
        return _mark(by, messages, unset="done_at", values={"done_at": clock.now()})


def mark_unread(*, by: Actor, messages: Iterable[int]) -> int:
    """Undo both marks."""
    own = Message.objects.for_(by, Permission.INBOX).filter(pk__in=set(messages), read_at__isnull=False)
    return own.update(read_at=None, done_at=None)


def _mark(by: Actor, messages: Iterable[int], *, unset: str, values: dict[str, datetime]) -> int:
    own = Message.objects.for_(by, Permission.INBOX).filter(pk__in=set(messages), **{f"{unset}__isnull": True})
    return own.update(**values)
