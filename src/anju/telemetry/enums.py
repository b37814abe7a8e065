"""Words of devices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeviceState(TextChoices):
    """Whether a device counts. One nobody knows is heard and kept, and raises no alarm until it is claimed."""

    QUARANTINED = "quarantined", _("待认领")
    CLAIMED = "claimed", _("在用")
    RETIRED = "retired", _("已停用")


class ShieldKind(TextChoices):
    """Why what a zone says is not acted on for a while. Both end by themselves."""

    SHIELD = "shield", _("屏蔽")
    TEST = "test", _("测试")
