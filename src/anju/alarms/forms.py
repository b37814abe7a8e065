"""What is typed about alarms."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.alarms.enums import Cause, ContactKind, Outcome
from anju.ui.forms import OptionCards

PHONE = re.compile(r"\+?[0-9 -]{5,20}")
_ENDS = [(one.value, one.label) for one in Outcome if one is not Outcome.REAL_FIRE]


class JudgeForm(forms.Form):
    """What it was, and for a false alarm why it came."""

    outcome = forms.ChoiceField(label=_("结果"), choices=_ENDS, widget=OptionCards)
    cause = forms.ChoiceField(
        label=_("误报原因"), choices=Cause.choices, widget=OptionCards, required=False,
        help_text=_("写误报时必选。误报多的设备会按原因列出来去修。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("现场情况"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不写姓名和门牌号。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Outcome.FALSE and not data.get("cause"):
            self.add_error("cause", now_("误报要选一个原因。"))
        return data


class ContactForm(forms.Form):
    """Whom to call for a household's detector."""

    kind = forms.ChoiceField(label=_("是谁"), choices=ContactKind.choices)
    name = forms.CharField(label=_("称呼"), max_length=30)
    phone = forms.CharField(label=_("电话"), max_length=20)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(now_("电话只写数字，可以带区号。"))
        return re.sub(r"[ -]", "", phone)
