"""What pages call things of alarms: word first, then shape; colour comes third."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.alarms.enums import AlarmKind, Event, State

KIND_ICONS: dict[str, str] = {
    AlarmKind.FIRE: "flame",
    AlarmKind.PRE_ALARM: "alert-triangle",
    AlarmKind.WATER: "droplet",
    AlarmKind.FAULT: "tools",
    AlarmKind.SILENCE: "wifi-off",
    AlarmKind.SILENCING: "bell",
    AlarmKind.PRESENCE: "user-off",
    AlarmKind.HELP: "hand-stop",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: a class of `ui`'s states, and a shape."""

    tone: str
    icon: str


STATE_LOOKS: dict[str, Look] = {
    State.RAISED: Look("bad", "bell"),
    State.ACKNOWLEDGED: Look("warn", "user-check"),
    State.ON_SCENE: Look("wait", "map-pin"),
    State.JUDGED: Look("bad", "flame"),
    State.CLOSED: Look("done", "circle-check"),
}
STEPS: dict[Event, str | Promise] = {
    Event.ACKNOWLEDGE: _("我去"),
    Event.ARRIVE: _("我到了"),
    Event.CONFIRM: _("是火"),
    Event.JUDGE: _("不是火，写结果"),
    Event.CLOSE: _("火已扑灭，结束"),
}
"""What is on the button of a step."""
ASKED: dict[str, str | Promise] = {
    State.RAISED: _("还没有人接警"),
    State.ACKNOWLEDGED: _("有人接警，还没有到场"),
    State.ON_SCENE: _("已到场，等结果"),
    State.JUDGED: _("确认是火，正在处置"),
    State.CLOSED: _("已结束"),
}
SAID: dict[str, str | Promise] = {
    "fire": _("火警"),
    "!manual_alarm": _("手动报警"),
    "pre_alarm": _("预警"),
    "smoke": _("感烟"),
    "heat": _("高温"),
    "gas_leak": _("燃气泄漏"),
    "help": _("求助"),
    "water_leak": _("漏水"),
    "fault": _("故障"),
    "mains_fault": _("主电故障"),
    "backup_power_fault": _("备电故障"),
    "power_fault": _("电源故障"),
    "line_fault": _("线路故障"),
    "link_fault": _("通信故障"),
    "low_battery": _("电量低"),
    "disabled": _("已屏蔽"),
    "supervisory": _("监管"),
    "started": _("已启动"),
    "feedback": _("有反馈"),
    "delayed": _("延时中"),
    "manual": _("手动位"),
    "test": _("测试"),
    "silenced": _("已消音"),
    "offline": _("离线"),
    "tamper": _("被拆动"),
    "open": _("开启"),
    "low": _("偏低"),
    "high": _("偏高"),
    "overload": _("过载"),
    "full": _("已满"),
    "video_loss": _("视频丢失"),
    "rule": _("规则触发"),
}


def said(state: str) -> str:
    """What a point said, in words; the bare word where there is none."""
    return str(SAID.get(state, state))


def ago(since: datetime, now: datetime) -> str:
    """How long ago, as short as it can be told: 40 秒, 3 分 05 秒, 2 小时 10 分, 3 天."""
    seconds = max(int((now - since) / timedelta(seconds=1)), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if minutes < 1:
        return gettext("%(s)d 秒") % {"s": seconds}
    if minutes < 10:
        return gettext("%(m)d 分 %(s)02d 秒") % {"m": minutes, "s": seconds % 60}
    if hours < 1:
        return gettext("%(m)d 分钟") % {"m": minutes}
    if days < 1:
        return gettext("%(h)d 小时 %(m)d 分") % {"h": hours, "m": minutes % 60}
    return gettext("%(d)d 天") % {"d": days}
