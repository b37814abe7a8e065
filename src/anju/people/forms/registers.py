"""Forms of the registers: organisations, people, posts, managements, roster, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.people.enums import EndReason, HandoverKind, OrganisationKind, Role, UnmaskReason
from anju.people.forms.finding import FindField
from anju.people.forms.mine import ContactForm
from anju.people.rules import is_uscc
from anju.places.enums import ManagementMode
from anju.ui.forms import DateInput, SearchSelect


class OrganisationForm(forms.Form):
    """What is written of an organisation."""

    name = forms.CharField(label=_("名称"), max_length=160, help_text=_("营业执照或登记证上的全称。"))
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=30, required=False, help_text=_("18 位；业委会等没有代码的可不填。")
    )
    phone = forms.CharField(label=_("值班电话"), max_length=30, required=False)

    def clean_uscc(self) -> str:
        code = "".join(self.cleaned_data["uscc"].split()).upper()
        if code and not is_uscc(code):
            raise forms.ValidationError(now_("校验位不对，请对照证照核对 18 位代码。"))
        return code


class NewOrganisationForm(OrganisationForm):
    """An organisation that is not in the register yet."""

    kind = forms.ChoiceField(label=_("种类"), choices=OrganisationKind.choices)
    place = FindField(
        label=_("所属地点"),
        find="places:find",
        typed=("full_name", "name", "code"),
        required=False,
        help_text=_("街道、社区、小区等；物业企业不属于某一处的可不填。"),
    )
    parent = FindField(
        label=_("上级单位"), find="people:organisation-find", typed=("name", "short_name", "uscc"), required=False
    )
    field_order = ("kind", "name", "short_name", "uscc", "place", "parent", "phone")


class DayForm(forms.Form):
    """A day on which something takes effect."""

    on = forms.DateField(label=_("日期"), widget=DateInput)


class PersonForm(ContactForm):
    """A person's name and contact."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    field_order = ("login", "name", "phone", "email")


class NewPersonForm(PersonForm):
    """A person who shall be able to sign in."""

    login = forms.RegexField(
        label=_("登录名"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$",
        help_text=_("字母、数字和 . _ @ -；不要用身份证号。"),
        error_messages={"invalid": _("登录名以字母或数字开头，只含字母、数字和 . _ @ -。")},
    )


class ReasonForm(forms.Form):
    """Why personal data are read in full."""

    reason = forms.ChoiceField(label=_("为什么要看"), choices=UnmaskReason.choices)


class LeaveForm(forms.Form):
    """A person leaves."""

    successor = FindField(
        label=_("接手人"),
        find="people:person-find",
        typed=("login",),
        required=False,
        help_text=_("未办结的事列给他。没有接手人时列给上一级岗位。"),
    )


class PostForm(forms.Form):
    """Person × role × organisation × reach × period."""

    account = FindField(label=_("人员"), find="people:person-find", typed=("login",))
    role = forms.ChoiceField(label=_("角色"), widget=SearchSelect)
    organisation = FindField(label=_("单位"), find="people:organisation-find", typed=("name", "short_name", "uscc"))
    place = FindField(
        label=_("管到哪里"),
        find="places:find",
        typed=("full_name", "name", "code"),
        required=False,
        help_text=_("不填时：物业、业委会、运营单位管到本单位的合同范围。"),
    )
    grid: Any = forms.ModelChoiceField(label=_("网格"), queryset=None, required=False, widget=SearchSelect)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    since = forms.DateField(label=_("任职日期"), widget=DateInput)
    deputy = FindField(label=_("B岗"), find="people:person-find", typed=("login",), required=False)

    def __init__(self, *args: Any, roles: list[Role], grids: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") == Role.GRID_MEMBER and not data.get("grid") and not data.get("place"):
            self.add_error("grid", now_("网格员的岗位要选网格或地点。"))
        return data


class ManagementForm(forms.Form):
    """Who manages a place from when to when."""

    place = FindField(label=_("小区或楼栋"), find="places:find", typed=("full_name", "name", "code"))
    organisation = FindField(label=_("管理单位"), find="people:organisation-find", typed=("name", "short_name", "uscc"))
    mode = forms.ChoiceField(
        label=_("管理方式"), choices=[one for one in ManagementMode.choices if one[0] != ManagementMode.UNKNOWN]
    )
    contract_no = forms.CharField(label=_("合同编号"), max_length=60, required=False)
    since = forms.DateField(label=_("开始日期"), widget=DateInput)
    until = forms.DateField(
        label=_("约定到期日"), required=False, widget=DateInput, help_text=_("合同写明的最后一天；没有约定的不填。")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", now_("到期日不能早于开始日期。"))
        return data


class SuccessorForm(ManagementForm):
    """Who takes over, and why the former one goes. The place stays."""

    reason = forms.ChoiceField(
        label=_("原管理单位为什么退出"), choices=[one for one in EndReason.choices if one[0] != EndReason.WITHDRAWN]
    )
    field_order = ("reason", "organisation", "mode", "contract_no", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["place"]


class EndForm(forms.Form):
    """A management ends; nobody is named yet to take over."""

    on = forms.DateField(label=_("从哪天起不再负责"), widget=DateInput)
    reason = forms.ChoiceField(
        label=_("原因"), choices=[one for one in EndReason.choices if one[0] != EndReason.WITHDRAWN]
    )


class CustodyForm(forms.Form):
    """撤场: the street takes over in one step; every kind ticked is on the list of what was not handed over."""

    on = forms.DateField(label=_("街道从哪天起代管"), widget=DateInput)
    missing = forms.MultipleChoiceField(
        label=_("没有移交的"),
        choices=HandoverKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("移交后在这里逐项销掉。"),
    )
    note = forms.CharField(label=_("未移交说明"), max_length=200, required=False, help_text=_("写职务，不写人名。"))
