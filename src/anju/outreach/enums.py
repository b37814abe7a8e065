"""Words of the Congress's observation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActivityKind(TextChoices):
    """How the committee looks (the methods the survey report names)."""

    OBSERVATION = "observation", _("一线观察")
    DISCUSSION = "discussion", _("问题探讨")
    INSPECTION = "inspection", _("集中视察")
    VISIT = "visit", _("个别走访")


class Speaker(TextChoices):
    """Who spoke, as far as the minutes say: a kind, never a person."""

    COMMUNITY = "community", _("社区")
    OWNERS = "owners", _("业委会")
    PROPERTY = "property", _("物业企业")
    RESIDENT = "resident", _("居民")
    DEPUTY = "deputy", _("人大代表")
    STREET = "street", _("街道")
    DEPARTMENT = "department", _("部门")
    OTHER = "other", _("其他")


class MatterKind(TextChoices):
    """What is handed on. Neither is a formal 代表建议, which has its own procedure; a matter may name one."""

    MATTER = "matter", _("转办事项")
    OPINION = "opinion", _("审议意见")


class MatterState(TextChoices):
    """Where a matter stands. Handing an answer back opens it again, with a new date."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("待评价")
    SETTLED = "settled", _("已办结")


class Satisfaction(TextChoices):
    """The committee's word on an answer; 不满意 hands the matter back."""

    SATISFIED = "satisfied", _("满意")
    MOSTLY = "mostly", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")
