"""What pages of joint actions and of dwellings ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.people.enums import OrganisationKind
from anju.places.models import Place
from anju.supervision.inspections.special.enums import JointResult, PartyRole, Rehoused
from anju.supervision.inspections.special.forms import PREVIEW
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import places
from anju.supervision.lists.queries import reach
from anju.ui.forms import DateInput, DateTimeInput, OptionCards
from anju.ui.photos import PhotoForm, PhotosField

PARTIES = (
    OrganisationKind.DISTRICT_OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.FIRE_BRIGADE,
    OrganisationKind.STREET, OrganisationKind.ENFORCEMENT, OrganisationKind.COMMUNITY, OrganisationKind.UTILITY,
)  # fmt: skip


class JointForm(forms.Form):
    """Who goes together, where and when."""

    name = forms.CharField(label=_("名称"), max_length=60)
    planned_at = forms.DateTimeField(label=_("时间"), widget=DateTimeInput())
    campaign = forms.TypedChoiceField(label=_("属于哪次专项"), coerce=int, required=False, empty_value=None)
    where = forms.CharField(
        label=_("地点"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("每行一处，写小区、楼栋或道路名。"),
    )  # fmt: skip
    leads = forms.TypedChoiceField(label=_("牵头单位"), coerce=int)
    members = forms.TypedMultipleChoiceField(
        label=_("参加单位"), coerce=int, widget=forms.CheckboxSelectMultiple({"class": "checks"}), required=False
    )
    support = forms.TypedMultipleChoiceField(
        label=_("技术支持单位"), coerce=int, widget=forms.CheckboxSelectMultiple({"class": "checks"}), required=False
    )

    def __init__(self, data: Any = None, *, actor: Actor, district: str, campaigns: list[Campaign]) -> None:
        own = actor.acting.organisation if actor.acting else None
        super().__init__(data, initial={"leads": own})
        self.actor = actor
        units = places.organisations(district, PARTIES)
        for name in ("leads", "members", "support"):
            self.fields[name].choices = units  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", gettext("不属于专项")), *((one.pk, one.name) for one in campaigns)]  # type: ignore[attr-defined]

    def clean_where(self) -> list[Place]:
        lines = [line.strip() for line in self.cleaned_data["where"].splitlines() if line.strip()]
        found = [reach.named(self.actor, Permission.JOINT, line) for line in lines[:60]]
        return list({place.pk: place for place in found}.values())

    def parties(self) -> dict[int, PartyRole]:
        """Organisation → what it does; who leads is no mere member."""
        data = self.cleaned_data
        told = dict.fromkeys(data["support"], PartyRole.SUPPORT) | dict.fromkeys(data["members"], PartyRole.MEMBER)
        return {**told, data["leads"]: PartyRole.LEAD}


class ResultForm(PhotoForm):
    """What was seen at a place of a joint action."""

    result = forms.ChoiceField(label=_("结果"), choices=JointResult.choices, widget=OptionCards)
    note = forms.CharField(
        label=_("情况"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("看到了什么、当场怎么处理。不写姓名和门牌号；发现的隐患另行上报到清单。"),
    )  # fmt: skip
    photos = PhotosField(label=_("现场照片"), preview=PREVIEW, required=False, help_text=_("不要拍到人脸和家里。"))


class RehousedForm(forms.Form):
    """How many have moved, and in general where to."""

    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=200, help_text=_("只记人数，不记姓名。"))
    where = forms.ChoiceField(label=_("去向"), choices=Rehoused.choices, widget=OptionCards)
    moved_on = forms.DateField(label=_("搬离日期"), widget=DateInput())
