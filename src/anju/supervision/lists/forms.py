"""What people type on the lists' pages. Each form asks only what its deed needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.supervision.lists.enums import DeferralReason, FundsSource, Outcome, ReopenReason
from anju.ui.forms import DateInput

PROPOSALS = [(choice.value, choice.label) for choice in (Outcome.RECTIFIED, Outcome.NOT_SO, Outcome.NOT_OURS)]


def _text(label: Any, *, required: bool = True, limit: int = 500) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=limit, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """A reason in one's own words."""

    reason = _text(_("理由"))


class NoteForm(forms.Form):
    """A remark that may be left out."""

    reason = _text(_("说明"), required=False)


class PassForm(NoteForm):
    """Passing a case, from the photos or on site."""

    on_site = forms.BooleanField(label=_("已到现场看过"), required=False)


class SubmitForm(forms.Form):
    """Handing in the work, or saying why there is none to do."""

    outcome = forms.ChoiceField(label=_("结果"), choices=PROPOSALS, initial=Outcome.RECTIFIED)
    reason = _text(_("说明"), required=False)


class PlanForm(forms.Form):
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


class DeferralForm(forms.Form):
    """Asking for more time."""

    because = forms.ChoiceField(label=_("事由"), choices=DeferralReason.choices)
    interim = _text(_("延期期间的临时防范措施"))
    reason = _text(_("说明"), required=False)


class ReviewForm(forms.Form):
    """Granting more time until a date."""

    review_on = forms.DateField(label=_("复查日期"), widget=DateInput())


class ExtendForm(ReasonForm):
    """Another due date."""

    due_on = forms.DateField(label=_("新的期限"), widget=DateInput())


class ReopenForm(ReasonForm):
    """Opening a closed case again."""

    why = forms.ChoiceField(label=_("原因"), choices=ReopenReason.choices)


class MergeForm(forms.Form):
    """Joining a case to another."""

    master = forms.CharField(label=_("并入哪一条（隐患编号）"), max_length=20)


class NewHazardForm(forms.Form):
    """Recording a hazard at the desk."""

    place = forms.IntegerField(label=_("位置"), widget=forms.HiddenInput())
    code = forms.ChoiceField(label=_("隐患类别"))
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=120)
    spot = forms.CharField(label=_("具体部位"), required=False, max_length=120)
    description = _text(_("情况"), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = kinds  # type: ignore[attr-defined]
