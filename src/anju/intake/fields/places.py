"""What a table of communities, estates, buildings or grids may tell. Pure."""

from __future__ import annotations

from typing import Final

from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _

_T = FieldType
_WATER: Final = {
    "none_needed": "无消防给水要求|None needed",
    "ok": "有水有压|In pressure",
    "low": "欠压|Low pressure",
    "dry": "无水|Dry",
    "retrofitted": "已整治|Put right",
}
MODES: Final = {
    "property_company": "物业企业管理|Property company|物业公司管理|物业管理",
    "owners": "业主自管|Owners|自管",
    "community_custody": "社区代管|Community custody|社区托管",
    "owner_unit": "产权单位自管|Owning unit|单位自管",
}
STREET: Final = FieldSpec(
    "street", "街道", "Street office", aliases=("所属街道", "街道名称", "街镇"), limit=120, example="槐安街道"
)
COMMUNITY: Final = FieldSpec(
    "community", "社区", "Community", aliases=("所属社区", "社区名称", "居委会"), limit=120, example="柳湾社区"
)
ESTATE: Final = FieldSpec(
    "estate", "小区", "Estate", aliases=("所属小区", "小区名称", "院落"), limit=120, example="柳湾北苑"
)
_ADDRESS: Final = FieldSpec("address", "地址", "Address", aliases=("详细地址", "坐落"), limit=200)
_POINT: Final = (
    FieldSpec("latitude", "纬度", "Latitude", _T.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", _T.LONGITUDE),
)
_HOUSEHOLDS: Final = FieldSpec("households", "户数", "Households", _T.INTEGER, low=0, high=100_000, example="72")
_YEAR: Final = FieldSpec(
    "year_built",
    "建成年份",
    "Year built",
    _T.INTEGER,
    aliases=("建成年代", "竣工年份"),
    low=1600,
    high=2200,
    example="1998",
)


def _code(label: str, english: str, example: str) -> FieldSpec:
    help_ = _("本区内不重复；有编码的按编码更新，没有编码的按上级和名称更新")
    return FieldSpec(
        "code", label, english, _T.IDENTIFIER, aliases=("编码", "代码"), limit=60, help=help_, example=example
    )


COMMUNITIES: Final = (
    _code("社区编码", "Community code", "320100001"),
    FieldSpec("name", "社区名称", "Community", required=True, aliases=("社区",), limit=120, example="柳湾社区"),
    FieldSpec(
        "street",
        "街道",
        "Street office",
        required=True,
        aliases=("所属街道", "街道名称"),
        limit=120,
        example="槐安街道",
    ),
    _ADDRESS,
    *_POINT,
)

ESTATES: Final = (
    _code("小区编码", "Estate code", "XQ-0018"),
    FieldSpec("name", "小区名称", "Estate", required=True, aliases=("小区", "名称"), limit=120, example="柳湾北苑"),
    STREET,
    COMMUNITY,
    _ADDRESS,
    FieldSpec(
        "mode", "管理方式", "Management mode", _T.CHOICE, aliases=("管理模式",), choices=MODES, example="物业企业管理"
    ),
    _HOUSEHOLDS,
    _YEAR,
    *_POINT,
)

BUILDINGS: Final = (
    _code("楼栋编码", "Building code", "LD-000128"),
    FieldSpec(
        "name",
        "楼栋",
        "Building",
        required=True,
        aliases=("楼栋名称", "楼号", "幢号", "栋号"),
        limit=120,
        example="3幢",
    ),
    STREET,
    COMMUNITY,
    ESTATE,
    _ADDRESS,
    FieldSpec("storeys", "地上层数", "Storeys", _T.INTEGER, aliases=("层数", "楼层数"), low=0, high=200, example="18"),
    FieldSpec("storeys_below", "地下层数", "Storeys below ground", _T.INTEGER, low=0, high=20),
    FieldSpec("height_m", "高度（米）", "Height (m)", _T.DECIMAL, aliases=("建筑高度", "高度"), low=0, high=1000),
    _HOUSEHOLDS,
    _YEAR,
    FieldSpec("water", "消防给水", "Fire water", _T.CHOICE, aliases=("给水状态",), choices=_WATER),
    *_POINT,
)

GRIDS: Final = (
    FieldSpec(
        "number", "网格编号", "Grid number", _T.IDENTIFIER, required=True, aliases=("编号",), limit=20, example="07"
    ),
    FieldSpec("name", "网格名称", "Grid", required=True, aliases=("网格", "名称"), limit=120, example="柳湾第七网格"),
    STREET,
    COMMUNITY,
    FieldSpec(
        "places",
        "覆盖小区",
        "Places",
        aliases=("小区", "范围", "覆盖范围"),
        limit=500,
        example="柳湾北苑、银杏坊",
        help=_("几个小区用顿号隔开，都在本街道之内；不填则不改划定"),
    ),
    FieldSpec(
        "members",
        "网格员登录名",
        "Members",
        aliases=("网格员", "登录名"),
        limit=300,
        example="wangge07",
        help=_("几个人用顿号隔开，先导入人员；不填则不改"),
    ),
    FieldSpec(
        "since", "生效日期", "Since", _T.DATE, aliases=("起始日期",), help=_("不填为导入当天"), example="2026-01-01"
    ),
)
