"""What a table of organisations, people or contracts may tell. Pure."""

from __future__ import annotations

from typing import Final

from anju.intake.fields.places import MODES
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _

_T = FieldType
_KINDS: Final = {
    "property_company": "物业企业|Property company|物业公司|物业",
    "owners_committee": "业主委员会|Owners' committee|业委会",
    "owner_unit": "产权单位|Owning unit",
    "community": "社区居委会|Community|居委会|社区",
    "street": "街道办事处|Street office|街道",
    "enforcement": "街道综合执法局|Street enforcement|综合执法",
    "department": "区级部门|Department|部门",
    "fire_brigade": "消防救援大队|Fire brigade",
    "operator": "运营单位|Operator",
    "utility": "水电气供应单位|Utility|供应单位",
    "other": "其他单位|Other|其他",
}
ROLES: Final = {
    "grid_member": "网格员|Grid member",
    "community": "社区|Community|社区工作者",
    "street": "街道|Street|街道工作人员",
    "enforcement": "街道综合执法|Street enforcement|执法人员",
    "property_manager": "物业项目经理|Property manager|项目经理|物业经理",
    "owners_committee": "业委会|Owners' committee|业委会成员",
    "operator": "运营与供应单位|Operator",
    "fire_brigade": "消防救援大队|Fire brigade",
    "housing": "房产局|Housing",
    "emergency": "应急管理局|Emergency management",
    "police": "公安|Police",
    "water": "水务|Water",
    "congress_staff": "人大工作人员|Congress staff",
    "deputy": "人大代表|Deputy",
    "district_office": "区消委办|District office",
}
_PLACE: Final = FieldSpec(
    "place",
    "所在地",
    "Place",
    aliases=("属地", "所属地", "管辖范围", "地点"),
    limit=200,
    example="槐安街道",
    help=_("街道、社区或小区的名称；重名时写“街道/社区/小区”"),
)

ORGANISATIONS: Final = (
    FieldSpec(
        "name",
        "单位名称",
        "Organisation",
        required=True,
        aliases=("名称", "企业名称", "公司名称"),
        limit=160,
        example="示例物业服务有限公司",
    ),
    FieldSpec(
        "kind",
        "单位类型",
        "Kind",
        _T.CHOICE,
        required=True,
        aliases=("类型", "类别"),
        choices=_KINDS,
        example="物业企业",
    ),
    FieldSpec(
        "uscc",
        "统一社会信用代码",
        "Credit code",
        _T.CREDIT_CODE,
        aliases=("信用代码", "社会信用代码"),
        help=_("18 位，设为文本格式；有代码的按代码更新，没有的按类型和名称更新"),
        example="91350100M000100Y43",
    ),
    FieldSpec("short_name", "简称", "Short name", limit=40),
    _PLACE,
    FieldSpec("parent", "上级单位", "Parent", limit=160),
    FieldSpec("phone", "值班电话", "Phone", _T.PHONE, aliases=("电话", "联系电话"), example="025-00000000"),
)

PEOPLE: Final = (
    FieldSpec(
        "login",
        "登录名",
        "Login",
        _T.IDENTIFIER,
        required=True,
        aliases=("账号", "用户名", "工号"),
        limit=60,
        help=_("全平台不重复，按它更新"),
        example="wangge07",
    ),
    FieldSpec("name", "姓名", "Name", required=True, limit=60, example="示例人员", personal=True),
    FieldSpec(
        "phone",
        "手机",
        "Mobile",
        _T.PHONE,
        aliases=("手机号", "电话", "联系电话"),
        example="13800000000",
        personal=True,
    ),
    FieldSpec("email", "邮箱", "E-mail", aliases=("电子邮箱",), limit=120, personal=True),
    FieldSpec("role", "岗位", "Role", _T.CHOICE, aliases=("角色",), choices=ROLES, example="网格员"),
    FieldSpec(
        "organisation",
        "单位",
        "Organisation",
        aliases=("所属单位", "单位名称"),
        limit=160,
        example="柳湾社区居委会",
        help=_("先导入单位；写名称或统一社会信用代码"),
    ),
    _PLACE,
    FieldSpec("grid", "网格编号", "Grid", _T.IDENTIFIER, aliases=("网格",), limit=20, help=_("网格员填写，先导入网格")),
    FieldSpec("title", "职务", "Title", limit=60),
    FieldSpec(
        "since", "任职日期", "Since", _T.DATE, aliases=("到岗日期",), help=_("不填为导入当天"), example="2026-01-01"
    ),
)

MANAGEMENTS: Final = (
    FieldSpec(
        "place",
        "小区",
        "Estate",
        required=True,
        aliases=("小区名称", "管理项目", "项目名称", "楼栋"),
        limit=200,
        example="柳湾北苑",
        help=_("重名时写“街道/社区/小区”"),
    ),
    FieldSpec(
        "organisation",
        "管理单位",
        "Organisation",
        required=True,
        aliases=("物业企业", "物业公司", "单位", "企业名称"),
        limit=160,
        example="示例物业服务有限公司",
        help=_("先导入单位；写名称或统一社会信用代码"),
    ),
    FieldSpec(
        "mode", "管理方式", "Management mode", _T.CHOICE, aliases=("管理模式",), choices=MODES, example="物业企业管理"
    ),
    FieldSpec(
        "since", "合同开始", "Since", _T.DATE, required=True, aliases=("开始日期", "起始日期"), example="2025-01-01"
    ),
    FieldSpec(
        "until", "合同结束", "Until", _T.DATE, aliases=("结束日期", "到期日期", "截止日期"), example="2027-12-31"
    ),
    FieldSpec("contract_no", "合同编号", "Contract number", _T.IDENTIFIER, aliases=("合同号",), limit=60),
)
