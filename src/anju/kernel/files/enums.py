"""Words of evidence."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Media(TextChoices):
    """What the bytes are, by their content, never by their name."""

    PHOTO = "photo", _("照片")
    VIDEO = "video", _("视频")
    DOCUMENT = "document", _("文件")
    AUDIO = "audio", _("录音")


class Stage(TextChoices):
    """What an attachment shows of its subject."""

    BEFORE = "before", _("整改前")
    AFTER = "after", _("整改后")
    OTHER = "other", _("其他")
