"""The only writer of the notices' tables."""

from anju.notify.actions.gateways import add_gateway, change_gateway, switch_gateway, switch_trial
from anju.notify.actions.helpers import contribute, dismiss, give_link, revoke_link, sender_of, take
from anju.notify.actions.inbox import mark_done, mark_read, mark_unread
from anju.notify.actions.letters import discard_events, discard_letters, retry_events, retry_letters
from anju.notify.actions.settings import set_preference
from anju.notify.actions.subscriptions import (
    add_subscription,
    change_subscription,
    renew_secret,
    switch_off_holder,
    switch_subscription,
)
from anju.notify.actions.telling import tell

__all__ = [
    "add_gateway",
    "add_subscription",
    "change_gateway",
    "change_subscription",
    "contribute",
    "discard_events",
    "discard_letters",
    "dismiss",
    "give_link",
    "mark_done",
    "mark_read",
    "mark_unread",
    "renew_secret",
    "retry_events",
    "retry_letters",
    "revoke_link",
    "sender_of",
    "set_preference",
    "switch_gateway",
    "switch_off_holder",
    "switch_subscription",
    "switch_trial",
    "take",
    "tell",
]
