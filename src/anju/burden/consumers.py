"""What the weekly notice of burden says."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import Param, declare
from anju.notify.enums import Urgency

declare(
    "burden.over_cap",
    title=_("用时超过上限"),
    text=_("{where}：{week} 起的一周，有 {roles} 类岗位的手机用时超过本区上限，布置新任务前请先看用时账"),
    params={"where": Param.PLACE, "week": Param.DAY, "roles": Param.NUMBER},
    urgency=Urgency.LOW,
    url="burden:week",
)
