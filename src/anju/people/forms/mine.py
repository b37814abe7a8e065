"""Forms about one's own account and posts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.people.forms.door import NewPasswordForm
from anju.ui.context import FONT_SIZES
from anju.ui.forms import DateInput, SearchSelect


class ContactForm(forms.Form):
    """How a person is reached."""

    phone = forms.RegexField(
        label=_("手机"),
        regex=r"^\+?[\d\s-]{5,20}$",
        required=False,
        error_messages={"invalid": _("手机号只含数字，如 13800000000。")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=_("邮箱"), required=False, max_length=120)


class PreferencesForm(forms.Form):
    """Language and text size of one's own pages."""

    language = forms.ChoiceField(label=_("语言"), choices=[("", _("跟随浏览器")), *settings.LANGUAGES], required=False)
    text_size = forms.TypedChoiceField(label=_("字号"), choices=[(size, f"{size}%") for size in FONT_SIZES], coerce=int)


class PasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("current", "password", "again")


class SecondFactorForm(forms.Form):
    """A first right code proves that the phone has the secret."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("动态码"),
        max_length=10,
        help_text=_("扫码后验证器显示的 6 位数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class DeputyForm(forms.Form):
    """The B of a post."""

    deputy = forms.ChoiceField(label=_("B岗"), required=False, widget=SearchSelect)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [("", _("不指定")), *people]  # type: ignore[attr-defined]


class AbsenceForm(DeputyForm):
    """Days away, and who acts meanwhile."""

    first_day = forms.DateField(label=_("离岗第一天"), widget=DateInput)
    last_day = forms.DateField(label=_("离岗最后一天"), widget=DateInput)
    field_order = ("first_day", "last_day", "deputy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].label = _("由谁代理")
        self.fields["deputy"].help_text = _("不选时由岗位的B岗代理。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", now_("最后一天不能早于第一天。"))
        return data
