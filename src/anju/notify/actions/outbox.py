"""Claiming lines of the outbox and settling what became of them.

A line is claimed by a conditional UPDATE under a lease. A worker that dies loses its lease, and the same batch goes out
again under the same id: nothing is lost, and a receiver that knows ids sees nothing twice (docs/adr/0009).
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q

from anju.kernel import clock, ids
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref, deed
from anju.notify.enums import ROBOTS, DeliveryState, SendError, Urgency
from anju.notify.models import Delivery, Gateway, Lane
from anju.notify.rules import retry

MERGED = 20
"""Lines sent as one message at most."""

WORKER = system("outbox")
_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch this worker holds until its lease ends."""

    batch: UUID
    gateway: Gateway
    account: int | None
    lines: tuple[Delivery, ...]


def claim(at: datetime) -> Claim | None:
    """Take the most urgent batch that is due and that its gateway's rate allows; None when there is none."""
    _free_expired(at)
    full: set[int] = set()
    while (head := _next(at, full)) is not None:
        with transaction.atomic():
            lane = _lane(head.gateway_id)
            recent, fits = retry.room(lane.recent, clock.to_us(at), head.gateway.per_minute)
            if not fits:
                full.add(head.gateway_id)
                continue
            held = _take(head, at)
            if held is not None:
                Lane._all.filter(pk=lane.pk).update(recent=[*recent, clock.to_us(at)])
                return held
    return None


def _free_expired(at: datetime) -> None:
    lost = Delivery._all.filter(state=DeliveryState.SENDING, lease_until__lt=at)
    if lost.exists():
        lost.update(state=DeliveryState.WAITING, lease_until=None)


def _next(at: datetime, full: set[int]) -> Delivery | None:
    due = Delivery._all.filter(state=DeliveryState.WAITING, due_at__lte=at, gateway__enabled=True)
    return due.exclude(gateway__in=full).select_related("gateway").order_by("-urgency", "due_at", "id").first()


def _lane(gateway: int) -> Lane:
    lane = Lane._all.select_for_update().filter(gateway=gateway).first()
    return lane or Lane._all.get_or_create(gateway_id=gateway)[0]


def _take(head: Delivery, at: datetime) -> Claim | None:
    """Give every line due for the same receiver one batch. A batch that was sent before stays as it was."""
    mine = Delivery._all.filter(state=DeliveryState.WAITING, gateway=head.gateway_id, account=head.account_id)
    if head.account_id is None and head.gateway.kind not in ROBOTS:
        mine = mine.filter(pk=head.pk)  # each of those outside is somebody else
    elif head.batch is None:
        neighbours = mine.filter(batch__isnull=True, due_at__lte=at).order_by("-urgency", "due_at", "id")
        mine = mine.filter(batch__isnull=True, pk__in=list(neighbours.values_list("pk", flat=True)[:MERGED]))
    else:
        mine = mine.filter(batch=head.batch)
    _drop_needless(mine, at)
    batch = head.batch or ids.uuid7()
    taken = mine.update(
        state=DeliveryState.SENDING, batch=batch, attempts=F("attempts") + 1, lease_until=at + retry.LEASE
    )
    if not taken:
        return None
    lines = Delivery._all.filter(batch=batch, state=DeliveryState.SENDING).select_related("notice", "account")
    return Claim(batch, head.gateway, head.account_id, tuple(lines.order_by("-urgency", "due_at", "id")))


def _drop_needless(rows: models.QuerySet[Delivery], at: datetime) -> None:
    """What its reader has seen in the inbox meanwhile need not be sent; nor anything to a leaver."""
    seen = Q(message__read_at__isnull=False, urgency__lte=Urgency.NORMAL)
    needless = rows.filter(seen | Q(account__is_active=False)).values_list("pk", flat=True)
    Delivery._all.filter(pk__in=list(needless)).update(state=DeliveryState.NEEDLESS, ended_at=at)


def succeed(held: Claim, at: datetime) -> None:
    """The batch went out."""
    _held(held).update(state=DeliveryState.SENT, ended_at=at, lease_until=None, error="")


def fail(held: Claim, at: datetime, error: SendError, *, for_good: bool = False, pause: int | None = None) -> None:
    """The batch did not go out: again later, or, when that cannot help, a dead letter with an entry for each line."""
    attempts = max(line.attempts for line in held.lines)
    if not for_good and not retry.exhausted(attempts):
        wait = max(retry.pause(attempts, _random.random()), timedelta(seconds=pause or 0))
        _held(held).update(state=DeliveryState.WAITING, due_at=at + wait, lease_until=None, error=error)
        return
    with deed(by=WORKER) as act:
        _held(held).update(state=DeliveryState.DEAD, ended_at=at, lease_until=None, error=error)
        for line in held.lines:
            data = {"notice": line.notice_id, "gateway": line.gateway_id, "error": str(error)}
            act.enter("delivery.failed", Ref("delivery", str(line.pk)), path=line.path, data=data)


def _held(held: Claim) -> models.QuerySet[Delivery]:
    return Delivery._all.filter(batch=held.batch, state=DeliveryState.SENDING)
