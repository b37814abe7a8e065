"""Who lets senders in."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `access.queries` and `access.actions`."""

    KEEP = "access.keep"
    """Give out, rotate and end accounts under which devices and platforms send in."""


declare({Permission.KEEP: (Role.FIRE_BRIGADE, Role.ADMINISTRATOR)}, {Permission.KEEP: "维护设备接入账号"})
