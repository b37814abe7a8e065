"""What is said to a control room's phone. The code stands in no row: it is worked out while the call is made."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.alarms.presence import queries, secret
from anju.notify.codes import Param, declare
from anju.notify.enums import Urgency

CALL = "presence.call"


def _answer(check: str) -> str:
    """Where a voice gateway says that nobody could be reached."""
    return reverse("presence:line", args=[secret.token_of(int(check))])


declare(
    CALL,
    title=_("查岗电话"),
    text=_("查岗电话：{where}"),
    group=_(
        "安居查岗，{where}。口令 {code}。再说一遍，口令 {code}。"
        "请值班人员登录安居，在查岗应答里填写，并按传输装置上的查岗键"
    ),
    params={"where": Param.PLACE, "code": secret.spoken},
    urgency=Urgency.URGENT,
    outside=queries.phone_of_check,
    answer=_answer,
    spoken=True,
)
