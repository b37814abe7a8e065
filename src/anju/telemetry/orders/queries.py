"""Reads of orders to devices."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.telemetry.models import Order
from anju.telemetry.orders.enums import OrderState
from anju.telemetry.orders.permissions import Permission

GBT26875 = "gbt26875"


def orders_of(actor: Actor, device: int) -> QuerySet[Order]:
    """Orders to one device, newest first, as far as the actor reaches it."""
    return Order.objects.for_(actor, Permission.ORDER).filter(device=device).order_by("-pk")


def open_for(sources: Iterable[bytes], now: datetime) -> list[Order]:
    """Orders that wait for one of these devices (addresses as they stand in frames): for the gateway."""
    rows = Order._all.filter(state=OrderState.OPEN, due_at__gt=now, device__scheme=GBT26875)
    there = set(sources)
    return [row for row in rows.select_related("device").order_by("pk")[:1000] if _source(row) in there]


def _source(row: Order) -> bytes:
    try:
        return bytes.fromhex(row.device.key)
    except ValueError:
        return b""


def overdue(now: datetime) -> list[int]:
    """Open orders whose time is over."""
    rows = Order._all.filter(state=OrderState.OPEN, due_at__lte=now).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:500])
