"""What a list of 12345 tickets may tell. Pure."""

from __future__ import annotations

from typing import Final

from anju.intake.fields.places import COMMUNITY, ESTATE, STREET
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _

_T = FieldType

TICKETS: Final = (
    FieldSpec(
        "code",
        "工单编号",
        "Ticket number",
        _T.IDENTIFIER,
        required=True,
        aliases=("编号", "工单号", "诉求编号", "受理编号"),
        limit=40,
        example="GD20261129001",
    ),
    STREET,
    COMMUNITY,
    ESTATE,
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号"), limit=120, example="3幢"),
    FieldSpec(
        "place",
        "地点",
        "Place",
        aliases=("地址", "事发地址", "诉求地址", "位置"),
        limit=300,
        help=_("没有分列时写全名，如 柳湾北苑3幢"),
    ),
    FieldSpec(
        "words",
        "诉求内容",
        "What was said",
        required=True,
        aliases=("内容", "诉求", "问题描述", "工单内容"),
        limit=300,
        personal=True,
        example="楼道里停了好几辆电动车",
    ),
    FieldSpec(
        "kind",
        "隐患类型",
        "Kind",
        aliases=("类别", "类型"),
        limit=120,
        help=_("目录编码或名称；不填按内容推断，由核查的人核定"),
    ),
    FieldSpec(
        "received_at",
        "派单时间",
        "Received by us",
        _T.MOMENT,
        required=True,
        aliases=("交办时间", "受理时间", "来单时间"),
        example="2026-11-27 09:30",
    ),
    FieldSpec(
        "return_due_at",
        "退单截止",
        "Return until",
        _T.DEADLINE,
        aliases=("退单时限", "退单截止时间", "退回截止时间"),
        help=_("只写日期的，算到当天结束"),
    ),
    FieldSpec(
        "answer_due_at",
        "答复截止",
        "Answer due",
        _T.DEADLINE,
        aliases=("办结时限", "答复时限", "截止时间", "答复截止时间", "办结截止时间", "答复期限"),
        help=_("只写日期的，算到当天结束"),
    ),
    FieldSpec("caller", "来电人", "Caller", aliases=("姓名", "诉求人"), limit=40, personal=True),
    FieldSpec("phone", "联系电话", "Phone", _T.PHONE, aliases=("电话", "来电号码", "手机"), personal=True),
)
