"""What people are told about alarms. Where, what and since when; never who lives there."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.alarms import linking
from anju.alarms.enums import AlarmKind
from anju.notify.codes import Label, Param, declare
from anju.notify.enums import Urgency

CALL, AGAIN, GREW, CONFIRMED, HOUSEHOLD, HOUSEHOLD_HELP = (
    "alarms.call", "alarms.again", "alarms.grew", "alarms.confirmed", "alarms.household",
    "alarms.household_help",
)  # fmt: skip


def _kind(code: str) -> str:
    return str(AlarmKind(code).label) if code in AlarmKind.values else gettext("报警")


WHERE: dict[str, Param | Label] = {"kind": _kind, "where": Param.PLACE, "since": Param.MOMENT}

declare(
    CALL,
    title=_("报警，请应答"),
    text=_("{kind}：{where}，{since}。请打开应答：我去，或去不了"),
    group=_("{kind}：{where}，{since}。请登录应答"),
    params=WHERE,
    urgency=Urgency.LIFE,
    url="alarms:go",
)
declare(
    AGAIN,
    title=_("报警无人处置，再次呼叫"),
    text=_("{kind}：{where}，{since} 起仍无结果。请立即派人；是火请由人拨打119"),
    group=_("{kind}：{where}，{since} 起仍无结果，请立即派人"),
    params=WHERE,
    urgency=Urgency.LIFE,
    url="alarms:go",
)
declare(
    GREW,
    title=_("报警扩大"),
    text=_("{kind}：{where}，已有 {count} 个点报警"),
    group=_("{kind}：{where}，已有 {count} 个点报警"),
    params={"kind": _kind, "where": Param.PLACE, "count": Param.NUMBER},
    urgency=Urgency.LIFE,
    url="alarms:go",
)
declare(
    CONFIRMED,
    title=_("确认是真实火情"),
    text=_("{kind}：{where}，{since} 报警，现场确认是火"),
    group=_("{kind}：{where}，现场确认是火"),
    params=WHERE,
    urgency=Urgency.LIFE,
    url="alarms:alarm",
)
_OUTSIDE: dict[str, Any] = {
    "params": {"where": Param.PLACE, "since": Param.MOMENT},
    "urgency": Urgency.LIFE,
    "outside": linking.phone_of_call,
    "answer": linking.address_of_call,
}
declare(
    HOUSEHOLD,
    title=_("家中探测器报警"),
    text=_("安居：{where}的烟感报警，{since}。能去看请按1，去不了按2，需要帮忙按3。有火请打119"),
    group=_("安居：{where}的烟感报警，{since}。能去看请按1，去不了按2，需要帮忙按3。有火请打119"),
    **_OUTSIDE,
)
declare(
    HOUSEHOLD_HELP,
    title=_("家里有人求助"),
    text=_("安居：{where}有人按了求助，{since}。能去看请按1，去不了按2。有火请打119"),
    group=_("安居：{where}有人按了求助，{since}。能去看请按1，去不了按2。有火请打119"),
    **_OUTSIDE,
)
