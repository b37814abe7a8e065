"""The last orders on a device's page, with the form for one more."""

from collections.abc import Mapping
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device
from anju.telemetry.orders import queries
from anju.telemetry.orders.forms import OrderForm
from anju.telemetry.orders.permissions import Permission
from anju.telemetry.orders.telling import told
from anju.ui import panels

SHOWN = 3


def of_device(actor: Actor, device: Device) -> Mapping[str, Any] | None:
    """Stays away from a device that takes no orders, and from whoever may give none."""
    row = queries.device_for(actor, device.pk)
    if row is None:
        return None
    rows = list(queries.orders_of(actor, row.pk)[:SHOWN])
    return {
        "rows": told(rows, row, clock.now()),
        "form": OrderForm() if row.state == DeviceState.CLAIMED else None,
    }


panels.register("device.page", panels.Panel("orders", "orders/panel.html", of_device, 30, Permission.ORDER))
