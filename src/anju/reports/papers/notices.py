"""What is told about documents."""

from django.utils.translation import gettext_lazy as _

from anju.notify.codes import declare

SENT = "papers.sent"
ANSWERED = "papers.answered"

declare(
    SENT,
    title=_("有一份公文稿等你单位答复"),
    text=_("有一份公文稿送来征求意见或会签，请看过后答复"),
    url="papers:paper",
)
declare(ANSWERED, title=_("公文稿有了答复"), text=_("有单位对你单位的公文稿作了答复"), url="papers:paper")
