"""Words of imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TargetKey(TextChoices):
    """What a table can become."""

    COMMUNITIES = "communities", _("社区")
    ESTATES = "estates", _("小区")
    BUILDINGS = "buildings", _("楼栋")
    GRIDS = "grids", _("网格和网格员")
    ORGANISATIONS = "organisations", _("单位")
    PEOPLE = "people", _("人员和岗位")
    MANAGEMENTS = "managements", _("物业管理合同")
    HAZARDS = "hazards", _("隐患旧台账")
    INSPECTIONS = "inspections", _("检查记录")
    CLEAN_UPS = "clean_ups", _("清理记录")
    TICKETS = "tickets", _("12345 工单")
    FACILITIES = "facilities", _("消防设施")
    DEVICES = "devices", _("物联设备")
    POINTS = "points", _("主机点位表")


class RunState(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("待对应列")
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("待确认导入")
    IMPORTING = "importing", _("导入中")
    DONE = "done", _("已导入")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("未完成")


WORKING = (RunState.CHECKING, RunState.IMPORTING)
"""States in which the worker has something to do."""
OVER = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)


class Fate(TextChoices):
    """What becomes of a row."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    UNCHANGED = "unchanged", _("未变")
    WRONG = "wrong", _("有错")
