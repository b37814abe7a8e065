"""What is told about matters: to the owner when one comes or comes back, to the committee when it is answered."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import Param, declare

RAISED = "outreach.matter_raised"
RETURNED = "outreach.matter_returned"
SETTLED = "outreach.matter_settled"
ANSWERED = "outreach.matter_answered"

declare(
    RAISED,
    title=_("人大转办了一个事项"),
    text=_("区人大社会建设委员会转来一个事项，请在 {due} 前答复"),
    params={"due": Param.DAY},
    url="outreach:matter",
)
declare(
    RETURNED,
    title=_("答复被退回"),
    text=_("区人大社会建设委员会对答复不满意，写明了理由，请在 {due} 前重新答复"),
    params={"due": Param.DAY},
    url="outreach:matter",
)
declare(SETTLED, title=_("转办事项已办结"), text=_("区人大社会建设委员会对答复作了评价"), url="outreach:matter")
declare(ANSWERED, title=_("转办事项有了答复"), text=_("有一个转办事项已经答复，请评价"), url="outreach:matter")
