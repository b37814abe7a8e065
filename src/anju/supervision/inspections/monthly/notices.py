"""The notices of monthly supervision. None names a place: a sample is open until it is published."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import Param, declare

TASKS, REMIND, PUBLISHED, OBJECTION, ANSWERED, LATE = (
    "monthly.tasks", "monthly.remind", "monthly.published", "monthly.objection", "monthly.answered",
    "monthly.late",
)  # fmt: skip

declare(
    TASKS,
    title=_("每月督查有新任务"),
    text=_("{month} 当月的督查有 {count} 处派给您，请在本月内去看"),
    params={"count": Param.NUMBER, "month": Param.DAY},
    url="monthly:month",
)
declare(
    REMIND,
    title=_("本月督查还没有开启"),
    text=_("{month} 当月的督查请开启并抽样"),
    params={"month": Param.DAY},
)
declare(
    PUBLISHED,
    title=_("每月督查已公布"),
    text=_("{month} 当月的督查结果已公布，有异议请在 {until} 前提出"),
    params={"month": Param.DAY, "until": Param.DAY},
    url="monthly:month",
)
declare(
    OBJECTION,
    title=_("督查异议待答复"),
    text=_("有一项督查异议，请在 {due} 前答复"),
    params={"due": Param.DAY},
    url="monthly:objection",
)
declare(ANSWERED, title=_("督查异议已答复"), text=_("你单位的一项督查异议已答复"), url="monthly:objection")
declare(
    LATE,
    title=_("督查异议逾期未答复"),
    text=_("有一项督查异议应在 {due} 前答复，还没有答复"),
    params={"due": Param.DAY},
    url="monthly:objection",
)
