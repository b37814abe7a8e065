"""The words of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatedKind(models.TextChoices):
    """How a number came that no record was counted for."""

    BASE = "base", _("基数")
    """An opening balance: what stood before Anju began to count."""
    PHONED = "phoned", _("手报")
    """Told by telephone or on paper."""


class Why(models.TextChoices):
    """Why a number is another one than the number that was sent."""

    NEW = "new", _("报数之后发生")
    LATE = "late", _("事后补录")
    """It had happened before, and was entered afterwards."""
    REOPENED = "reopened", _("复开")
    CORRECTED = "corrected", _("改正")
    MOVED = "moved", _("地点移动")
    ENDED = "ended", _("报数之后办结")
    ENDED_LATE = "ended_late", _("事后补录的办结")
    """It had ended before, and that was entered afterwards."""
    DUE = "due", _("期限到了")
