"""Words of GB/T 26875.3-2011: what each number of a frame means, in Chinese and English.

Every table maps a number to (Chinese, English). A number that is not in its table is reserved (预留) or free for the
maker (用户自定义): `name_of` says which.
"""

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["zh", "en"]
Words = tuple[str, str]
"""(Chinese, English)."""

RESERVED: Final[Words] = ("预留", "reserved")
USER_DEFINED: Final[Words] = ("用户自定义", "defined by the maker")
USER_FROM: Final = 128
"""Numbers from here on are the maker's own in every one-byte table."""
UNLISTED_TYPE: Final = 255
"""Types end at 254: this one is nobody's."""

COMMANDS: Final[Mapping[int, Words]] = {
    1: ("控制命令", "control"),
    2: ("发送数据", "send data"),
    3: ("确认", "confirm"),
    4: ("请求", "request"),
    5: ("应答", "reply"),
    6: ("否认", "deny"),
}

TYPES: Final[Mapping[int, Words]] = {
    1: ("上传建筑消防设施系统状态", "system status"),
    2: ("上传建筑消防设施部件运行状态", "component status"),
    3: ("上传建筑消防设施部件模拟量值", "component analog value"),
    4: ("上传建筑消防设施操作信息", "system operation"),
    5: ("上传建筑消防设施软件版本", "system software version"),
    6: ("上传建筑消防设施系统配置情况", "system configuration"),
    7: ("上传建筑消防设施部件配置情况", "component configuration"),
    8: ("上传建筑消防设施系统时间", "system time"),
    21: ("上传用户信息传输装置运行状态", "UITD status"),
    24: ("上传用户信息传输装置操作信息", "UITD operation"),
    25: ("上传用户信息传输装置软件版本", "UITD software version"),
    26: ("上传用户信息传输装置配置情况", "UITD configuration"),
    28: ("上传用户信息传输装置系统时间", "UITD time"),
    61: ("读建筑消防设施系统状态", "read system status"),
    62: ("读建筑消防设施部件运行状态", "read component status"),
    63: ("读建筑消防设施部件模拟量值", "read component analog value"),
    64: ("读建筑消防设施操作信息", "read system operations"),
    65: ("读建筑消防设施软件版本", "read system software version"),
    66: ("读建筑消防设施系统配置情况", "read system configuration"),
    67: ("读建筑消防设施部件配置情况", "read component configuration"),
    68: ("读建筑消防设施系统时间", "read system time"),
    81: ("读用户信息传输装置运行状态", "read UITD status"),
    84: ("读用户信息传输装置操作信息", "read UITD operations"),
    85: ("读用户信息传输装置软件版本", "read UITD software version"),
    86: ("读用户信息传输装置配置情况", "read UITD configuration"),
    88: ("读用户信息传输装置系统时间", "read UITD time"),
    89: ("初始化用户信息传输装置", "initialise the UITD"),
    90: ("同步用户信息传输装置时钟", "synchronise the UITD's clock"),
    91: ("查岗命令", "duty inspection"),
}

SYSTEMS: Final[Mapping[int, Words]] = {
    0: ("通用", "general"),
    1: ("火灾报警系统", "fire alarm system"),
    10: ("消防联动控制器", "linkage controller"),
    11: ("消火栓系统", "hydrant system"),
    12: ("自动喷水灭火系统", "sprinkler system"),
    13: ("气体灭火系统", "gas extinguishing system"),
    14: ("水喷雾灭火系统（泵启动方式）", "water spray system, started by pump"),
    15: ("水喷雾灭火系统（压力容器启动方式）", "water spray system, started by pressure vessel"),
    16: ("泡沫灭火系统", "foam system"),
    17: ("干粉灭火系统", "dry powder system"),
    18: ("防烟排烟系统", "smoke control and exhaust system"),
    19: ("防火门及卷帘系统", "fire doors and shutters"),
    20: ("消防电梯", "fire lift"),
    21: ("消防应急广播", "emergency broadcast"),
    22: ("消防应急照明和疏散指示系统", "emergency lighting and evacuation signs"),
    23: ("消防电源", "fire power supply"),
    24: ("消防电话", "fire telephone"),
}

