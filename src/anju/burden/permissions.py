"""Who may see and set what about burden."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `burden.queries` and `burden.actions`."""

    SEE = "burden.see"
    """The articles and how each stands: everybody."""
    SEE_MINUTES = "burden.see_minutes"
    """Who orders work sees what it takes. Only sums of several people."""
    SET_CAP = "burden.set_cap"
    FILL = "burden.fill"
    """Fill a form from the records of the own reach. Each field also asks the permission of its records."""
    KEEP_FORMS = "burden.keep_forms"
    """Hand in a form that somebody asks for, and say which cell is which record."""


declare(
    {
        Permission.SEE: tuple(Role),
        Permission.SEE_MINUTES: (Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY, Role.AUDITOR),
        Permission.SET_CAP: (Role.DISTRICT_OFFICE,),
        Permission.FILL: (*OFFICIALS, Role.PROPERTY_MANAGER),
        Permission.KEEP_FORMS: (Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY),
    },
    {
        Permission.SEE: "查看减负对照",
        Permission.SEE_MINUTES: "查看用时账",
        Permission.SET_CAP: "设置用时上限",
        Permission.FILL: "用已有记录填报表",
        Permission.KEEP_FORMS: "上传和对应报表",
    },
)
