"""Events on their way: queued from entries, claimed in order, settled."""

import random
from datetime import datetime, timedelta

from django.db.models import F, Min, QuerySet

from anju.kernel import clock
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.notify.actions.outbox import WORKER
from anju.notify.enums import DeliveryState, SendError
from anju.notify.models import Event, Subscription
from anju.notify.queries import webhooks
from anju.notify.rules import events, retry

OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)
_random = random.SystemRandom()


def queue(entries: list[Entry]) -> int:
    """One event for each entry and each subscription that wishes for it and reaches it; once, by a unique key."""
    listening = webhooks.active()
    now = clock.now()
    rows = [
        Event(subscription=subscription, entry_uid=entry.uid, path=entry.path, due_at=now)
        for entry in (entries if listening else ())
        for subscription in listening
        if events.reaches(subscription.path, entry.path) and events.wants(subscription.types, entry.verb)
    ]
    Event._all.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def claim(at: datetime) -> Event | None:
    """The next event that may go: only the oldest open one of each subscription, so that order is kept."""
    lost = Event._all.filter(state=DeliveryState.SENDING, lease_until__lt=at)
    if lost.exists():
        lost.update(state=DeliveryState.WAITING, lease_until=None)
    fronts = Event._all.filter(state__in=OPEN, subscription__active=True).values("subscription")
    first = fronts.annotate(first=Min("id")).values_list("first", flat=True)
    due = Event._all.filter(pk__in=list(first), state=DeliveryState.WAITING, due_at__lte=at)
    for event in due.select_related("subscription").order_by("due_at", "id"):
        taken = Event._all.filter(pk=event.pk, state=DeliveryState.WAITING).update(
            state=DeliveryState.SENDING, attempts=F("attempts") + 1, lease_until=at + retry.LEASE
        )
        if taken:
            event.attempts += 1
            return event
    return None


def succeed(event: Event, at: datetime, status: int) -> None:
    """The receiver took it."""
    _held(event).update(state=DeliveryState.SENT, ended_at=at, lease_until=None, error="", status=status)


def fail(
    event: Event,
    at: datetime,
    error: SendError,
    *,
    status: int | None = None,
    for_good: bool = False,
    pause: int | None = None,
) -> None:
    """Again later, or a dead letter with an entry; then the next event of the subscription goes."""
    if not for_good and not retry.exhausted(event.attempts):
        wait = max(retry.pause(event.attempts, _random.random()), timedelta(seconds=pause or 0))
        _held(event).update(state=DeliveryState.WAITING, due_at=at + wait, lease_until=None, error=error, status=status)
        return
    with deed(by=WORKER) as act:
        _held(event).update(state=DeliveryState.DEAD, ended_at=at, lease_until=None, error=error, status=status)
        data = {"subscription": event.subscription_id, "entry": str(event.entry_uid), "error": str(error)}
        act.enter("webhook.failed", Ref("event", str(event.pk)), path=event.path, data=data)


def stop_listening(event: Event) -> None:
    """The receiver said it is gone (410): switch the subscription off."""
    with deed(by=WORKER) as act:
        row = Subscription._all.select_for_update().get(pk=event.subscription_id)
        if row.active:
            row.active = False
            row.save(update_fields=["active"])
            act.enter("subscription.switched_off", row, path=row.path, data={"reason": "gone"})


def _held(event: Event) -> QuerySet[Event]:
    return Event._all.filter(pk=event.pk, state=DeliveryState.SENDING)
