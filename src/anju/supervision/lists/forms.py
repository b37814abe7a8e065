"""What people type on the lists' pages. Each form asks only what its deed needs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from anju.supervision.lists.enums import (
    OBSERVED,
    DeferralReason,
    FundsSource,
    LookBackResult,
    Outcome,
    ProposalKind,
    ReopenReason,
    Service,
    TermReason,
)
from anju.ui.forms import DateInput, DateTimeInput, RemoteSelect, SearchSelect

Units = Sequence[tuple[int, str]]


def _text(label: Any, *, required: bool = True, limit: int = 500, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=limit, widget=area, help_text=help_text)


class CaseForm(forms.Form):
    """A form about one case. `units` are the organisations that could answer there, for the forms that ask for one."""

    def __init__(self, *args: Any, units: Units = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            field = self.fields["unit"]
            assert isinstance(field, forms.TypedChoiceField)
            blank = [] if field.required and not field.initial else [("", _("按目录和合同自动确定"))]
            field.choices = [*(blank or [("", _("请选择"))]), *((str(pk), name) for pk, name in units)]


def _unit(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=required, coerce=int, empty_value=None, widget=SearchSelect())


class ReasonForm(CaseForm):
    """A reason in one's own words."""

    reason = _text(_("理由"))


class NoteForm(CaseForm):
    """A remark that may be left out."""

    reason = _text(_("说明"), required=False)


class ProgressForm(CaseForm):
    """How far the work is."""

    reason = _text(_("进展"))


class AssignForm(NoteForm):
    """A checked report goes to who answers there, or to another the checker names; so does the kind of hazard."""

    unit = _unit(_("责任方"), required=False)
    kind = forms.CharField(
        label=_("实际是哪种隐患"), required=False, max_length=12,
        widget=RemoteSelect(reverse_lazy("lists:report-kinds")), help_text=_("上报人选得不对时改；不改就空着"),
    )  # fmt: skip
    field_order = ("unit", "kind", "reason")


class DenyForm(CaseForm):
    """A report that is not so, or not ours; somebody above decides."""

    outcome = forms.ChoiceField(
        label=_("核查结果"), choices=[(one.value, one.label) for one in (Outcome.NOT_SO, Outcome.NOT_OURS)]
    )
    reason = _text(_("现场看到了什么，为什么不属实"), help_text=_("由上一级的另一人核定后才结案，并告知上报人"))


class PassForm(NoteForm):
    """Passing a case, from the photos or on site."""

    on_site = forms.BooleanField(label=_("已到现场看过"), required=False)


class PlanForm(CaseForm):
    """The five fixes 五落实; the deadline stands on the case already."""

    measure = _text(_("措施"), limit=300)
    funds_yuan = forms.IntegerField(label=_("资金（元）"), min_value=0, required=False)
    funds_source = forms.ChoiceField(label=_("资金来源"), choices=FundsSource.choices)
    responsible = forms.CharField(label=_("责任人"), max_length=60)
    contingency = _text(_("预案：整改前的临时防范措施"), limit=300)

    def fixes(self) -> dict[str, Any]:
        """The cleaned values as the action takes them; yuan become fen."""
        values = dict(self.cleaned_data)
        yuan = values.pop("funds_yuan")
        return {**values, "funds_fen": None if yuan is None else yuan * 100}


