"""What units are told of campaigns: that tasks came, how many and until when; that one came back."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import Param, declare

GIVEN, RETURNED = "special.given", "special.returned"

declare(
    GIVEN,
    title=_("有专项任务派给你们"),
    text=_("共 {count} 处，请在 {due} 前排查"),
    params={"count": Param.NUMBER, "due": Param.DAY},
    url="special:campaign",
)
declare(
    RETURNED,
    title=_("专项任务被退回"),
    text=_("{where}：验收没有通过，写明了理由，请在 {due} 前重新排查"),
    params={"where": Param.PLACE, "due": Param.DAY},
    url="special:task",
)
