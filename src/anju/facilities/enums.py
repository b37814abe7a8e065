"""Words of facilities."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FacilityState(TextChoices):
    """Whether it would work. Out of service needs a reason and a date until which."""

    IN_SERVICE = "in_service", _("在用")
    OUT_OF_SERVICE = "out_of_service", _("停用")
    REMOVED = "removed", _("已拆除")
