"""States, quantities and points in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anju.gateway.observed import Deed, Quantity, Scheme, State
from anju.telemetry.models import Point
from anju.telemetry.projecting.points import kind_word
from anju.telemetry.queries.register import FAULTS, HOLDS

STATES: Final[dict[str, Promise]] = {
    State.FIRE: gettext_lazy("火警"),
    State.PRE_ALARM: gettext_lazy("预警"),
    State.SMOKE: gettext_lazy("烟雾"),
    State.HEAT: gettext_lazy("高温"),
    State.GAS_LEAK: gettext_lazy("燃气泄漏"),
    State.WATER_LEAK: gettext_lazy("漏水"),
    State.FAULT: gettext_lazy("故障"),
    State.MAINS_FAULT: gettext_lazy("主电故障"),
    State.BACKUP_POWER_FAULT: gettext_lazy("备电故障"),
    State.POWER_FAULT: gettext_lazy("电源故障"),
    State.LINE_FAULT: gettext_lazy("线路故障"),
    State.LINK_FAULT: gettext_lazy("通信信道故障"),
    State.LOW_BATTERY: gettext_lazy("电量低"),
    State.DISABLED: gettext_lazy("屏蔽"),
    State.SUPERVISORY: gettext_lazy("监管"),
    State.STARTED: gettext_lazy("启动"),
    State.FEEDBACK: gettext_lazy("反馈"),
    State.DELAYED: gettext_lazy("延时"),
    State.MANUAL: gettext_lazy("手动"),
    State.RUNNING: gettext_lazy("正常"),
    State.TEST: gettext_lazy("测试"),
    State.SILENCED: gettext_lazy("消音"),
    State.OFFLINE: gettext_lazy("离线"),
    State.TAMPER: gettext_lazy("被拆动"),
    State.OPEN: gettext_lazy("打开"),
    State.LOW: gettext_lazy("低于下限"),
    State.HIGH: gettext_lazy("高于上限"),
    State.OVERLOAD: gettext_lazy("过载"),
    State.OCCUPIED: gettext_lazy("有车"),
    State.CHARGING: gettext_lazy("充电中"),
    State.FULL: gettext_lazy("充满"),
    State.VIDEO_LOSS: gettext_lazy("视频丢失"),
    f"!{Deed.RESET}": gettext_lazy("复位"),
    f"!{Deed.SILENCE}": gettext_lazy("按下消音"),
    f"!{Deed.MANUAL_ALARM}": gettext_lazy("手动报警"),
    f"!{Deed.CLEAR_ALARM}": gettext_lazy("警情消除"),
    f"!{Deed.SELF_TEST}": gettext_lazy("自检"),
    f"!{Deed.TEST}": gettext_lazy("做了测试"),
    f"!{Deed.CONFIRMED}": gettext_lazy("确认"),
    f"!{Deed.DUTY_ANSWERED}": gettext_lazy("查岗应答"),
    f"!{Deed.POWERED_ON}": gettext_lazy("开机"),
    f"!{Deed.POWERED_OFF}": gettext_lazy("关机"),
    f"!{Deed.CONFIGURED}": gettext_lazy("配置改变"),
    f"!{Deed.JOINED}": gettext_lazy("入网"),
    f"!{Deed.UNPLUGGED}": gettext_lazy("拔出"),
}

QUANTITIES: Final[dict[str, tuple[Promise, str]]] = {
    Quantity.PRESSURE: (gettext_lazy("压力"), "kPa"),
    Quantity.LEVEL: (gettext_lazy("液位"), "m"),
    Quantity.TEMPERATURE: (gettext_lazy("温度"), "℃"),
    Quantity.HUMIDITY: (gettext_lazy("湿度"), "%"),
    Quantity.SMOKE: (gettext_lazy("烟雾浓度"), "%/m"),
    Quantity.SMOKE_DB: (gettext_lazy("烟雾浓度"), "dB/m"),
    Quantity.CO: (gettext_lazy("一氧化碳"), "ppm"),
    Quantity.GAS: (gettext_lazy("可燃气体"), "%LEL"),
    Quantity.FLOW: (gettext_lazy("流量"), "L/s"),
    Quantity.AIR_FLOW: (gettext_lazy("风量"), "m³/min"),
    Quantity.WIND: (gettext_lazy("风速"), "m/s"),
    Quantity.TILT: (gettext_lazy("倾角"), "°"),
    Quantity.VOLTAGE: (gettext_lazy("电压"), "V"),
    Quantity.CURRENT: (gettext_lazy("电流"), "A"),
    Quantity.RESIDUAL_CURRENT: (gettext_lazy("剩余电流"), "mA"),
    Quantity.POWER: (gettext_lazy("功率"), "W"),
    Quantity.ENERGY: (gettext_lazy("电量"), "kWh"),
    Quantity.BATTERY: (gettext_lazy("电池"), "%"),
    Quantity.BATTERY_VOLTAGE: (gettext_lazy("电池电压"), "V"),
    Quantity.SIGNAL: (gettext_lazy("信号"), "dBm"),
    Quantity.SIGNAL_NOISE: (gettext_lazy("信噪比"), "dB"),
    Quantity.SIGNAL_CSQ: (gettext_lazy("信号"), "CSQ"),
    Quantity.COUNT: (gettext_lazy("计数"), ""),
    Quantity.DURATION: (gettext_lazy("时长"), "s"),
    Quantity.LATITUDE: (gettext_lazy("纬度"), "°"),
    Quantity.LONGITUDE: (gettext_lazy("经度"), "°"),
}

SCHEMES: Final[dict[str, Promise | str]] = {
    Scheme.GBT26875: gettext_lazy("用户信息传输装置"),
    Scheme.HYDRANT: gettext_lazy("消火栓压力终端"),
    Scheme.ISAPI: gettext_lazy("摄像机"),
    Scheme.CTWING: "CTWing",
    Scheme.ONENET: "OneNET",
    Scheme.LORAWAN: "LoRaWAN",
    Scheme.CHARGING: gettext_lazy("充电设施"),
    Scheme.MQTT: "MQTT",
    Scheme.PLAIN: "HTTP",
}


def state(word: str) -> str:
    """A state, or a deed behind its `!`."""
    return str(STATES.get(word, word))


def tone(word: str) -> str:
    """Class of a state's tag: what burns, what must be mended, all else."""
    return "bad" if word in HOLDS["fire"] else "warn" if word in FAULTS or word == State.LOW_BATTERY else ""


def quantity(word: str) -> tuple[str, str]:
    """(name, unit)."""
    name, unit = QUANTITIES.get(word, (word, ""))
    return str(name), unit


def value(milli: int | None) -> str:
    """Thousandths as a number without needless zeros."""
    if milli is None:
        return ""
    whole, rest = divmod(abs(milli), 1000)
    return f"{'-' if milli < 0 else ''}{whole}" + (f".{rest:03}".rstrip("0") if rest else "")


def point(row: Point) -> str:
    """A part of a device as people call it: what a list says, else what it is by its standard and its address."""
    if row.what or not row.key:
        return called(row)
    known = kind(row)
    return f"{known} {row.key}" if known else row.key


def called(row: Point) -> str:
    """The same without the address, which stands in a column of its own."""
    if row.what:
        return row.label()
    return (kind(row) or row.key) if row.key else _("设备本身")


def kind(row: Point) -> str:
    """What it is by its standard; empty where that is not said."""
    return kind_word(row.kinds, english=(get_language() or "").startswith("en"))
