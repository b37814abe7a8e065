"""What is typed about rooms and checks."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.alarms.forms import PHONE
from anju.alarms.presence import rules
from anju.alarms.presence.actions import Terms
from anju.alarms.presence.enums import Line
from anju.telemetry.models import Device
from anju.ui.forms import OptionCards


class RoomForm(forms.Form):
    """A room's phone, its device, and how often it is checked."""

    phone = forms.CharField(
        label=_("值守电话"), max_length=20, required=False,
        help_text=_("控制室里的固定电话，由大队或区消委办到场核对后登记。留空就用原来的。"),
    )  # fmt: skip
    device = forms.ChoiceField(label=_("传输装置"), required=False, help_text=_("能接收查岗命令的用户信息传输装置。"))
    monthly = forms.IntegerField(
        label=_("平均每月次数"), min_value=0, max_value=rules.MOST_MONTHLY, initial=rules.MONTHLY,
        help_text=_("每天各抽一次签，平均起来是这个数；0 表示只人工发起。"),
    )  # fmt: skip
    nightly = forms.IntegerField(
        label=_("每月夜间最多"), min_value=0, initial=rules.NIGHTLY,
        help_text=_("22 点到 6 点之间的，超过的改抽到白天。"),
    )  # fmt: skip
    button_minutes = forms.IntegerField(
        label=_("按键时限（分钟）"), min_value=1, max_value=30, initial=rules.BUTTON_MINUTES
    )
    call_minutes = forms.IntegerField(
        label=_("口令时限（分钟）"), min_value=1, max_value=30, initial=rules.CALL_MINUTES
    )

    def __init__(self, *args: Any, devices: list[Device], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.devices = {str(one.pk): one for one in devices}
        named = [(pk, f"{one} · {one.place}") for pk, one in self.devices.items()]
        self.fields["device"].choices = [("", gettext("没有")), *named]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(gettext("电话只写数字，可以带区号。"))
        return re.sub(r"[ -]", "", phone)

    def terms(self) -> Terms:
        """What was typed."""
        data = self.cleaned_data
        return Terms(
            self.devices.get(data["device"]), data["phone"], data["monthly"], data["nightly"], data["button_minutes"],
            data["call_minutes"],
        )  # fmt: skip


class AskForm(forms.Form):
    """Why a room is checked now, and who says the code."""

    reason = forms.CharField(
        label=_("为什么现在查岗"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有查岗的单位看得到。不写姓名。"),
    )  # fmt: skip
    line = forms.ChoiceField(label=_("谁打电话"), choices=Line.choices, initial=Line.VOICE, widget=OptionCards)
