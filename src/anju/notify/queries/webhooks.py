"""Reads about subscriptions and their events."""

import json
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.models import Entry
from anju.notify.enums import DeliveryState
from anju.notify.models import Event, Subscription
from anju.notify.permissions import Permission
from anju.notify.rules.events import Told


def subscriptions_of(actor: Actor) -> QuerySet[Subscription]:
    """Subscriptions `actor` keeps, with how many events wait and how many are dead."""
    rows = Subscription.objects.for_(actor, Permission.KEEP_SUBSCRIPTIONS)
    waiting = Count("events", filter=Q(events__state__in=(DeliveryState.WAITING, DeliveryState.SENDING)))
    dead = Count("events", filter=Q(events__state=DeliveryState.DEAD))
    return rows.annotate(waiting=waiting, dead=dead).order_by("name", "pk")


def dead_events(actor: Actor) -> QuerySet[Event]:
    """Events nobody could be told, newest first."""
    rows = Event.objects.for_(actor, Permission.SEE_OUTBOX).filter(state=DeliveryState.DEAD)
    return rows.select_related("subscription").order_by("-id")


def active() -> list[Subscription]:
    """Subscriptions that listen now."""
    return list(Subscription.objects.system("matching events").filter(active=True))


def told(uids: Iterable[object]) -> dict[object, Told]:
    """The entries behind events, by uid."""
    return {entry.uid: _told(entry) for entry in Entry._all.filter(uid__in=list(uids))}


def _told(entry: Entry) -> Told:
    return Told(
        uid=entry.uid,
        verb=entry.verb,
        at=clock.from_us(entry.at),
        happened_at=clock.from_us(entry.happened_at),
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        district=entry.district,
        path=entry.path,
        organisation=entry.organisation,
        data=json.loads(entry.data),
    )