COMPONENTS: Final[Mapping[int, Words]] = {
    0: ("通用", "general"),
    1: ("火灾报警控制器", "fire alarm controller"),
    10: ("可燃气体探测器", "combustible gas detector"),
    11: ("点型可燃气体探测器", "point combustible gas detector"),
    12: ("独立式可燃气体探测器", "stand-alone combustible gas detector"),
    13: ("线型可燃气体探测器", "line combustible gas detector"),
    16: ("电气火灾监控报警器", "electrical fire monitor"),
    17: ("剩余电流式电气火灾监控探测器", "residual current electrical fire detector"),
    18: ("测温式电气火灾监控探测器", "temperature electrical fire detector"),
    21: ("探测回路", "detection loop"),
    22: ("火灾显示盘", "fire display panel"),
    23: ("手动火灾报警按钮", "manual call point"),
    24: ("消火栓按钮", "hydrant button"),
    25: ("火灾探测器", "fire detector"),
    30: ("感温火灾探测器", "heat detector"),
    31: ("点型感温火灾探测器", "point heat detector"),
    32: ("点型感温火灾探测器（S 型）", "point heat detector, type S"),
    33: ("点型感温火灾探测器（R 型）", "point heat detector, type R"),
    34: ("线型感温火灾探测器", "line heat detector"),
    35: ("线型感温火灾探测器（S 型）", "line heat detector, type S"),
    36: ("线型感温火灾探测器（R 型）", "line heat detector, type R"),
    37: ("光纤感温火灾探测器", "optical fibre heat detector"),
    40: ("感烟火灾探测器", "smoke detector"),
    41: ("点型离子感烟火灾探测器", "point ionisation smoke detector"),
    42: ("点型光电感烟火灾探测器", "point photoelectric smoke detector"),
    43: ("线型光束感烟火灾探测器", "beam smoke detector"),
    44: ("吸气式感烟火灾探测器", "aspirating smoke detector"),
    50: ("复合式火灾探测器", "combined detector"),
    51: ("复合式感烟感温火灾探测器", "combined smoke and heat detector"),
    52: ("复合式感光感温火灾探测器", "combined flame and heat detector"),
    53: ("复合式感光感烟火灾探测器", "combined flame and smoke detector"),
    61: ("紫外火焰探测器", "ultraviolet flame detector"),
    62: ("红外火焰探测器", "infrared flame detector"),
    69: ("感光火灾探测器", "light-sensing fire detector"),
    74: ("气体探测器", "gas detector"),
    78: ("图像摄像方式火灾探测器", "video fire detector"),
    79: ("感声火灾探测器", "acoustic fire detector"),
    81: ("气体灭火控制器", "gas extinguishing controller"),
    82: ("消防电气控制装置", "electrical control device"),
    83: ("消防控制室图形显示装置", "control room display"),
    84: ("模块", "module"),
    85: ("输入模块", "input module"),
    86: ("输出模块", "output module"),
    87: ("输入/输出模块", "input/output module"),
    88: ("中继模块", "repeater module"),
    91: ("消防水泵", "fire pump"),
    92: ("消防水箱", "fire tank"),
    95: ("喷淋泵", "sprinkler pump"),
    96: ("水流指示器", "flow indicator"),
    97: ("信号阀", "signal valve"),
    98: ("报警阀", "alarm valve"),
    99: ("压力开关", "pressure switch"),
    101: ("阀驱动装置", "valve actuator"),
    102: ("防火门", "fire door"),
    103: ("防火阀", "fire damper"),
    104: ("通风空调", "ventilation and air conditioning"),
    105: ("泡沫液泵", "foam pump"),
    106: ("管网电磁阀", "pipe network solenoid valve"),
    111: ("防烟排烟风机", "smoke fan"),
    113: ("排烟防火阀", "exhaust fire damper"),
    114: ("常闭送风口", "normally closed supply outlet"),
    115: ("排烟口", "smoke outlet"),
    116: ("电控挡烟垂壁", "smoke curtain"),
    117: ("防火卷帘控制器", "fire shutter controller"),
    118: ("防火门监控器", "fire door monitor"),
    121: ("警报装置", "alarm sounder"),
}

Bits = tuple[tuple[Words | None, Words | None], ...]
"""From bit 0 up: (words for 0, words for 1); None where that value says nothing worth a word."""


def _flag(zh: str, en: str) -> tuple[None, Words]:
    return None, (zh, en)


