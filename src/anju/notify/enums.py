"""Words of the notices."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Urgency(IntegerChoices):
    """How long a notice may wait. Higher goes first."""

    LOW = 0, _("知悉")
    """Read whenever: goes out with the daily digest."""
    NORMAL = 1, _("普通")
    """Goes out in working hours, merged with its neighbours."""
    URGENT = 2, _("紧急")
    """At once in working hours; outside them at once to whoever is on duty."""
    LIFE = 3, _("危及生命")
    """Always at once, to everybody it concerns and to whoever is on duty."""


class GatewayKind(TextChoices):
    """A way out of Anju. The inbox is none: it always works."""

    EMAIL = "email", _("电子邮件")
    SMS_FILE = "sms_file", _("短信（写入文件，试用）")
    SMS_HTTP = "sms_http", _("短信（HTTP 接口）")
    VOICE_HTTP = "voice_http", _("语音电话（HTTP 接口）")
    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")


ROBOTS = (GatewayKind.WECOM, GatewayKind.DINGTALK)
TEXT_MESSAGES = (GatewayKind.SMS_FILE, GatewayKind.SMS_HTTP)
LINKED = (GatewayKind.EMAIL, *ROBOTS)
"""Where the page's address goes along."""


class DeliveryState(TextChoices):
    """Where a line of the outbox stands."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    NEEDLESS = "needless", _("本人已读，未再发送")
    TRIAL = "trial", _("试运行，未发送")
    DEAD = "dead", _("发送失败")
    DISCARDED = "discarded", _("已放弃")


class SendError(TextChoices):
    """Why a line did not go out. A code, so that no key or address gets into a log or an export."""

    NETWORK = "network", _("网络不通")
    REFUSED = "refused", _("对方拒绝")
    BUSY = "busy", _("对方繁忙或限流")
    ADDRESS = "address", _("没有可用的地址")
    FORBIDDEN = "forbidden", _("地址不允许访问")
    SETTING = "setting", _("渠道设置有误")
    INTERNAL = "internal", _("程序错误")


class ContributionState(TextChoices):
    """What became of a helper's draft."""

    DRAFT = "draft", _("待核对")
    TAKEN = "taken", _("已采用")
    DISMISSED = "dismissed", _("未采用")