class DisputeForm(ReasonForm):
    """Another answers: who, if one knows, and why."""

    unit = _unit(_("应由哪家负责"), required=False)
    field_order = ("unit", "reason")

    def __init__(self, *args: Any, units: Units = (), **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["unit"].choices = [("", _("不清楚，请街道确定")), *self.fields["unit"].choices[1:]]  # type: ignore[attr-defined]


class UpholdForm(ReasonForm):
    """The dispute is right: who answers instead."""

    unit = _unit(_("新的责任方"))
    field_order = ("unit", "reason")


class HandOverForm(ReasonForm):
    """Another organisation takes the case on."""

    unit = _unit(_("新的责任方"))
    because = forms.ChoiceField(
        label=_("原因"),
        choices=[(one.value, one.label) for one in (TermReason.CONTRACT_ENDED, TermReason.CUSTODY, TermReason.WORKS)],
    )
    field_order = ("unit", "because", "reason")


class DeferralForm(CaseForm):
    """Asking for more time."""

    because = forms.ChoiceField(label=_("事由"), choices=DeferralReason.choices)
    wished_on = forms.DateField(label=_("希望延到哪天"), widget=DateInput())
    interim = _text(_("延期期间的临时防范措施"))
    reason = _text(_("说明"), required=False)


class ReviewForm(CaseForm):
    """Granting more time until a date."""

    review_on = forms.DateField(label=_("复查日期"), widget=DateInput())
    reason = _text(_("理由"), required=False, help_text=_("复查日期比申请的晚时必填"))


class ExtendForm(ReasonForm):
    """Another due date."""

    due_on = forms.DateField(label=_("新的期限"), widget=DateInput())
    field_order = ("due_on", "reason")


class DateForm(CaseForm):
    """The date of an imported case."""

    due_on = forms.DateField(label=_("确认的期限"), widget=DateInput())


class DissuasionForm(CaseForm):
    """What a property company has done: 劝阻 → 书面告知 → 上报."""

    dissuaded_at = forms.DateTimeField(label=_("劝阻时间"), widget=DateTimeInput())
    noticed_at = forms.DateTimeField(label=_("书面告知时间"), widget=DateTimeInput())


class ReceiptForm(CaseForm):
    """The receipt: who takes the case on."""

    unit = _unit(_("接手的责任方"))


class LookBackForm(NoteForm):
    """What was seen at a look-back."""

    result = forms.ChoiceField(label=_("看到的情况"), choices=[(one.value, one.label) for one in OBSERVED])
    field_order = ("result", "reason")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("result") == LookBackResult.RELAPSED and not values.get("reason", "").strip():
            self.add_error("reason", _("反弹的请写明看到了什么"))
        return values


class ReopenForm(ReasonForm):
    """Opening a closed case again."""

    why = forms.ChoiceField(label=_("原因"), choices=ReopenReason.choices)
    field_order = ("why", "reason")


class MergeForm(CaseForm):
    """Joining a case to another."""

    master = forms.CharField(label=_("并入哪一条（隐患编号）"), max_length=20)


class JoinForm(CaseForm):
    """Seen it too: what one saw."""

    reason = _text(_("看到的情况"), required=False)


class ProposeForm(CaseForm):
    """Proposing 挂牌督办, 摘牌, 曝光 or 移送 to the district office."""

    kind = forms.ChoiceField(label=_("建议"), choices=ProposalKind.choices)
    reason = _text(_("理由"))
    wording = _text(
        _("拟公开的内容"), required=False, help_text=_("只在曝光时填写；人名、电话和门牌会自动隐去，审批前请再看一遍")
    )


class DecideForm(forms.Form):
    """Approving or refusing; refusing asks why."""

    reason = _text(_("意见"), required=False)


class ReceiveForm(forms.Form):
    """Street enforcement receives a referral under its own number, or returns it with a reason."""

    outside_no = forms.CharField(label=_("执法系统案件编号"), required=False, max_length=60)
    reason = _text(_("退回的理由"), required=False)


class ResultForm(forms.Form):
    """What became of a referral."""

    outside_no = forms.CharField(label=_("执法系统案件编号"), required=False, max_length=60)
    result = _text(_("办理结果"), limit=200)


class ViewNameForm(forms.Form):
    """A name for the present filter."""

    name = forms.CharField(label=_("常用筛选的名称"), max_length=40)


class RulesForm(forms.Form):
    """The rules a district sets for its lists."""

    trial = forms.BooleanField(label=_("试运行：只显示会做什么，不发出"), required=False)
    works_limit_yuan = forms.IntegerField(label=_("社区代管的工程限额（元），超过的移交街道"), min_value=0)
    on_site_percent = forms.IntegerField(label=_("凭照片复核后抽查现场的比例（%）"), min_value=0, max_value=100)
    look_back_percent = forms.IntegerField(label=_("一般隐患回头看的比例（%）"), min_value=0, max_value=100)
    look_back_days = forms.CharField(label=_("回头看在销号后第几天（用逗号隔开）"), max_length=60)
    recurrence_days = forms.IntegerField(label=_("多少天内同处同类再现算再次发生"), min_value=1, max_value=3650)

    def clean_look_back_days(self) -> list[int]:
        """The days as numbers; full-width commas do too."""
        words = self.cleaned_data["look_back_days"].replace("，", ",").replace("、", ",").split(",")
        try:
            return [int(word) for word in words if word.strip()]
        except ValueError:
            raise forms.ValidationError(_("请写成 30,90,180 的样子")) from None


class SupplierForm(CaseForm):
    """Who supplies the district."""

    service = forms.ChoiceField(label=_("供应"), choices=Service.choices)
    unit = _unit(_("供应单位"))
