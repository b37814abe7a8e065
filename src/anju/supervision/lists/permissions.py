"""What may be done with the two lists, and which roles may by default."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `lists.queries` and `lists.actions`."""

    SEE = "lists.see"
    REPORT = "lists.report"
    CHECK = "lists.check"
    RECTIFY = "lists.rectify"
    VERIFY = "lists.verify"
    RULE = "lists.rule"
    """Street: rulings, extensions, handovers, merges, drafts of 督办."""
    OVERSEE = "lists.oversee"
    """District office: what the street may, and approvals."""
    RECEIVE = "lists.receive"
    """Street enforcement: referrals."""
    CLEAN_UP = "lists.clean_up"
    EXPORT = "lists.export"
    IMPORT = "lists.import"
    CONFIGURE = "lists.configure"


_WORKERS = (Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)

declare(
    {
        Permission.SEE: (*OFFICIALS, *_WORKERS, Role.CONGRESS_STAFF),
        Permission.REPORT: (*OFFICIALS, *_WORKERS),
        Permission.CHECK: (Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY, Role.GRID_MEMBER),
        Permission.RECTIFY: (
            Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR, Role.COMMUNITY, Role.STREET, Role.WATER,
            Role.DISTRICT_OFFICE,
        ),
        Permission.VERIFY: (*OFFICIALS, Role.GRID_MEMBER),
        Permission.RULE: (Role.STREET, Role.DISTRICT_OFFICE),
        Permission.OVERSEE: (Role.DISTRICT_OFFICE,),
        Permission.RECEIVE: (Role.ENFORCEMENT,),
        Permission.CLEAN_UP: (Role.STREET, Role.COMMUNITY, Role.PROPERTY_MANAGER, Role.DISTRICT_OFFICE),
        Permission.EXPORT: (*OFFICIALS, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.CONGRESS_STAFF),
        Permission.IMPORT: (Role.DISTRICT_OFFICE, Role.STREET, *DEPARTMENTS),
        Permission.CONFIGURE: (Role.DISTRICT_OFFICE,),
    },
    {
        Permission.SEE: "查看两个清单",
        Permission.REPORT: "上报隐患",
        Permission.CHECK: "核查群众上报",
        Permission.RECTIFY: "整改",
        Permission.VERIFY: "复核销号",
        Permission.RULE: "裁定和督办（街道）",
        Permission.OVERSEE: "督办和审批（区消委办）",
        Permission.RECEIVE: "接收移送",
        Permission.CLEAN_UP: "登记清理",
        Permission.EXPORT: "导出台账",
        Permission.IMPORT: "批量导入",
        Permission.CONFIGURE: "设置清单规则",
    },
)  # fmt: skip
