"""Words of presence checks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Begun(TextChoices):
    """Why a check was begun."""

    DRAWN = "drawn", _("随机")
    ASKED = "asked", _("人工发起")


class Line(TextChoices):
    """Who says the code to the room's phone."""

    VOICE = "voice", _("平台语音电话")
    PERSON = "person", _("查岗人员自己打电话")


class Said(TextChoices):
    """What came of one of the two answers."""

    WAITING = "", _("等待中")
    GIVEN = "given", _("已应答")
    MISSING = "missing", _("没有应答")
    OUT = "out", _("无法判断")


class Why(TextChoices):
    """Why an answer is missing or cannot be judged. All but the last are no fault of who is on duty."""

    NONE = "", ""
    NO_DEVICE = "no_device", _("没有登记能接收查岗的传输装置")
    DEVICE_OUT = "device_out", _("传输装置不在线或没有回应")
    DEVICE_DENIED = "device_denied", _("传输装置拒绝了查岗命令")
    NO_PHONE = "no_phone", _("没有登记值守电话")
    NO_PARTY = "no_party", _("没有登记管理单位")
    NO_LINE = "no_line", _("平台没有把电话打出去")
    UNREACHABLE = "unreachable", _("电话打不通")
    NOT_CALLED = "not_called", _("查岗人员没有打电话")
    PLATFORM = "platform", _("平台当时没有运行")
    WRONG = "wrong", _("口令连错三次")


class Outcome(TextChoices):
    """What a check found."""

    WAITING = "", _("进行中")
    PRESENT = "present", _("在岗")
    ONE = "one", _("只有一项应答")
    NOBODY = "nobody", _("无人应答")
    UNJUDGED = "unjudged", _("无法判断")
