"""Who may see alarms, answer them, and keep their rules."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `alarms.queries` and `alarms.actions`."""

    SEE = "alarms.see"
    RESPOND = "alarms.respond"
    """Acknowledge, arrive, say what it was. Whoever was called may too, wherever their post is."""
    CONTACTS = "alarms.contacts"
    """Keep whom a household's detector calls. Each look at a number is entered."""
    RULES = "alarms.rules"
    """Write, try and switch the rules."""
    UNKNOWN = "alarms.unknown"
    """See what devices that nobody has claimed yet tell of."""
    EXPORT = "alarms.export"


_BELOW = (Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)

declare(
    {
        Permission.SEE: (*OFFICIALS, Role.GRID_MEMBER, *_BELOW, Role.AUDITOR),
        Permission.RESPOND: (
            Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE, Role.EMERGENCY, Role.STREET, Role.COMMUNITY, Role.GRID_MEMBER,
            Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE,
        ),
        Permission.CONTACTS: (Role.COMMUNITY, Role.STREET, Role.PROPERTY_MANAGER),
        Permission.RULES: (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE),
        Permission.UNKNOWN: (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE),
        Permission.EXPORT: (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE, Role.STREET, Role.COMMUNITY, Role.AUDITOR),
    },
    {
        Permission.SEE: "查看报警",
        Permission.RESPOND: "接警和处置",
        Permission.CONTACTS: "维护住户报警联系人",
        Permission.RULES: "维护报警规则",
        Permission.UNKNOWN: "查看未认领设备的报警",
        Permission.EXPORT: "导出报警台账",
    },
)  # fmt: skip
