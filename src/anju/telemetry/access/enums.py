"""Words of accounts of intake."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccessFormat(TextChoices):
    """How a sender speaks; the names are those of `gateway.intake.Format` and `gateway.mqtt.Format`."""

    PLAIN = "plain", _("通用 HTTP 接口（JSON）")
    CTWING = "ctwing", _("中国电信 CTWing 推送")
    ONENET = "onenet", _("中国移动 OneNET 推送")
    CHIRPSTACK = "chirpstack", _("LoRaWAN（ChirpStack）")
    ISAPI = "isapi", _("海康威视事件推送（ISAPI）")
    CHARGING = "charging", _("电动自行车充电运营商")
    THINGSBOARD = "thingsboard", _("MQTT 设备和网关（ThingsBoard 约定）")
    MOSQUITTO = "mosquitto", _("Mosquitto 桥接")


WITH_SECRET = frozenset({AccessFormat.ONENET, AccessFormat.CHARGING})
"""Formats whose senders sign what they send."""
BY_MQTT = frozenset({AccessFormat.THINGSBOARD, AccessFormat.MOSQUITTO})
"""Formats whose senders keep a connection open, and give the token as user name."""
WITHOUT_TOKEN = frozenset({AccessFormat.CHARGING})
"""Formats in which the signature is all."""
