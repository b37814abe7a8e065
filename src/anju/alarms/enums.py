"""Words of alarms."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AlarmKind(TextChoices):
    """What an alarm is about; how it is called out follows from it (`rules.ladder.PLANS`)."""

    FIRE = "fire", _("火警")
    PRE_ALARM = "pre_alarm", _("预警")
    WATER = "water", _("消防水异常")
    FAULT = "fault", _("设备故障")
    SILENCE = "silence", _("设备失联")
    SILENCING = "silencing", _("报警被消音过久")
    PRESENCE = "presence", _("查岗无人应答")
    HELP = "help", _("求助")


class State(TextChoices):
    """Where an alarm stands."""

    RAISED = "raised", _("待接警")
    ACKNOWLEDGED = "acknowledged", _("已接警")
    ON_SCENE = "on_scene", _("已到场")
    JUDGED = "judged", _("真实火情处置中")
    CLOSED = "closed", _("已结束")


OPEN = (State.RAISED, State.ACKNOWLEDGED, State.ON_SCENE, State.JUDGED)


class Outcome(TextChoices):
    """What it was."""

    REAL_FIRE = "real_fire", _("真实火情")
    FALSE = "false", _("误报")
    TEST = "test", _("测试")
    FAULT = "fault", _("故障")
    UNKNOWN = "unknown", _("查不清")
    UNMANNED = "unmanned", _("无人在岗")
    """Of a control room in which nobody answered a check."""


class Cause(TextChoices):
    """Why a false alarm came; from them the worst sources are found."""

    COOKING = "cooking", _("炊事油烟")
    STEAM = "steam", _("水汽")
    DUST = "dust", _("灰尘")
    INSECT = "insect", _("昆虫")
    SMOKING = "smoking", _("吸烟、烧香")
    CONSTRUCTION = "construction", _("施工")
    DEVICE = "device", _("设备故障")
    WIRING = "wiring", _("接线、编码有误")
    DELIBERATE = "deliberate", _("人为触发")
    UNKNOWN = "unknown", _("原因不明")


class Event(TextChoices):
    """What can happen to an alarm; the ledger verb is `alarm.` + the event."""

    RAISE = "raised", _("报警")
    ADD = "grown", _("又有探测点报警")
    CALL = "called", _("呼叫")
    ANSWER = "answered", _("回应呼叫")
    ACKNOWLEDGE = "acknowledged", _("接警")
    ARRIVE = "arrived", _("到场")
    CONFIRM = "confirmed", _("确认是火")
    JUDGE = "judged", _("不是火，结束")
    CLOSE = "closed", _("处置完毕，结束")
    RESTORE = "restored", _("设备恢复，自动结束")
    CALL_119 = "reported_119", _("已拨打119")
    WAKE = "woken", _("屏蔽到点仍在报警，开始呼叫")


class Rung(IntegerChoices):
    """Who is called, lowest first. 119 is dialled by a person; the last rung asks for that."""

    STATION = 0, _("微型消防站")
    PROPERTY = 1, _("物业")
    GRID = 2, _("网格员")
    COMMUNITY = 3, _("社区")
    STREET = 4, _("街道")
    BRIGADE = 5, _("消防救援大队")
    CONTACT = 9, _("住户联系人")


class Answer(TextChoices):
    """What a called party said."""

    NONE = "", _("未回应")
    GOING = "going", _("我去")
    CANNOT = "cannot", _("去不了")
    HELP = "help", _("需要帮忙")
    """Of a household's contact: somebody is in need there. It raises an alarm of its own kind."""


class Muted(TextChoices):
    """Why an alarm is recorded and nobody is called."""

    NO = "", _("照常呼叫")
    SHIELD = "shield", _("屏蔽中")
    TEST = "test", _("测试中")


class ContactKind(TextChoices):
    """Who is called for a household's own detector. None of them needs an account."""

    RESIDENT = "resident", _("住户")
    FAMILY = "family", _("家属")
    NEIGHBOUR = "neighbour", _("邻居")
    LEADER = "leader", _("楼栋长")
    COMMUNITY = "community", _("社区")
