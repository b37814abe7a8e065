"""The only writer of the notices' tables."""

from anju.notify.actions.helpers import contribute, dismiss, give_link, revoke_link, take
from anju.notify.actions.inbox import mark_done, mark_read, mark_unread
from anju.notify.actions.telling import tell

__all__ = [
    "contribute",
    "dismiss",
    "give_link",
    "mark_done",
    "mark_read",
    "mark_unread",
    "revoke_link",
    "take",
    "tell",
]
