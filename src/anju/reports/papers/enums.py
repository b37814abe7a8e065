"""Words of documents and of their way from draft to print."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from anju.people.enums import OrganisationKind


class PaperKind(TextChoices):
    """What a document is. `OWNERS` says whose it is."""

    SURVEY = "survey", _("调研报告")
    SITUATION = "situation", _("情况汇报")
    BULLETIN = "bulletin", _("督查通报")
    CLOSING = "closing", _("专项结项报告")
    WEEKLY = "weekly", _("工作周报")
    DAILY = "daily", _("工作日报")
    STREET_CARD = "street_card", _("街道成绩单")
    COMPANY_CARD = "company_card", _("物业企业成绩单")
    BACKCHECK = "backcheck", _("事故反查报告")
    """Of no organisation in `OWNERS`: its dossier's group writes, signs and reads it, and no role does."""


OWNERS: dict[PaperKind, OrganisationKind] = {
    PaperKind.SURVEY: OrganisationKind.CONGRESS,
    **dict.fromkeys(
        (
            PaperKind.SITUATION, PaperKind.BULLETIN, PaperKind.CLOSING, PaperKind.WEEKLY, PaperKind.DAILY,
            PaperKind.STREET_CARD, PaperKind.COMPANY_CARD,
        ),
        OrganisationKind.DISTRICT_OFFICE,
    ),
}  # fmt: skip
"""Two owners: the Congress committee's report is no government document, and the other way round."""

CARDS = (PaperKind.STREET_CARD, PaperKind.COMPANY_CARD)
"""One unit beside its own past: issued, read by that unit and by whoever reads the results of all, and by no other."""
BRIEFS = (PaperKind.WEEKLY, PaperKind.DAILY)
"""Kinds that can be made on a schedule. A street writes its own too, of its own ground, and nothing else."""


class Weekday(IntegerChoices):
    """The day of a weekly brief."""

    MONDAY = 0, _("星期一")
    TUESDAY = 1, _("星期二")
    WEDNESDAY = 2, _("星期三")
    THURSDAY = 3, _("星期四")
    FRIDAY = 4, _("星期五")
    SATURDAY = 5, _("星期六")
    SUNDAY = 6, _("星期日")


class PaperState(TextChoices):
    """Where a document stands."""

    DRAFT = "draft", _("拟稿")
    CONSULT = "consult", _("征求意见")
    COUNTERSIGN = "countersign", _("会签")
    SIGNED = "signed", _("已签发")
    ISSUED = "issued", _("已印发")
    DROPPED = "dropped", _("不再发")


class Move(TextChoices):
    """What takes a document from one state to the next."""

    CONSULT = "consult", _("送征求意见")
    COUNTERSIGN = "countersign", _("送会签")
    SIGN = "sign", _("签发")
    ISSUE = "issue", _("印发")
    RETURN = "return", _("退回修改")
    DROP = "drop", _("不再发")


class Answer(TextChoices):
    """What an organisation says that was asked."""

    AGREE = "agree", _("没有意见")
    REMARK = "remark", _("有修改意见")
    OBJECT = "object", _("不同意")


class Shape(TextChoices):
    """How a counted number is written."""

    EXACT = "exact", _("准确数")
    ABOUT = "about", _("约数")
    """1.1万、3万余、600余: rounded down; the exact number stands in the index."""
    CHANGE = "change", _("同比")
    """Beside the same days a year before."""


class How(TextChoices):
    """How a version came about."""

    DRAFTED = "drafted", _("按模板起草")
    EDITED = "edited", _("网页上修改")
    UPLOADED = "uploaded", _("采用改过的 Word 文件")
    PUBLIC = "public", _("公开版")


class Standing(TextChoices):
    """What a field's number is worth at this moment."""

    LIVE = "live", _("实时")
    FROZEN = "frozen", _("已定数")
    MISSING = "missing", _("尚未登记")
    CLOSED = "closed", _("无权读取")
    UNKNOWN = "unknown", _("没有这个字段")
