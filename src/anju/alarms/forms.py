"""What is typed about alarms."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.alarms.enums import AlarmKind, Cause, ContactKind, Outcome
from anju.alarms.permissions import Permission
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.queries import reach
from anju.ui.forms import DateInput, OptionCards

PHONE = re.compile(r"\+?[0-9 -]{5,20}")
LONGEST_DAYS = 62
"""So many days a rule is tried over at once."""
_ENDS = [(one.value, one.label) for one in Outcome if one not in (Outcome.REAL_FIRE, Outcome.UNMANNED)]
_ROOM_ENDS = [(one.value, one.label) for one in (Outcome.UNMANNED, Outcome.FAULT, Outcome.TEST, Outcome.UNKNOWN)]
"""Of a control room in which nobody answered."""


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

    def __init__(self, *args: Any, kind: AlarmKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is AlarmKind.PRESENCE:
            self.fields["outcome"].choices = _ROOM_ENDS  # type: ignore[attr-defined]
            del self.fields["cause"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Outcome.FALSE and not data.get("cause"):
            self.add_error("cause", gettext("误报要选一个原因。"))
        return data


class ContactForm(forms.Form):
    """Whom to call for a household's detector."""

    kind = forms.ChoiceField(label=_("是谁"), choices=ContactKind.choices)
    name = forms.CharField(label=_("称呼"), max_length=30)
    phone = forms.CharField(label=_("电话"), max_length=20)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(gettext("电话只写数字，可以带区号。"))
        return re.sub(r"[ -]", "", phone)


class RuleForm(forms.Form):
    """The next version of a rule."""

    name = forms.CharField(label=_("名称"), max_length=80)
    place = forms.CharField(
        label=_("适用地点"), max_length=120, required=False,
        help_text=_("写下级地点的全名，只在那里代替原规则；留空就改整条规则。"),
    )  # fmt: skip
    definition = forms.JSONField(
        label=_("条件"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("数值按千分之一单位写：0.14 兆帕是 140000。写法见使用说明。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_place(self) -> Place | None:
        said = str(self.cleaned_data["place"]).strip()
        return reach.named(self.actor, Permission.RULES, said) if said else None


class TryForm(forms.Form):
    """Over which points, and from when to when."""

    place = forms.CharField(
        label=_("地点"), max_length=120, required=False, help_text=_("写全名；留空是整条规则的范围。")
    )
    since = forms.DateField(label=_("从"), widget=DateInput())
    until = forms.DateField(label=_("到"), widget=DateInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_place(self) -> Place | None:
        said = str(self.cleaned_data["place"]).strip()
        return reach.named(self.actor, Permission.RULES, said) if said else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and not since <= until <= since + timedelta(days=LONGEST_DAYS):
            self.add_error("until", gettext("最多看 %(days)d 天。") % {"days": LONGEST_DAYS})
        return data
