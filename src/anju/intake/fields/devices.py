"""What a table of devices, and a panel's list of points, may tell."""

from __future__ import annotations

from typing import Final

from anju.gateway.observed import Scheme
from anju.intake.fields.places import COMMUNITY, ESTATE, STREET
from anju.intake.mapping.specs import FieldSpec, FieldType
from anju.intake.problems import gettext_noop as _
from anju.telemetry.rules import LEAST_SILENCE_S

_T = FieldType
_SCHEMES: Final[dict[str, str]] = {
    Scheme.GBT26875: "用户信息传输装置|User information transmission device|传输装置|用传|GB/T 26875.3|GB26875",
    Scheme.HYDRANT: "消火栓压力终端|Hydrant pressure terminal|消火栓终端",
    Scheme.ISAPI: "摄像机|Camera|摄像头|海康",
    Scheme.CTWING: "CTWing|CTWing|电信物联网|天翼物联",
    Scheme.ONENET: "OneNET|OneNET|移动物联网",
    Scheme.LORAWAN: "LoRaWAN|LoRaWAN|LoRa",
    Scheme.CHARGING: "充电设施|Charging|充电桩",
    Scheme.MQTT: "MQTT|MQTT|ThingsBoard",
    Scheme.PLAIN: "HTTP|HTTP|JSON",
}

DEVICES: Final = (
    FieldSpec(
        "key",
        "设备号",
        "Device number",
        _T.IDENTIFIER,
        required=True,
        aliases=("设备编号", "地址码", "IMEI", "DevEUI", "传输装置地址"),
        limit=128,
        example="0a0b0c010203",
        help=_("设备在网络里用的编号，按它更新"),
    ),
    FieldSpec(
        "scheme",
        "协议",
        "Protocol",
        _T.CHOICE,
        aliases=("接入方式", "通信协议"),
        choices=_SCHEMES,
        example="用户信息传输装置",
    ),
    FieldSpec(
        "model",
        "型号",
        "Model",
        aliases=("设备型号",),
        limit=120,
        help=_("“设备型号”里登记的型号或名称"),
    ),
    STREET,
    COMMUNITY,
    ESTATE,
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号"), limit=120, example="3幢"),
    FieldSpec(
        "place",
        "地点",
        "Place",
        aliases=("所在地点", "道路"),
        limit=300,
        help=_("没有分列时写全名，如 柳湾北苑3幢、柳岸路"),
    ),
    FieldSpec("floor", "楼层", "Floor", _T.INTEGER, low=-9, high=199, example="5"),
    FieldSpec("spot", "具体部位", "Spot", aliases=("具体位置", "安装部位", "安装位置"), limit=120, example="电梯厅"),
    FieldSpec(
        "facility",
        "所在设施编号",
        "Facility number",
        _T.IDENTIFIER,
        aliases=("设施编号", "安装设施"),
        limit=60,
        help=_("装在哪处消防设施上，填那处设施的编号"),
    ),
    FieldSpec("name", "名称", "Name", aliases=("设备名称", "标签"), limit=120, example="3幢消控主机"),
    FieldSpec("installed_on", "安装日期", "Installed on", _T.DATE, example="2024-06-01"),
    FieldSpec(
        "silent_after_s",
        "静默上限（秒）",
        "Silence limit (s)",
        _T.INTEGER,
        aliases=("静默上限",),
        low=LEAST_SILENCE_S,
        high=31 * 86_400,
        help=_("超过这么久没有消息算失联；不填按型号"),
    ),
)

POINTS: Final = (
    FieldSpec(
        "device",
        "设备号",
        "Device number",
        _T.IDENTIFIER,
        required=True,
        aliases=("传输装置", "主机编号", "用户信息传输装置", "设备编号"),
        limit=128,
        example="0a0b0c010203",
    ),
    FieldSpec(
        "address",
        "部件地址",
        "Component address",
        _T.IDENTIFIER,
        aliases=("地址", "点位地址", "编码", "二次码", "通道"),
        limit=60,
        example="1-12",
        help=_("回路-点位，如 1-12；或完整地址；其他设备填通道号"),
    ),
    FieldSpec("loop", "回路", "Loop", _T.INTEGER, aliases=("回路号",), low=0, high=65_535),
    FieldSpec("number", "点位", "Point", _T.INTEGER, aliases=("点位号", "点号"), low=0, high=65_535),
    FieldSpec(
        "system",
        "系统类型",
        "System type",
        _T.INTEGER,
        low=0,
        high=255,
        help=_("标准里的系统类型号；火灾报警系统是 1，可以不填"),
    ),
    FieldSpec("system_address", "系统地址", "System address", _T.INTEGER, low=0, high=255, help=_("可以不填，按 0")),
    FieldSpec(
        "kind",
        "部件种类",
        "Kind of component",
        aliases=("种类", "设备类型", "部件类型", "器件类型", "类型"),
        limit=60,
        example="烟感",
        help=_("烟感、温感、手报、消报、声光、模块，或标准里的名称、类型号"),
    ),
    FieldSpec("name", "名称", "Name", aliases=("部件名称", "点位名称"), limit=120, help=_("不填就用种类")),
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号"), limit=60, example="3幢"),
    FieldSpec("unit", "单元", "Unit", aliases=("单元号",), limit=60, example="2单元"),
    FieldSpec("floor", "楼层", "Floor", _T.INTEGER, aliases=("层",), low=-9, high=199, example="5"),
    FieldSpec(
        "spot", "具体部位", "Spot", aliases=("安装位置", "位置", "房间", "注释", "描述"), limit=120, example="503 门口"
    ),
    FieldSpec("zone", "防火分区", "Zone", aliases=("分区", "探测分区"), limit=60, example="5F-A"),
)
