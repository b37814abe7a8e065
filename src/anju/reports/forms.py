"""What is typed about numbers that were sent or told, and about tables that are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock, ids
from anju.reports.enums import StatedKind
from anju.ui.forms import DateInput, OptionCards


class SentForm(forms.Form):
    """To whom a number was sent, and when."""

    receiver = forms.CharField(
        label=_("报给"), max_length=60, help_text=_("写单位名称，如“市消防救援支队”；不写人名。")
    )
    sent_on = forms.DateField(label=_("报送日期"), widget=DateInput(), initial=clock.today)


class StatedForm(forms.Form):
    """A number from outside, with its source, person and day."""

    kind = forms.ChoiceField(label=_("性质"), choices=StatedKind.choices, widget=OptionCards)
    amount = forms.DecimalField(label=_("数"), max_digits=15, decimal_places=3, min_value=0)
    source = forms.CharField(label=_("来源"), max_length=80, help_text=_("哪个单位、哪份材料。"))
    person = forms.CharField(label=_("报数人"), max_length=40, help_text=_("谁说的、谁填的；要能找到这个人核对。"))
    told_on = forms.DateField(label=_("报数日期"), widget=DateInput(), initial=clock.today)
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_ref": ids.token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class SaveForm(forms.Form):
    """A name for a table, who sees it, and whether its period moves with the day."""

    name = forms.CharField(label=_("名称"), max_length=40)
    shared = forms.BooleanField(label=_("本单位的人都能用"), required=False)
    period = forms.ChoiceField(
        label=_("每次打开时的期间"), required=False,
        choices=[("", _("就是现在选的")), ("month", _("当月")), ("year", _("今年以来")), ("twelve", _("近 12 个月"))],
    )  # fmt: skip
