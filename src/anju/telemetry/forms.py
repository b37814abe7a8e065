"""What is typed about devices, shields and models."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.queries import reach
from anju.telemetry import rules
from anju.telemetry.enums import ShieldKind
from anju.telemetry.models import Device, DeviceModel
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.profiles import BadProfileError, read
from anju.telemetry.queries import register, standing
from anju.telemetry.words import SCHEMES
from anju.ui.forms import DateInput, DateTimeInput, RemoteSelect, SearchSelect

PLACES = reverse_lazy("telemetry:places")
FACILITIES = reverse_lazy("telemetry:facilities")


class _Placed(forms.Form):
    """A form with a place where the actor keeps devices."""

    place = forms.CharField(
        label=_("安装位置"),
        max_length=120,
        widget=RemoteSelect(PLACES),
        help_text=_("输入小区或楼栋名称，从结果里选一个。"),
    )
    model = forms.ModelChoiceField(
        label=_("型号"), queryset=DeviceModel.objects.system("a field before it knows who asks").none(), required=False,
        widget=SearchSelect(), empty_label=_("未定"), help_text=_("型号决定报文怎么读、多久没消息算失联。"),
    )  # fmt: skip
    facility = forms.CharField(
        label=_("所在设施"),
        max_length=120,
        required=False,
        widget=RemoteSelect(FACILITIES, beside="place"),
        help_text=_("装在哪处消防设施上；先选安装位置，只列那里的设施。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = register.models(actor)  # type: ignore[attr-defined]
        chosen = standing.facility_named(actor, str(self["facility"].value() or ""), None)
        if chosen is not None:
            self.fields["facility"].widget.label = standing.said(chosen)

    def clean_place(self) -> Place:
        return reach.named(self.actor, Permission.KEEP, self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        """The facility named, at the place: the id that was picked, or, without script, its number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        told, place = data.get("facility", ""), data.get("place")
        data["facility"] = None
        if told and place is not None:
            data["facility"] = standing.facility_named(self.actor, told, place)
            if data["facility"] is None:
                self.add_error("facility", now_("这里没有这处设施，请从结果里选一处。"))
        return data


class ClaimForm(_Placed):
    """Where devices that wait stand."""

    suggested = forms.BooleanField(
        label=_("型号按建议填"), required=False, initial=True,
        help_text=_("没有选型号时，每台按表里“可能的型号”填。"),
    )  # fmt: skip
    field_order = ("place", "facility", "model", "suggested")


class _Described(_Placed):
    """What is said of one device."""

    name = forms.CharField(label=_("名称"), max_length=120, required=False)
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=199)
    spot = forms.CharField(label=_("具体部位"), max_length=120, required=False, help_text=_("例如：3 层电梯厅。"))
    installed_on = forms.DateField(label=_("安装日期"), required=False, widget=DateInput())
    silent_after_s = forms.IntegerField(
        label=_("静默上限（秒）"), required=False, min_value=rules.LEAST_SILENCE_S, max_value=31 * 86_400,
        help_text=_("超过这么久没有消息算失联；不填按型号。"),
    )  # fmt: skip


class RegisterForm(_Described):
    """A device that is known before it speaks."""

    scheme = forms.ChoiceField(label=_("协议"), choices=[(one.value, SCHEMES[one]) for one in Scheme])
    key = forms.CharField(
        label=_("设备号"), max_length=128, help_text=_("设备在网络里用的编号，例如 12 位十六进制地址。")
    )
    field_order = (
        "scheme", "key", "name", "model", "place", "facility", "floor", "spot", "installed_on", "silent_after_s",
    )  # fmt: skip


class ChangeForm(_Described):
    """What a device is from now on."""

    field_order = ("name", "model", "place", "facility", "floor", "spot", "installed_on", "silent_after_s")

    def __init__(self, *args: Any, device: Device, **kwargs: Any) -> None:
        told = ("name", "model", "floor", "spot", "installed_on", "silent_after_s")
        given = {name: getattr(device, name) for name in told}
        super().__init__(*args, initial={**given, "place": device.place_id, "facility": device.facility_id}, **kwargs)
        self.fields["place"].widget.label = device.place.full_name if device.place else ""


class PointForm(forms.Form):
    """What one point is, and where it hangs."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("例如：烟感、手报。"))
    place = forms.ChoiceField(label=_("楼栋或单元"), required=False, widget=SearchSelect())
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=199)
    spot = forms.CharField(label=_("具体部位"), max_length=120, required=False, help_text=_("例如：503 门口。"))
    zone = forms.CharField(
        label=_("防火分区"), max_length=60, required=False, help_text=_("屏蔽和测试可以只对一个分区。")
    )

    def __init__(self, *args: Any, near: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._near = {str(place.pk): place for place in near.values()}
        choices = [("", now_("和设备在一处")), *((str(place.pk), name) for name, place in near.items())]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def clean_place(self) -> Place | None:
        return self._near.get(self.cleaned_data["place"])


class ShieldForm(forms.Form):
    """For how long nothing is made of what a zone says."""

    kind = forms.ChoiceField(label=_("为什么"), choices=ShieldKind.choices)
    zone = forms.ChoiceField(label=_("范围"), required=False)
    until = forms.DateTimeField(
        label=_("到什么时候"), widget=DateTimeInput(), help_text=_("测试最长 24 小时，屏蔽最长 30 天，到期自动恢复。")
    )

    def __init__(self, *args: Any, zones: list[str], **kwargs: Any) -> None:
        until = clock.local(clock.now()) + timedelta(hours=2)
        kwargs["initial"] = {"until": until.replace(second=0, microsecond=0), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("整台设备")), *((zone, zone) for zone in zones)]  # type: ignore[attr-defined]


class ModelForm(forms.Form):
    """A model and how its messages are read."""

    code = forms.CharField(label=_("型号"), max_length=60)
    name = forms.CharField(label=_("名称"), max_length=120)
    maker = forms.CharField(label=_("厂家"), max_length=120, required=False)
    scheme = forms.ChoiceField(label=_("协议"), choices=[(one.value, SCHEMES[one]) for one in Scheme])
    facility_kind = forms.RegexField(
        r"^F\d{2}$", label=_("设施类别"), required=False, help_text=_("目录里的设施编号，例如 F19。")
    )
    silent_after_s = forms.IntegerField(
        label=_("静默上限（秒）"), initial=rules.SILENT_AFTER_S, min_value=rules.LEAST_SILENCE_S, max_value=31 * 86_400
    )
    profile = forms.CharField(
        label=_("报文配置"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("JSON：dialect、split、steps、analog、base、values；按标准的留空。"),
    )  # fmt: skip

    def clean_profile(self) -> str:
        text: str = self.cleaned_data["profile"].strip()
        try:
            read(text)
        except BadProfileError as error:
            raise ValidationError(now_("读不懂：%(why)s") % {"why": error}) from None
        return text
