"""Words of residents' reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a report came in."""

    LABEL = "label", _("扫楼栋二维码")
    WEB = "web", _("网页")
    COUNTER = "counter", _("现场窗口")
    PHONE = "phone", _("电话")
    WECHAT = "wechat", _("微信")
    HOTLINE = "hotline", _("12345 工单")
    OPEN311 = "open311", _("Open311 接口")


BY_STAFF = (Channel.COUNTER, Channel.PHONE, Channel.WECHAT)
"""Entered by staff for somebody else."""


class Mark(TextChoices):
    """What a machine noticed about a report. A mark is a hint for the checker, never a reason to refuse."""

    MANY_FROM_ADDRESS = "many_from_address", _("同一网络地址短时间内多次上报")
    MANY_AT_PLACE = "many_at_place", _("同一地点短时间内多次上报")
    PHOTO_REUSED = "photo_reused", _("照片和别的案件相同")
    PHOTO_UNREADABLE = "photo_unreadable", _("有照片没有收下")
    NO_PHOTO = "no_photo", _("没有照片")
    KIND_UNSURE = "kind_unsure", _("上报人说不准是哪种，请核定类别")
    KIND_GUESSED = "kind_guessed", _("类别由系统按原话推断，请核定")
    ROBOT = "robot", _("像是程序填写")
    CONTESTED_OFTEN = "contested_often", _("多次反映没改好")


class SpokenOf(TextChoices):
    """How a call-back went."""

    TOLD = "told", _("已告知结果")
    NOT_REACHED = "not_reached", _("没有联系上")
    NOT_WANTED = "not_wanted", _("对方表示不用再告知")


class ContactReason(TextChoices):
    """Why a reporter's contact is read in full; stands in the ledger."""

    ASK = "ask", _("核对现场情况")
    CALL_BACK = "call_back", _("告知办理结果")
    EMERGENCY = "emergency", _("处置险情")
