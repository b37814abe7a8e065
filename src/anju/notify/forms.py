"""Forms of the notices' pages."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.notify.enums import GatewayKind
from anju.notify.models import Gateway
from anju.notify.rules import helping
from anju.people.models import Organisation
from anju.ui.forms import SearchSelect
from anju.ui.photos import PhotoForm, PhotosField


class TimeInput(forms.TimeInput):
    """A time of day: the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferenceForm(forms.Form):
    """How I want to be reached."""

    email = forms.BooleanField(label=_("给我发电子邮件"), required=False)
    sms = forms.BooleanField(label=_("紧急事项给我发短信"), required=False)
    quiet_from = forms.TimeField(label=_("免打扰从"), widget=TimeInput)
    quiet_until = forms.TimeField(
        label=_("免打扰到"), widget=TimeInput, help_text=_("两个时间相同表示不设免打扰。危及生命的消息随时发送。")
    )
    digest = forms.BooleanField(label=_("普通消息合并为每日摘要"), required=False)
    digest_at = forms.TimeField(label=_("摘要时间"), widget=TimeInput, help_text=_("工作日发送。"))


class GatewayForm(forms.Form):
    """A channel out. Keys are typed in and never shown again."""

    kind = forms.ChoiceField(label=_("类型"), choices=GatewayKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    organisation = forms.ModelChoiceField(
        label=_("群属于哪个单位"),
        queryset=Organisation.objects.system("an empty choice").none(),
        required=False,
        widget=SearchSelect,
        help_text=_("只有群机器人需要填写。"),
    )
    per_minute = forms.IntegerField(label=_("每分钟最多条数"), min_value=1, max_value=1000, initial=20)
    key = forms.CharField(
        label=_("机器人密钥（key 或 access_token）"),
        required=False,
        max_length=200,
        help_text=_("加密保存，不再显示。"),
    )
    secret = forms.CharField(label=_("加签密钥（钉钉）"), required=False, max_length=200)
    url = forms.CharField(
        label=_("接口地址"), required=False, max_length=500,
        help_text=_("短信接口必填；群机器人仅在使用私有部署时填写，用 {key} 表示密钥的位置。"),
    )  # fmt: skip
    headers = forms.JSONField(
        label=_("请求头（JSON）"), required=False, help_text=_('例如 {"Authorization": "Bearer …"}')
    )
    body = forms.JSONField(
        label=_("请求内容（JSON）"), required=False,
        help_text=_('例如 {"mobile": "{phone}", "content": "{text}", "id": "{id}"}；语音电话另有 {answer}'),
    )  # fmt: skip
    ok = forms.JSONField(label=_("表示成功的应答（JSON）"), required=False, help_text=_('例如 {"code": 0}'))

    def __init__(self, *args: Any, gateway: Gateway | None = None, owners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gateway = gateway
        if gateway is not None:
            del self.fields["kind"], self.fields["organisation"]
            for name in ("key", "secret", "url", "headers", "body", "ok"):
                self.fields[name].help_text = now_("留空则保留原来的设置。")
        else:
            self.fields["organisation"].queryset = owners  # type: ignore[attr-defined]

    def config(self) -> dict[str, Any] | None:
        """The keys that were typed in; None when none was, so that the old ones stay."""
        names = ("key", "secret", "url", "headers", "body", "ok")
        typed = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return typed or (None if self.gateway is not None else {})

    def clean_headers(self) -> dict[str, str]:
        return self._words("headers")

    def clean_ok(self) -> dict[str, Any]:
        return self._words("ok")

    def _words(self, name: str) -> dict[str, Any]:
        value = self.cleaned_data.get(name) or {}
        if not isinstance(value, dict):
            raise forms.ValidationError(now_("请填写 JSON 对象，例如 {}。").format(json.dumps({"code": 0})))
        return value


class SubscriptionForm(forms.Form):
    """Who is told of which events."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("接收方是谁，例如“城运中心”。"))
    url = forms.CharField(label=_("接收地址"), max_length=500, help_text=_("https 开头的公网地址。"))
    types = forms.CharField(
        label=_("事件类型"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个：duty.assigned 是一种事件，duty. 是整类。"),
    )  # fmt: skip

    def clean_types(self) -> list[str]:
        return str(self.cleaned_data["types"]).split()


class HelperForm(PhotoForm):
    """Photos and one sentence of a helper."""

    photos = PhotosField(
        label=_("照片"), required=False, most=helping.PHOTOS, live=False, help_text=_("不要拍到人脸、车牌和家里。")
    )
    sentence = forms.CharField(
        label=_("一句话说明"), required=False, max_length=helping.SENTENCE, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不要写人名、电话和门牌号。"),
    )  # fmt: skip
