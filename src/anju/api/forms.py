"""The form in which a token is given out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.ui.forms import DateInput, SearchSelect


class TokenForm(forms.Form):
    """Which system, what it may do, where, in whose name, until when."""

    name = forms.CharField(label=_("给哪个系统用"), max_length=60, help_text=_("如：区数据中台、甲物业工单系统"))
    permissions = forms.MultipleChoiceField(
        label=_("权限"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("复核、裁定、审批和签发要有人负责，不能给系统；姓名电话始终脱敏"),
    )
    places = forms.MultipleChoiceField(
        label=_("地点范围"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("所选地点及其以下；可多选"),
    )
    organisation = forms.TypedChoiceField(
        label=_("以哪个单位的名义"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=SearchSelect,
        help_text=_("可不选。选了，就还能办这个单位作为责任方、复核方的案件，不论在哪里"),
    )
    expires_on = forms.DateField(label=_("到期日"), widget=DateInput(), help_text=_("当天有效，之后作废；最长 400 天"))

    def __init__(
        self,
        *args: Any,
        permissions: list[tuple[str, str]],
        places: list[tuple[str, str]],
        organisations: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = permissions  # type: ignore[attr-defined]
        self.fields["places"].choices = places  # type: ignore[attr-defined]
        nobody = [("", _("不以任何单位的名义"))]
        self.fields["organisation"].choices = [*nobody, *organisations]  # type: ignore[attr-defined]
