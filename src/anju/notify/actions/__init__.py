"""The only writer of the notices' tables."""

from anju.notify.actions.inbox import mark_done, mark_read, mark_unread
from anju.notify.actions.telling import tell

__all__ = ["mark_done", "mark_read", "mark_unread", "tell"]
