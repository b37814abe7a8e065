"""Who sees devices, and who keeps them."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, Role


class Permission(StrEnum):
    """Asked by `telemetry.queries` and `telemetry.actions`."""

    SEE = "telemetry.see"
    """Devices of the own reach, with what they said."""
    KEEP = "telemetry.keep"
    """Register, claim, change, retire; shield a zone, or test it. Of the own reach only."""
    CLAIM = "telemetry.claim"
    """See devices that nobody knows, which belong to no place. Claiming one asks `KEEP` at the place as well."""
    MODELS = "telemetry.models"
    """Say how a model's messages are read. Asked of the district as a whole."""
    SUPPORT = "telemetry.support"
    """Look into a device's frames, and at what could not be read."""


_DISTRICT = (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE)

declare(
    {
        Permission.SEE: (
            Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.COMMUNITY, Role.PROPERTY_MANAGER, Role.OPERATOR,
        ),
        Permission.KEEP: (*_DISTRICT, Role.PROPERTY_MANAGER, Role.OPERATOR),
        Permission.CLAIM: (*_DISTRICT, Role.PROPERTY_MANAGER, Role.OPERATOR),
        Permission.MODELS: _DISTRICT,
        Permission.SUPPORT: _DISTRICT,
    },
    {
        Permission.SEE: "查看物联设备",
        Permission.KEEP: "登记、认领和屏蔽物联设备",
        Permission.CLAIM: "查看待认领的设备",
        Permission.MODELS: "维护设备型号",
        Permission.SUPPORT: "查看设备报文",
    },
)  # fmt: skip
