"""What pages of plans and rounds ask."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anju.catalogue.queries import in_use
from anju.kernel.ledger.deeds import district_of
from anju.supervision.grid.enums import Outcome
from anju.supervision.grid.rules.frequency import LONGEST
from anju.ui.forms import FileInput


class MinutesForm(forms.Form):
    """How long a round may take."""

    minutes = forms.IntegerField(label=_("每次分钟数"), min_value=10, max_value=480)


class HandoutForm(forms.Form):
    """The file a phone handed out."""

    file = forms.FileField(
        label=_("手机导出的文件（.zip）"),
        widget=FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=_("原样上传，不要解压、改名或改里面的内容。"),
        error_messages={"required": _("请先选文件。"), "empty": _("这个文件是空的，请在手机上重新导出。")},
    )


class StopForm(forms.Form):
    """Which stop, place or round."""

    which = forms.IntegerField(min_value=1)


class FrequencyForm(forms.Form):
    """How often a place is looked at, and why."""

    every_days = forms.IntegerField(label=_("每几天看一次"), min_value=1, max_value=LONGEST)
    reason = forms.CharField(label=_("为什么改"), max_length=120, help_text=_("会和计划一起保存。不要写姓名和电话。"))


class SecondLookForm(forms.Form):
    """What a second look saw."""

    outcome = forms.ChoiceField(
        label=_("看到的情况"),
        choices=[(one.value, one.label) for one in (Outcome.SEEN, Outcome.HAZARD, Outcome.NO_ENTRY)],
        widget=forms.RadioSelect,
    )
    code = forms.ChoiceField(label=_("哪一类隐患"), required=False, help_text=_("有隐患时选。"))
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=200)
    spot = forms.CharField(label=_("具体部位"), required=False, max_length=120)
    text = forms.CharField(label=_("看到了什么"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        kinds = [listed.facts for listed in in_use(district_of(path))]
        named = [(one.code, f"{one.code} {one.name_en if english else one.name}") for one in kinds]
        self.fields["code"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") == Outcome.HAZARD and not said.get("code"):
            self.add_error("code", _("请选是哪一类隐患。"))
        return said
