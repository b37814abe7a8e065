"""Who gives orders to devices."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `orders.queries` and `orders.actions`."""

    ORDER = "devices.order"
    """Set a device's clock, read it, ask whether the control room is manned (查岗)."""


declare({Permission.ORDER: (Role.FIRE_BRIGADE,)}, {Permission.ORDER: "向设备下发命令"})
