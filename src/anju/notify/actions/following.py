"""Subscriptions follow the place whose events they ask for; notices stay as they were sent."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.notify.models import Subscription
from anju.places.actions.following import rehang


def follow_place(*, by: Actor, old: str, new: str) -> None:
    """What is at the path `old` is at `new` from now on."""
    with deed(by=by) as act:
        rehang(act, Subscription, old, new)
