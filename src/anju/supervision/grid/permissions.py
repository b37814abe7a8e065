"""What may be done with patrols, and which roles may by default."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `grid.queries` and `grid.actions`."""

    PATROL = "grid.patrol"
    """Record what was seen, from an own phone."""
    SEE_VISITS = "grid.see_visits"
    """Visits of a place, with who looked (masked). Everybody sees the own ones without it."""
    SEE_OWN_COMPANY = "grid.see_own_company"
    """Visits of the own organisation's staff, and of nobody else."""
    EXPORT = "grid.export"
    HAND_IN = "grid.hand_in"
    """Take in a file that a phone of one's people handed out. Everybody brings the own phone's without it."""
    PLAN = "grid.plan"
    SEE_COVERAGE = "grid.see_coverage"
    DRAW_RECHECKS = "grid.draw_rechecks"
    CONFIGURE = "grid.configure"


declare(
    {
        Permission.PATROL: (Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.COMMUNITY, Role.STREET),
        Permission.SEE_VISITS: (Role.COMMUNITY, Role.STREET),
        Permission.SEE_OWN_COMPANY: (Role.PROPERTY_MANAGER,),
        Permission.EXPORT: (Role.COMMUNITY, Role.STREET, Role.PROPERTY_MANAGER),
        Permission.HAND_IN: (Role.COMMUNITY, Role.STREET, Role.PROPERTY_MANAGER),
        Permission.PLAN: (Role.COMMUNITY, Role.STREET, Role.PROPERTY_MANAGER),
        Permission.SEE_COVERAGE: (Role.COMMUNITY, Role.STREET, Role.DISTRICT_OFFICE),
        Permission.DRAW_RECHECKS: (Role.STREET, Role.DISTRICT_OFFICE),
        Permission.CONFIGURE: (Role.DISTRICT_OFFICE,),
    },
    {
        Permission.PATROL: "巡查记录",
        Permission.SEE_VISITS: "查看巡查记录",
        Permission.SEE_OWN_COMPANY: "查看本单位的巡查记录",
        Permission.EXPORT: "导出巡查记录",
        Permission.HAND_IN: "导入手机导出的巡查记录",
        Permission.PLAN: "编制巡查计划",
        Permission.SEE_COVERAGE: "查看巡查覆盖",
        Permission.DRAW_RECHECKS: "抽取复查",
        Permission.CONFIGURE: "设置巡查规则",
    },
)
