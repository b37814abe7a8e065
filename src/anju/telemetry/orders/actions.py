"""The only writer of orders to devices."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Order
from anju.telemetry.orders.enums import OrderKind, OrderState
from anju.telemetry.orders.permissions import Permission
from anju.telemetry.orders.queries import GBT26875

TERM = timedelta(minutes=30)
"""An order that could not be delivered by then is given up: a 查岗 or a clock of an hour ago is none."""
MOST_MINUTES = 255
LONGEST_ANSWER = 1054
VERBS = {
    OrderState.ANSWERED: "device_order.answered",
    OrderState.DENIED: "device_order.refused_by_device",
    OrderState.SILENT: "device_order.unanswered",
    OrderState.EXPIRED: "device_order.lapsed",
}


def give_order(*, by: Actor, device: int, kind: OrderKind, minutes: int = 0) -> Order:
    """An order to a device that is in use; the gateway delivers it once the device is connected, within `TERM`.

    `minutes`: how long a 查岗 waits for the person on duty, 1 to 255; else 0. Raises PermissionDenied, and
    ValidationError while another order to the device is open, or for a device that takes none.
    """
    with deed(by=by) as act:
        target = Device._all.select_for_update().filter(pk=device).first()
        if target is None or target.state != DeviceState.CLAIMED:
            raise PermissionDenied
        require(by, Permission.ORDER, path=target.path)
        if target.scheme != GBT26875:
            raise ValidationError(_("这种设备不接收命令。"))
        if (kind == OrderKind.INSPECT_DUTY) != (1 <= minutes <= MOST_MINUTES):
            raise ValidationError(_("查岗要写明 1 到 255 分钟内应答；其他命令不写。"))
        if Order._all.filter(device=target, state=OrderState.OPEN).exists():
            raise ValidationError(_("上一条命令还没有结果。"))
        at = clock.from_us(act.at)
        row = Order._all.create(
            device=target, path=target.path, kind=kind, minutes=minutes, asked_at=at, asked_by=by.account,
            due_at=at + TERM,
        )  # fmt: skip
        act.enter("device_order.asked", row, path=row.path, data={"kind": str(kind), "device": target.pk})
    return row


def settle_order(*, by: Actor, order: int, state: OrderState, answer: bytes = b"") -> bool:
    """How an order ended, as the gateway heard; `answer`: the device's frame. False where it had ended before."""
    with deed(by=by) as act:
        row = Order._all.select_for_update().get(pk=order)
        if row.state != OrderState.OPEN:
            return False
        row.state, row.ended_at, row.answer = state, clock.from_us(act.at), answer[:LONGEST_ANSWER]
        row.save(update_fields=["state", "ended_at", "answer"])
        act.enter(VERBS[state], row, path=row.path, data={"kind": row.kind, "device": row.device_id})
    return True
