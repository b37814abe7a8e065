"""Who handles residents' reports. A property company has none of these: it sees the case, never who reported it."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `residents.queries` and `residents.actions`."""

    SEE = "residents.see"
    """Reports of the own reach: words, marks, channel. No contact."""
    CONTACT = "residents.contact"
    """A reporter's contact: in the checking organisation and the district office. Each look is entered."""
    ENTER = "residents.enter"
    """Enter a report for somebody: counter, phone, WeChat; call-backs."""
    TICKETS = "residents.tickets"
    """12345: import, answer, return."""
    CONFIGURE = "residents.configure"


_HANDLERS = (Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY)

declare(
    {
        Permission.SEE: _HANDLERS,
        Permission.CONTACT: _HANDLERS,
        Permission.ENTER: _HANDLERS,
        Permission.TICKETS: _HANDLERS,
        Permission.CONFIGURE: (Role.DISTRICT_OFFICE,),
    },
    {
        Permission.SEE: "查看群众上报",
        Permission.CONTACT: "查看上报人联系方式",
        Permission.ENTER: "代群众登记",
        Permission.TICKETS: "办理 12345 工单",
        Permission.CONFIGURE: "设置群众上报规则",
    },
)
