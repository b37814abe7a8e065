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
    OPEN_ORIGINAL = "lists.open_original"
    RELEASE_PHOTO = "lists.release_photo"
    ERASE_PHOTO = "lists.erase_photo"


_WORKERS = (Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)
_CONGRESS = (Role.CONGRESS_STAFF, Role.DEPUTY)
"""What they find goes to the lists as 人大视察. A deputy follows it through the own activities, not the lists."""

declare(
    {
        Permission.SEE: (*OFFICIALS, *_WORKERS, Role.CONGRESS_STAFF),
        Permission.REPORT: (*OFFICIALS, *_WORKERS, *_CONGRESS),
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
        Permission.OPEN_ORIGINAL: (*OFFICIALS, *_WORKERS),
        Permission.RELEASE_PHOTO: (Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY),
        Permission.ERASE_PHOTO: (Role.DISTRICT_OFFICE,),
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
        Permission.OPEN_ORIGINAL: "查看照片原图",
        Permission.RELEASE_PHOTO: "遮挡并放行照片",
        Permission.ERASE_PHOTO: "删除照片",
    },
)  # fmt: skip
