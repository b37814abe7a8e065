"""Words of special supervision."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignState(TextChoices):
    """Where a campaign stands."""

    PLANNED = "planned", _("待启动")
    RUNNING = "running", _("进行中")
    CLOSED = "closed", _("已结项")
    CANCELLED = "cancelled", _("已取消")


class TaskState(TextChoices):
    """Where the look at one place of a campaign stands."""

    OPEN = "open", _("待排查")
    DONE = "done", _("待验收")
    ACCEPTED = "accepted", _("已验收")
    DROPPED = "dropped", _("已移出范围")


class Outcome(TextChoices):
    """What came of going there."""

    LOOKED = "looked", _("已排查")
    NO_ENTRY = "no_entry", _("未能入场")


class JointState(TextChoices):
    """Where a joint action stands."""

    PLANNED = "planned", _("已安排")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class PartyRole(TextChoices):
    """What an organisation does in a joint action."""

    LEAD = "lead", _("牵头")
    MEMBER = "member", _("参加")
    SUPPORT = "support", _("技术支持")


class JointResult(TextChoices):
    """What a joint action saw at a place."""

    NOTHING = "nothing", _("未发现隐患")
    FOUND = "found", _("发现隐患")
    NO_ENTRY = "no_entry", _("未能入场")


class Rehoused(TextChoices):
    """Where people who lived in a shed or basement went, in general: no name, no address."""

    RENTED = "rented", _("另行租房")
    RELATIVES = "relatives", _("投亲靠友")
    EMPLOYER = "employer", _("用人单位安排")
    PUBLIC = "public", _("保障性住房或临时安置")
    OWN = "own", _("回自有住房")
