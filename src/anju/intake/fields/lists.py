"""What an old ledger of hazards, inspections of others or clean-ups may tell. Pure."""

from __future__ import annotations

from typing import Final

from anju.intake.fields.places import COMMUNITY, ESTATE, STREET
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _

_T = FieldType
STATUS: Final = {
    "open": "未整改|Open|整改中|待整改|否",
    "rectified": "已整改|Rectified|已销号|已完成|整改完成|是",
    "not_so": "不成立|Unfounded|误报",
}

HAZARDS: Final = (
    FieldSpec(
        "code",
        "台账编号",
        "Ledger number",
        _T.IDENTIFIER,
        required=True,
        aliases=("编号", "隐患编号", "序号"),
        limit=60,
        example="2025-0317",
        help=_("原台账里的编号，按它更新"),
    ),
    STREET,
    COMMUNITY,
    ESTATE,
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号"), limit=120, example="3幢"),
    FieldSpec(
        "place", "地点", "Place", aliases=("位置", "隐患地点"), limit=300, help=_("没有分列时写全名，如 柳湾北苑3幢")
    ),
    FieldSpec("floor", "楼层", "Floor", _T.INTEGER, low=-20, high=200),
    FieldSpec("spot", "具体部位", "Spot", aliases=("部位",), limit=120, example="2单元楼梯间"),
    FieldSpec(
        "kind",
        "隐患类型",
        "Kind",
        required=True,
        aliases=("隐患编码", "类别", "类型", "隐患名称"),
        limit=120,
        example="ES-01",
        help=_("目录编码或名称；写别的说法时，检查会列出可能的编码"),
    ),
    FieldSpec("description", "情况", "Description", aliases=("隐患情况", "问题描述", "隐患描述", "描述"), limit=500),
    FieldSpec(
        "happened_at",
        "发现时间",
        "Found at",
        _T.MOMENT,
        required=True,
        aliases=("发现日期", "检查日期", "排查日期"),
        example="2025-09-12",
    ),
    FieldSpec(
        "status",
        "整改情况",
        "Status",
        _T.CHOICE,
        aliases=("是否整改", "状态", "整改状态"),
        choices=STATUS,
        example="未整改",
    ),
    FieldSpec(
        "due_on",
        "整改期限",
        "Due on",
        _T.DATE,
        aliases=(
            "整改时限",
            "限期",
            "期限",
            "整改截止",
            "整改截止日期",
            "限期整改日期",
            "要求完成时间",
            "计划完成时间",
        ),
        example="2025-10-12",
        help=_("新入账的隐患按它定期限，待街道确认；已入账的不改"),
    ),
    FieldSpec(
        "closed_at",
        "销号时间",
        "Closed at",
        _T.MOMENT,
        aliases=("整改日期", "完成日期", "销号日期", "完成时间", "整改完成时间", "整改完成日期", "实际完成时间"),
    ),
    FieldSpec(
        "liable",
        "责任人",
        "Liable",
        aliases=("责任主体",),
        limit=120,
        help=_("只写身份，如 业主、沿街商户；不写姓名电话"),
    ),
)

INSPECTIONS: Final = (
    FieldSpec("code", "记录编号", "Record number", _T.IDENTIFIER, required=True, aliases=("编号",), limit=60),
    FieldSpec("address", "地址", "Address", required=True, aliases=("详细地址",), limit=200),
    FieldSpec("address_key", "地址归一", "Address key", limit=200),
    FieldSpec("street", "街道", "Street office", aliases=("所属街道",), limit=120, required=True),
    FieldSpec("opened_at", "检查时间", "Opened at", _T.MOMENT, required=True, aliases=("检查日期",)),
    FieldSpec("closed_at", "办结时间", "Closed at", _T.MOMENT, aliases=("办结日期",)),
    FieldSpec("raw_code", "原编码", "Original code", limit=60, help=_("空着表示这次检查没有发现问题")),
    FieldSpec("raw_text", "问题描述", "Description", limit=500),
    FieldSpec("kind", "隐患类型", "Kind", limit=120, help=_("目录编码或名称；有问题的行要填")),
    FieldSpec("latitude", "纬度", "Latitude", _T.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", _T.LONGITUDE),
)

CLEAN_UPS: Final = (
    FieldSpec(
        "code",
        "记录编号",
        "Record number",
        _T.IDENTIFIER,
        aliases=("编号", "序号"),
        limit=60,
        help=_("有编号的按编号更新；没有的按日期、地点和单位认"),
        example="QL-2025-031",
    ),
    FieldSpec(
        "place",
        "地点",
        "Place",
        required=True,
        aliases=("小区", "清理地点", "位置"),
        limit=200,
        example="柳湾北苑",
        help=_("街道、社区或小区的名称；重名时写“街道/社区/小区”"),
    ),
    FieldSpec("cleaned_on", "清理日期", "Cleaned on", _T.DATE, required=True, aliases=("日期",), example="2025-10-08"),
    FieldSpec(
        "mass",
        "重量（吨）",
        "Mass (t)",
        _T.TONNES,
        required=True,
        aliases=("重量", "清理重量", "吨数"),
        example="1.5吨",
    ),
    FieldSpec("weighed", "过磅", "Weighed", _T.BOOLEAN, aliases=("是否过磅",), example="是"),
    FieldSpec(
        "organisation",
        "清理单位",
        "Organisation",
        aliases=("单位", "实施单位"),
        limit=160,
        help=_("不填为导入人的单位"),
    ),
    FieldSpec("note", "备注", "Note", aliases=("说明",), limit=200),
)
