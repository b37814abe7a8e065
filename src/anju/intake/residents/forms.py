"""What staff fill in about residents' reports."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from anju.catalogue.queries import in_use, propose
from anju.intake.residents import rules
from anju.intake.residents.enums import BY_STAFF, Channel, ContactReason, SpokenOf
from anju.intake.residents.models import ResidentRules
from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.permissions import Permission as Lists
from anju.supervision.lists.queries import reach
from anju.ui.forms import RemoteSelect, SearchSelect
from anju.ui.photos import PhotoForm, PhotosField


class EnterForm(PhotoForm):
    """A report entered for somebody at the counter, on the phone, in WeChat."""

    channel = forms.ChoiceField(
        label=_("来源"), choices=[(one.value, one.label) for one in BY_STAFF],
        help_text=_("12345 工单请用“粘贴工单”，编号和期限才会跟上。"),
    )  # fmt: skip
    place = forms.CharField(
        label=_("位置"), max_length=120, widget=RemoteSelect(reverse_lazy("lists:report-places")),
        help_text=_("输入小区、楼栋或门牌，从结果里选一个。"),
    )  # fmt: skip
    code = forms.ChoiceField(
        label=_("隐患类型"), required=False, widget=SearchSelect,
        help_text=_("说不准就不选：按对方的话推断，由核查的人核定。"),
    )  # fmt: skip
    spot = forms.CharField(label=_("具体部位"), required=False, max_length=60)
    words = forms.CharField(
        label=_("对方怎么说"), required=False, max_length=rules.WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只有核查的单位、街道和区消委办看得到。"),
    )  # fmt: skip
    photos = PhotosField(label=_("照片"), required=False, most=rules.PHOTOS, live=False)
    phone = forms.CharField(
        label=_("回访电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("要回访才填；加密保存，办结后自动删除。"),
    )  # fmt: skip
    name = forms.CharField(label=_("称呼"), required=False, max_length=40)
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, district: str) -> None:
        self.actor, self.district = actor, district
        super().__init__(data, files, sender=actor, private=True, initial={"client_ref": ids.token()})

    def build(self) -> None:
        kinds = [(one.facts.code, f"{one.facts.name}（{one.facts.code}）") for one in in_use(self.district)]
        self.fields["code"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["unsure"] = False
        if not self.errors and not cleaned.get("code"):
            likely = propose(self.district, cleaned.get("words", ""), limit=1)
            if not likely:
                self.add_error("code", _("从对方的话里看不出是哪种，请选一种，或把话写得具体些。"))
            else:
                cleaned["code"], cleaned["unsure"] = likely[0].facts.code, True
        return cleaned

    def clean_place(self) -> Place:
        return reach.named(self.actor, Lists.REPORT, self.cleaned_data["place"])

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])


class ContactForm(forms.Form):
    """Why a contact is read."""

    reason = forms.ChoiceField(label=_("查看事由"), choices=ContactReason.choices)


class CallForm(forms.Form):
    """How a call-back went."""

    how = forms.ChoiceField(label=_("回访结果"), choices=SpokenOf.choices)
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class ReturnForm(forms.Form):
    """退单: why, and who should have it."""

    reason = forms.CharField(label=_("退单理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.CharField(label=_("建议承办单位"), max_length=120)


class PasteForm(forms.Form):
    """Tickets as copied from a table or from the hotline's own page."""

    text = forms.CharField(
        label=_("粘贴工单"), max_length=200_000, strip=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("从 Excel 连同表头一起复制；或逐条粘贴“工单编号：…”这样的几行，两条之间空一行。"),
    )  # fmt: skip


class RulesForm(forms.ModelForm[ResidentRules]):
    """A district's rules."""

    class Meta:
        model = ResidentRules
        fields = (
            "public_list", "thanks", "thanks_from", "thanks_yuan", "thanks_words", "contest_days", "contact_days",
        )  # fmt: skip
