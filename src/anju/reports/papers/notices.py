"""What is told about documents."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import Param, declare

SENT = "papers.sent"
ANSWERED = "papers.answered"
BRIEF = "papers.brief"
CARD = "papers.card"
NAMED = "papers.named"

declare(
    SENT,
    title=_("有一份公文稿等你单位答复"),
    text=_("有一份公文稿送来征求意见或会签，请看过后答复"),
    url="papers:paper",
)
declare(ANSWERED, title=_("公文稿有了答复"), text=_("有单位对你单位的公文稿作了答复"), url="papers:paper")
declare(
    BRIEF,
    title=_("定时简报的草稿好了"),
    text=_("{place}的简报已按时起草，请看过后再往下办；不会自动印发"),
    params={"place": Param.PLACE},
    url="papers:paper",
)
declare(
    CARD,
    title=_("你单位的成绩单印发了"),
    text=_("你单位的消防安全成绩单已经印发；对数字有异议的，请向区消委办提出"),
    url="papers:paper",
)
declare(
    NAMED,
    title=_("你可以看一份反查报告"),
    text=_("按一份决定，你可以看一份事故反查报告；印发后才打得开"),
    url="papers:paper",
)
