"""What is told about residents' reports: the result to whoever left a number, clocks and doubts to those who check."""

from django.utils.translation import gettext_lazy as _

from anju.intake.residents import queries
from anju.notify.codes import Label, Param, declare
from anju.supervision.lists.enums import Outcome
from anju.supervision.lists.notices import kind_words

RESULT = "residents.result"
CONTESTED = "residents.contested_often"
ANSWER_DUE = "residents.answer_due"
RETURN_DUE = "residents.return_due"

_ENDS = {
    Outcome.RECTIFIED: _("已经改好，复核通过"),
    Outcome.NOT_SO: _("看过，没有发现这个问题"),
    Outcome.NOT_OURS: _("不归消防隐患办理，没有整改"),
}


def _end(value: str) -> str:
    return str(_ENDS[Outcome(value)])


_ABOUT: dict[str, Param | Label] = {"where": Param.PLACE, "kind": kind_words}

declare(
    RESULT,
    title=_("上报有结果了"),
    text=_("你反映的“{where} {kind}”：{end}。凭查询码能看到每一步；没有改好可以再反映。"),
    group=_("你反映的“{where} {kind}”：{end}。凭查询码能看到每一步；没有改好可以再反映。"),
    params={**_ABOUT, "end": _end},
    outside=queries.phone_of,
)
declare(
    CONTESTED,
    title=_("群众多次反映没改好"),
    text=_("{where}：{kind}，群众第 {times} 次反映没有改好，不再自动重新办理，请到现场看"),
    params={**_ABOUT, "times": Param.NUMBER},
    url="residents:report",
)
declare(
    RETURN_DUE,
    title=_("12345 工单退单时限快到"),
    text=_("{where}：{kind}，不属于本单位的，请在 {due} 前退单"),
    params={**_ABOUT, "due": Param.MOMENT},
    url="residents:report",
)
declare(
    ANSWER_DUE,
    title=_("12345 工单答复时限快到"),
    text=_("{where}：{kind}，请在 {due} 前答复"),
    params={**_ABOUT, "due": Param.MOMENT},
    url="residents:report",
)