_NORMAL: Final = (("测试状态", "in test"), ("正常运行状态", "in normal operation"))
_COMMON: Final[Bits] = (
    _NORMAL,
    _flag("火警", "fire"),
    _flag("故障", "fault"),
    _flag("屏蔽", "shielded"),
    _flag("监管", "supervisory"),
    _flag("启动（开启）", "started"),
    _flag("反馈", "feedback"),
    _flag("延时", "delayed"),
)
SYSTEM_STATUS: Final[Bits] = (
    *_COMMON,
    _flag("主电故障", "main power fault"),
    _flag("备电故障", "backup power fault"),
    _flag("总线故障", "bus fault"),
    (("自动状态", "automatic"), ("手动状态", "manual")),
    _flag("配置改变", "configuration changed"),
    _flag("复位", "reset"),
)
COMPONENT_STATUS: Final[Bits] = (*_COMMON, _flag("电源故障", "power fault"))
UITD_STATUS: Final[Bits] = (
    (("测试状态", "in test"), ("正常监视状态", "monitoring")),
    _flag("火警", "fire"),
    _flag("故障", "fault"),
    _flag("主电故障", "main power fault"),
    _flag("备电故障", "backup power fault"),
    _flag("与监控中心通信信道故障", "channel to the centre faulty"),
    _flag("监测连接线路故障", "monitored line fault"),
)
_OPERATION: Final[Bits] = (
    _flag("复位", "reset"),
    _flag("消音", "silence"),
    _flag("手动报警", "manual alarm"),
    _flag("警情消除", "alarm cleared"),
    _flag("自检", "self test"),
)
SYSTEM_OPERATION: Final[Bits] = (*_OPERATION, _flag("确认", "confirm"), _flag("测试", "test"))
UITD_OPERATION: Final[Bits] = (*_OPERATION, _flag("查岗应答", "duty inspection answered"), _flag("测试", "test"))

ANALOGS: Final[Mapping[int, tuple[Words, Words]]] = {
    1: (("事件计数", "event count"), ("件", "events")),
    2: (("高度", "height"), ("m", "m")),
    3: (("温度", "temperature"), ("℃", "℃")),
    4: (("压力", "pressure"), ("MPa", "MPa")),
    5: (("压力", "pressure"), ("kPa", "kPa")),
    6: (("气体浓度", "gas concentration"), ("%LEL", "%LEL")),
    7: (("时间", "time"), ("s", "s")),
    8: (("电压", "voltage"), ("V", "V")),
    9: (("电流", "current"), ("A", "A")),
    10: (("流量", "flow"), ("L/s", "L/s")),
    11: (("风量", "air volume"), ("m³/min", "m³/min")),
    12: (("风速", "wind speed"), ("m/s", "m/s")),
}
"""Kind of analog value → (name, unit)."""

FIELDS: Final[Mapping[str, Words]] = {
    "system_type": ("系统类型标志", "system type"),
    "system_addr": ("系统地址", "system address"),
    "component_type": ("部件类型", "component type"),
    "component_addr": ("部件地址", "component address"),
    "component_code": ("部件地址（数字字符）", "component address, digits"),
    "analog_type": ("模拟量类型", "kind of analog value"),
    "raw": ("模拟量值", "analog value"),
    "status": ("状态", "status"),
    "op": ("操作标志", "operation flags"),
    "operator": ("操作员编号", "operator"),
    "major": ("主版本号", "major version"),
    "minor": ("次版本号", "minor version"),
    "desc": ("部件说明", "description"),
    "length": ("说明长度", "length of the text"),
    "config": ("配置说明", "configuration"),
    "time": ("时间标签", "time label"),
    "since": ("起始时间", "since"),
    "count": ("记录数目", "number of records"),
    "reserved": ("预留", "reserved"),
    "timeout_min": ("应答超时时间", "time allowed for the answer"),
    "access": ("接入类型", "kind of input"),
    "value": ("开关量值", "value of the input"),
    "device_id": ("设备编号", "device number"),
    "rest": ("其余内容", "the rest"),
}

ERRORS: Final[Mapping[str, Words]] = {
    "start": ("不以 @@ 开头", "does not begin with @@"),
    "incomplete": ("不完整", "incomplete"),
    "length": ("应用数据单元超长", "the application data unit is too long"),
    "end": ("结束符不是 ##", "does not end with ##"),
    "checksum": ("校验和不符", "the checksum is wrong"),
    "adu_too_short": ("应用数据单元不足两字节", "the application data unit has less than two bytes"),
    "object_length": ("信息对象的长度与数目不符", "the objects do not have the length that their number asks for"),
}
"""What may be wrong, by the word used in every answer of this package."""


def name_of(table: Mapping[int, Words], number: int) -> Words:
    """The words of a number; 预留 or 用户自定义 where the standard gives none."""
    return table.get(number) or (USER_DEFINED if number >= USER_FROM else RESERVED)


def in_language(words: Words, language: Language) -> str:
    """One of the two."""
    return words[0] if language == "zh" else words[1]


def flags_of(bits: Bits, value: int) -> tuple[Words, ...]:
    """What the bits of a status or operation byte say, from bit 0 up. Bits beyond the table, where set, are named."""
    said = []
    for place, words in enumerate(bits):
        word = words[value >> place & 1]
        if word is not None:
            said.append(word)
    said += [
        (f"预留位 b{place}", f"reserved bit b{place}")
        for place in range(len(bits), value.bit_length())
        if value >> place & 1
    ]
    return tuple(said)
