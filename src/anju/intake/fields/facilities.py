"""What a table of fire facilities may tell."""

from __future__ import annotations

from typing import Final

from anju.facilities import shipped
from anju.facilities.enums import Kind
from anju.intake.fields.places import COMMUNITY, ESTATE, STREET
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _

_T = FieldType
_ALSO: Final[dict[str, str]] = {
    Kind.OUTDOOR_HYDRANT: "市政消火栓|室外消火栓|消火栓",
    Kind.INDOOR_HYDRANT: "室内栓|消火栓箱",
    Kind.PUMP: "水泵|消防泵",
    Kind.RESERVOIR: "水池",
    Kind.ROOF_TANK: "水箱|屋顶水箱|消防水箱",
    Kind.FDC: "接合器",
    Kind.SPRINKLER: "喷淋",
    Kind.PANEL: "报警主机|报警控制器",
    Kind.RISER: "竖管|立管|消防立管",
    Kind.GAS_CUTOFF: "燃气总阀|燃气阀",
    Kind.POWER_CUTOFF: "电源总闸|总电源|电源切断点",
}
"""Other words for a kind, as ledgers of companies have them."""
_KINDS: Final = {
    code: "|".join(words for words in (one.name, one.name_en, _ALSO.get(code, "")) if words)
    for code, one in shipped.kinds().items()
    if code != Kind.STATION
}

FACILITIES: Final = (
    FieldSpec(
        "code",
        "设施编号",
        "Facility number",
        _T.IDENTIFIER,
        required=True,
        aliases=("编号", "编码", "设施编码"),
        limit=60,
        example="XHS-0012",
        help=_("牌子上的编号，本区内不重复，按它更新"),
    ),
    FieldSpec(
        "kind",
        "种类",
        "Kind",
        _T.CHOICE,
        required=True,
        aliases=("设施种类", "类型", "设施类型", "类别"),
        choices=_KINDS,
        example="室外消火栓",
        help=_("写名称或目录编码，如 F01"),
    ),
    STREET,
    COMMUNITY,
    ESTATE,
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号"), limit=120, example="3幢"),
    FieldSpec(
        "place",
        "地点",
        "Place",
        aliases=("道路", "位置"),
        limit=300,
        help=_("没有分列时写全名，如 柳湾北苑3幢、柳岸路"),
    ),
    FieldSpec("spot", "具体位置", "Spot", aliases=("安装位置", "部位"), limit=120, example="东侧楼梯间"),
    FieldSpec("name", "名称", "Name", aliases=("设施名称",), limit=120, help=_("不填就用种类的名称")),
    FieldSpec(
        "owner",
        "产权或维护单位",
        "Owner",
        aliases=("产权单位", "维护单位", "管理单位"),
        limit=160,
        help=_("不填由这里的管理单位维护"),
    ),
    FieldSpec("installed_on", "安装日期", "Installed on", _T.DATE, aliases=("投用日期",), example="2019-06-01"),
    FieldSpec("service_until", "使用期限", "Service until", _T.DATE, aliases=("报废日期", "有效期至")),
    FieldSpec("latitude", "纬度", "Latitude", _T.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", _T.LONGITUDE),
)
