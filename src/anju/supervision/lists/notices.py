"""The notices of the two lists: what each says. Who gets which stands in `actions.telling`.

No text holds a person or free words; in chat groups places are named down to the building only (`notify.codes`).
"""

from django.utils.translation import gettext_lazy as _

from anju.catalogue import queries as catalogue
from anju.catalogue.shipped import hazard_kinds
from anju.notify.codes import Label, Param, declare
from anju.supervision.lists.enums import Clock, Decision, Event, Outcome, ProposalKind, Rung

CASE = "lists:duty-by-id"


def kind_words(value: str) -> str:
    """`<district>:<code>` as the catalogue names it; the code itself where nobody knows it any more."""
    district, _colon, code = value.partition(":")
    shipped = hazard_kinds().get(code)
    if shipped is not None:
        return shipped.name
    try:
        return catalogue.kind(district, code).facts.name
    except catalogue.UnknownKindError:
        return code


def _rung(value: str) -> str:
    return str(Rung(int(value)).label)


def _of(words: type[Clock | Decision | Event | Outcome | ProposalKind]) -> Label:
    return lambda value: str(words(value).label)


WHERE: dict[str, Param | Label] = {"where": Param.PLACE, "kind": kind_words}
UNTIL: dict[str, Param | Label] = {**WHERE, "due": Param.DAY}

_TO_UNITS = {
    "lists.check": (_("群众上报待核查"), _("{where}：{kind}，请在 {due} 前核查")),
    "lists.assigned": (_("新的整改责任"), _("{where}：{kind}，请在 {due} 前整改")),
    "lists.handed_over": (_("接手整改责任"), _("{where}：{kind}，移交你单位，请在 {due} 前整改")),
    "lists.returned": (_("整改被退回"), _("{where}：{kind}，没有通过复核，期限仍是 {due}")),
    "lists.reminded": (_("整改期限提醒"), _("{where}：{kind}，期限 {due}，还没有提交整改")),
    "lists.deferred": (_("同意延期"), _("{where}：{kind}，同意延期到 {due}，期间请保持临时防范措施")),
    "lists.deferral_refused": (_("不同意延期"), _("{where}：{kind}，不同意延期，期限仍是 {due}")),
    "lists.resumed": (_("延期到点"), _("{where}：{kind}，延期已到，请在 {due} 前整改")),
    "lists.due_changed": (_("整改期限有调整"), _("{where}：{kind}，新的期限是 {due}")),
    "lists.reopened": (_("案件复开"), _("{where}：{kind}，已复开，请在 {due} 前整改")),
    "lists.denial": (_("核查不属实待核定"), _("{where}：{kind}，核查的说不属实，请在 {due} 前核定")),
    "lists.recheck": (_("退回重新核查"), _("{where}：{kind}，不属实没有核定，请在 {due} 前再去看")),
    "lists.verify": (_("有整改待复核"), _("{where}：{kind}，请在 {due} 前复核")),
    "lists.deferral": (_("延期申请待答复"), _("{where}：{kind}，请在 {due} 前答复")),
    "lists.look_back": (_("回头看到期"), _("{where}：{kind}，请在 {due} 回头看")),
    "lists.look_back_late": (_("回头看逾期"), _("{where}：{kind}，{due} 应回头看，没有人登记，请你单位去看")),
}
"""To an organisation and its chat group: a case and a day."""

for _name, (_title, _text) in _TO_UNITS.items():
    declare(_name, title=_title, text=_text, group=_text, params=UNTIL, url=CASE)

declare(
    "lists.climbed",
    title=_("下级逾期，转由上级办理"),
    text=_("{where}：{kind}，逾期没有{asked}，转由你单位在 {due} 前办理"),
    params={**UNTIL, "asked": _of(Clock)},
    url=CASE,
)
declare("lists.dispute", title=_("异议待裁定"), text=_("{where}：{kind}，责任方提出异议"), params=WHERE, url=CASE)
declare(
    "lists.receipt",
    title=_("劝阻无效上报待回执"),
    text=_("{where}：{kind}，物业已上报劝阻无效"),
    params=WHERE,
    url=CASE,
)
declare(
    "lists.discharged",
    title=_("劝阻上报已收到"),
    text=_("{where}：{kind}，街道已收到上报，另派责任方"),
    params=WHERE,
    url=CASE,
)
declare(
    "lists.ruled",
    title=_("异议已裁定"),
    text=_("{where}：{kind}，{ruling}"),
    params={**WHERE, "ruling": _of(Event)},
    url=CASE,
)
declare(
    "lists.supervised",
    title=_("督办"),
    text=_("{level}：{where}，{kind}，请在 {due} 前整改"),
    group=_("{level}：{where}，{kind}，请在 {due} 前整改"),
    params={**UNTIL, "level": _rung},
    url=CASE,
)
declare(
    "lists.listed",
    title=_("挂牌督办有决定"),
    text=_("{where}：{kind}，区消委办同意{what}"),
    params={**WHERE, "what": _of(ProposalKind)},
    url=CASE,
)
for _name, _title, _text in (
    ("lists.draft", _("督办草稿待签发"), _("{level}，致{unit}，请在 {due} 前签发或说明不签发的理由")),
    (
        "lists.draft_unanswered",
        _("督办草稿逾期未签发"),
        _("{level}，致{unit}，{due} 到期，没有人签发，你单位也可以签发"),
    ),
):
    declare(
        _name,
        title=_title,
        text=_text,
        params={"level": _rung, "unit": Param.ORGANISATION, "due": Param.DAY},
        url="lists:draft",
    )
for _name, _title, _text in (
    ("lists.proposal", _("建议待审批"), _("{what}：{where}，{kind}，请在 {due} 前决定")),
    ("lists.proposal_unanswered", _("建议逾期未办"), _("{what}：{where}，{kind}，{due} 到期，没有人办理")),
    ("lists.referral", _("移送待接收"), _("{what}：{where}，{kind}，请在 {due} 前接收或退回")),
):
    declare(_name, title=_title, text=_text, params={**UNTIL, "what": _of(ProposalKind)}, url="lists:proposal")
declare(
    "lists.decided",
    title=_("建议有了答复"),
    text=_("{what}：{where}，{kind}，{answer}"),
    params={**WHERE, "what": _of(ProposalKind), "answer": _of(Decision)},
    url="lists:proposal",
)
declare(
    "lists.closed",
    title=_("你上报的隐患已销号"),
    text=_("{where}：{kind}，{outcome}"),
    params={**WHERE, "outcome": _of(Outcome)},
    url=CASE,
)
declare(
    "lists.merged",
    title=_("你上报的隐患已并案"),
    text=_("{where}：{kind}，与同一处已有的案件一起办理，销号时会告诉你"),
    params=WHERE,
    url=CASE,
)
declare(
    "lists.opened_again", title=_("你上报的隐患重新整改"), text=_("{where}：{kind}，已重新整改"), params=WHERE, url=CASE
)
declare(
    "lists.handed",
    title=_("由你接手"),
    text=_("有人离岗，由你接手，还有 {count} 件没办完"),
    params={"count": Param.NUMBER},
    url="lists:handed",
)
