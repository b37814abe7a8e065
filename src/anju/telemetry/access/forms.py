"""The form in which an account of intake is given out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.telemetry.access.enums import AccessFormat
from anju.ui.forms import DateInput


class AccessForm(forms.Form):
    """Who sends, how, from where, until when."""

    format = forms.ChoiceField(label=_("接入方式"), choices=AccessFormat.choices)
    name = forms.CharField(
        label=_("账号"), max_length=40, help_text=_("字母、数字、点、横线，如 aep-smoke；充电运营商填报文里的 operator")
    )
    note = forms.CharField(label=_("说明"), max_length=120, required=False, help_text=_("谁家的平台或设备，谁负责"))
    networks = forms.CharField(
        label=_("允许的来源网段"), max_length=400, required=False,
        help_text=_("如 10.8.0.0/16，多个用空格隔开；不填则不限。摄像机这类不带口令的务必填"),
    )  # fmt: skip
    expires_on = forms.DateField(label=_("到期日"), widget=DateInput(), help_text=_("当天有效，之后不再接收；最长五年"))
