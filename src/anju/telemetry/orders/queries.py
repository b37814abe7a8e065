"""Reads of orders to devices."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from anju.gateway.observed import Deed
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.telemetry.models import Device, Order, Signal
from anju.telemetry.orders.enums import OrderState
from anju.telemetry.orders.permissions import Permission

GBT26875 = "gbt26875"
PAGE = 25
DUTY_ANSWERED = f"!{Deed.DUTY_ANSWERED}"
"""As the projection writes what was done."""


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


def page(rows: QuerySet[Order], after: str) -> tuple[list[Order], str]:
    """One page of orders after an id, and the id to go on from."""
    if after.isascii() and after.isdecimal() and len(after) < 16:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def device_for(actor: Actor, pk: int) -> Device | None:
    """A device one may give orders to; one that is not in use shows those of before."""
    rows = Device.objects.for_(actor, Permission.ORDER).filter(place__isnull=False, scheme=GBT26875)
    return rows.select_related("place", "model").filter(pk=pk).first()


def duty_due(row: Order) -> datetime:
    """Until when the button of a 查岗 counts."""
    return (row.ended_at or row.asked_at) + timedelta(minutes=row.minutes)


def pressed_at(row: Order) -> datetime | None:
    """When the button was first heard after a 查岗 was asked, within its minutes."""
    heard = Signal._all.filter(
        point__device=row.device_id, state=DUTY_ANSWERED, heard__gte=clock.to_us(row.asked_at),
        heard__lte=clock.to_us(duty_due(row)),
    ).order_by("heard")  # fmt: skip
    first = heard.values_list("heard", flat=True).first()
    return None if first is None else clock.from_us(first)
