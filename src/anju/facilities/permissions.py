"""Who may see and keep what stands ready for a fire."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `facilities.queries` and `facilities.actions`."""

    SEE = "facilities.see"
    KEEP = "facilities.keep"
    """Register, change, take out of service, return and remove, of the own reach or as the facility's owner."""
    SEE_STATIONS = "facilities.see_stations"
    """Micro-stations with roster gaps and kit; names and phones masked."""
    KEEP_STATIONS = "facilities.keep_stations"
    CALL_OUT = "facilities.call_out"
    """Open a station's duty phone and a member's name and phone; each time an entry."""


_KEEPERS = (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE, Role.STREET, Role.COMMUNITY, Role.PROPERTY_MANAGER)

declare(
    {
        Permission.SEE: (
            *OFFICIALS, Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR,
            Role.CONGRESS_STAFF, Role.AUDITOR,
        ),
        Permission.KEEP: (*_KEEPERS, Role.WATER, Role.OWNERS_COMMITTEE, Role.OPERATOR),
        Permission.SEE_STATIONS: (
            *OFFICIALS, Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.CONGRESS_STAFF, Role.AUDITOR,
        ),
        Permission.KEEP_STATIONS: _KEEPERS,
        Permission.CALL_OUT: (*_KEEPERS, Role.GRID_MEMBER),
    },
    {
        Permission.SEE: "查看消防设施",
        Permission.KEEP: "维护消防设施",
        Permission.SEE_STATIONS: "查看微型消防站",
        Permission.KEEP_STATIONS: "维护微型消防站",
        Permission.CALL_OUT: "查看值守电话和队员电话",
    },
)  # fmt: skip
