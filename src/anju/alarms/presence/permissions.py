"""Who checks control rooms, who answers, and who reads what was found."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `presence.queries` and `presence.actions`."""

    SEE = "presence.see"
    """Checks that have begun, of the own reach or of the own organisation. What is still to come stands nowhere."""
    CHECK = "presence.check"
    """Begin a check by hand, with a reason; see how often a room is drawn, and the draws of a month that is over."""
    ROOMS = "presence.rooms"
    """Put a control room under checks: its phone, its device, how often. Never whoever is checked."""
    ANSWER = "presence.answer"
    """Give the code back. Only of the organisation that a check asked."""
    EXPORT = "presence.export"


_CHECKERS = (Role.DISTRICT_OFFICE, Role.FIRE_BRIGADE)
_CHECKED = (Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)

declare(
    {
        Permission.SEE: (*_CHECKERS, Role.EMERGENCY, Role.STREET, Role.COMMUNITY, *_CHECKED, Role.AUDITOR),
        Permission.CHECK: _CHECKERS,
        Permission.ROOMS: _CHECKERS,
        Permission.ANSWER: (*_CHECKED, Role.COMMUNITY),
        Permission.EXPORT: (*_CHECKERS, Role.STREET, Role.AUDITOR),
    },
    {
        Permission.SEE: "查看查岗记录",
        Permission.CHECK: "发起查岗",
        Permission.ROOMS: "维护查岗的消防控制室",
        Permission.ANSWER: "应答查岗",
        Permission.EXPORT: "导出查岗记录",
    },
)
