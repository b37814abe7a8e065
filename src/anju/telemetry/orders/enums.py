"""Words of orders to devices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderKind(TextChoices):
    """What a user information transmission device is told or asked. Types of GB/T 26875.3 in brackets."""

    SYNCHRONISE = "synchronise", _("校时")
    """(90)"""
    INSPECT_DUTY = "inspect_duty", _("查岗")
    """(91)"""
    READ_STATE = "read_state", _("读运行状态")
    """(81)"""
    READ_VERSION = "read_version", _("读软件版本")
    """(85)"""
    READ_CONFIGURATION = "read_configuration", _("读配置情况")
    """(86)"""
    READ_CLOCK = "read_clock", _("读系统时间")
    """(88)"""


class OrderState(TextChoices):
    """How far an order came. Of 查岗 ANSWERED says that the device has it; the person's answer comes as a report."""

    OPEN = "open", _("待下发")
    ANSWERED = "answered", _("设备已应答")
    DENIED = "denied", _("设备拒绝")
    SILENT = "silent", _("设备没有应答")
    EXPIRED = "expired", _("过期未下发")
    """The device was not connected before its time was over."""
