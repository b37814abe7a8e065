"""The tables of the notices."""

from anju.notify.models.helpers import HelperContribution, HelperLink
from anju.notify.models.inbox import Message, Notice, Preference
from anju.notify.models.outbox import Delivery, Gateway, Lane, Switch
from anju.notify.models.webhooks import Event, Subscription

__all__ = [
    "Delivery",
    "Event",
    "Gateway",
    "HelperContribution",
    "HelperLink",
    "Lane",
    "Message",
    "Notice",
    "Preference",
    "Subscription",
    "Switch",
]
