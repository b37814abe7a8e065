"""The only writer of the notices' tables."""

from anju.notify.actions.helpers import contribute, dismiss, give_link, revoke_link, take
from anju.notify.actions.inbox import mark_done, mark_read, mark_unread
from anju.notify.actions.subscriptions import (
    add_subscription,
    change_subscription,
    renew_secret,
    switch_off_holder,
    switch_subscription,
)
from anju.notify.actions.telling import tell

__all__ = [
    "add_subscription",
    "change_subscription",
    "contribute",
    "dismiss",
    "give_link",
    "mark_done",
    "mark_read",
    "mark_unread",
    "renew_secret",
    "revoke_link",
    "switch_off_holder",
    "switch_subscription",
    "take",
    "tell",
]
