"""What may be done in special supervision, and which roles may by default."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `special.queries` and `special.actions`."""

    SEE = "special.see"
    PLAN = "special.plan"
    """Plan, launch, extend and close campaigns, for the own organisation."""
    OVERSEE = "special.oversee"
    """The district office: others' campaigns too."""
    WORK = "special.work"
    """Do the tasks of one's reach."""
    WORK_OWN = "special.work_own"
    """A company: tasks given to itself, and no others."""
    ASSIGN = "special.assign"
    ACCEPT = "special.accept"
    JOINT = "special.joint"
    """Plan joint actions and enter what they saw."""
    SEE_DWELLERS = "special.see_dwellers"
    """See where people live in sheds and basements, and note where they went."""
    EXPORT = "special.export"


_OFFICES = (Role.DISTRICT_OFFICE, *DEPARTMENTS)
_DWELLERS = (Role.POLICE, Role.STREET, Role.COMMUNITY, Role.DISTRICT_OFFICE)

declare(
    {
        Permission.SEE: (*OFFICIALS, Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.CONGRESS_STAFF, Role.AUDITOR),
        Permission.PLAN: _OFFICES,
        Permission.OVERSEE: (Role.DISTRICT_OFFICE,),
        Permission.WORK: (Role.STREET, Role.COMMUNITY, Role.GRID_MEMBER),
        Permission.WORK_OWN: (Role.PROPERTY_MANAGER,),
        Permission.ASSIGN: (*_OFFICES, Role.STREET),
        Permission.ACCEPT: (*_OFFICES, Role.STREET),
        Permission.JOINT: (*_OFFICES, Role.STREET, Role.ENFORCEMENT),
        Permission.SEE_DWELLERS: _DWELLERS,
        Permission.EXPORT: OFFICIALS,
    },
    {
        Permission.SEE: "查看专项督查",
        Permission.PLAN: "制定和结项专项督查",
        Permission.OVERSEE: "统管专项督查（区消委办）",
        Permission.WORK: "办理专项任务",
        Permission.WORK_OWN: "办理派给本单位的专项任务",
        Permission.ASSIGN: "分派专项任务",
        Permission.ACCEPT: "验收专项任务",
        Permission.JOINT: "组织联合执法检查",
        Permission.SEE_DWELLERS: "查看住人处所、登记安置",
        Permission.EXPORT: "导出专项台账",
    },
)
