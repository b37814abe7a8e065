"""Words of monthly supervision."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Half(TextChoices):
    """What a sample is drawn from. The two halves are drawn and estimated apart."""

    PLACE = "place", _("巡查的地点")
    CLOSED = "closed", _("已销号的隐患")


class Group(TextChoices):
    """Places of like difficulty."""

    OLD_MANAGED = "old_managed", _("2000 年前的楼，有物业")
    OLD_ALONE = "old_alone", _("2000 年前的楼，无物业")
    NEW_MANAGED = "new_managed", _("2000 年后的楼，有物业")
    NEW_ALONE = "new_alone", _("2000 年后的楼，无物业")
    UNDATED_MANAGED = "undated_managed", _("年代不明的楼，有物业")
    UNDATED_ALONE = "undated_alone", _("年代不明的楼，无物业")
    SHED = "shed", _("车棚、地下室")
    OTHER = "other", _("其他地点")


class MonthState(TextChoices):
    """Where a month stands."""

    OPENED = "opened", _("已开启，未抽样")
    DRAWN = "drawn", _("督查中")
    PUBLISHED = "published", _("已公布")


class TaskState(TextChoices):
    """Where one place of the sample stands."""

    RESERVE = "reserve", _("备用")
    OPEN = "open", _("待看")
    DONE = "done", _("已看")
    NO_ENTRY = "no_entry", _("进不去")


class Outcome(TextChoices):
    """What the look came to."""

    CLEAN = "clean", _("未发现隐患")
    FOUND = "found", _("发现隐患")
    FIXED = "fixed", _("确已整改")
    NOT_FIXED = "not_fixed", _("没有改好（虚假销号）")


BAD = (Outcome.FOUND, Outcome.NOT_FIXED)
OF_HALF = {Half.PLACE: (Outcome.CLEAN, Outcome.FOUND), Half.CLOSED: (Outcome.FIXED, Outcome.NOT_FIXED)}


class NoEntry(TextChoices):
    """Why nobody could look. A normal outcome; nobody is blamed for it."""

    LOCKED = "locked", _("锁着，没有人开门")
    REFUSED = "refused", _("不让进")
    WORKS = "works", _("在施工，不能进")
    GONE = "gone", _("已拆除或找不到")
    DANGER = "danger", _("进去有危险")
    NOBODY = "nobody", _("没有不相关的督查员")
    NOT_LOOKED = "not_looked", _("当月没有去看")


class Handed(TextChoices):
    """How the on-site sheet (现场交办单) was received."""

    SIGNED = "signed", _("已签收")
    REFUSED = "refused", _("拒绝签收")
    NOBODY = "nobody", _("现场没有人，留置送达")


class Decision(TextChoices):
    """What became of an objection."""

    PENDING = "pending", _("待答复")
    UPHELD = "upheld", _("异议成立，更正结果")
    DISMISSED = "dismissed", _("异议不成立，维持结果")
