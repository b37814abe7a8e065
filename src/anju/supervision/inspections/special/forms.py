"""What pages of special supervision ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.catalogue.queries import in_use
from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.places.enums import ADMINISTRATIVE, ManagementMode, PlaceKind
from anju.places.models import Place
from anju.supervision.inspections.special.actions.working import DOING
from anju.supervision.inspections.special.enums import Outcome
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.queries import places
from anju.supervision.inspections.special.rules.days import last_day
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.shipped import Template
from anju.ui.forms import DateInput, OptionCards, SearchSelect
from anju.ui.photos import PhotoForm, PhotosField

PLACE_KINDS = [(kind.value, kind.label) for kind in PlaceKind if kind not in ADMINISTRATIVE and kind != PlaceKind.UNIT]
PREVIEW = "lists:upload"


class PlanForm(forms.Form):
    """A campaign: from when to when, over which places, with what aim."""

    name = forms.CharField(label=_("名称"), max_length=60)
    starts_on = forms.DateField(label=_("开始日期"), widget=DateInput())
    ends_on = forms.DateField(label=_("结束日期"), widget=DateInput(), help_text=_("按自然日，含首尾两天。"))
    place_kinds = forms.MultipleChoiceField(
        label=_("哪几种地点"), choices=PLACE_KINDS, widget=forms.CheckboxSelectMultiple
    )
    under = forms.TypedMultipleChoiceField(
        label=_("街道和社区"), coerce=int, required=False, help_text=_("不选就是全区。"),
        widget=forms.CheckboxSelectMultiple({"class": "checks tree"}),
    )  # fmt: skip
    areas = forms.TypedMultipleChoiceField(
        label=_("片区"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple({"class": "checks"})
    )
    storeys_from = forms.IntegerField(label=_("多少层以上的楼"), required=False, min_value=1, max_value=200)
    built_before = forms.IntegerField(label=_("哪年以前建成"), required=False, min_value=1800, max_value=2200)
    modes = forms.MultipleChoiceField(
        label=_("管理方式"), choices=[(one.value, one.label) for one in ManagementMode], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    kinds = forms.CharField(
        label=_("查哪些隐患"), max_length=600, widget=forms.Textarea({"rows": 2}),
        help_text=_("目录编号，用空格隔开。"),
    )  # fmt: skip
    target_rectified = forms.IntegerField(
        label=_("整改目标（处）"), required=False, min_value=1, max_value=1_000_000, help_text=_("没有定数可以不填。")
    )
    target_percent = forms.IntegerField(label=_("整改率目标（%）"), min_value=1, max_value=100)

    def __init__(
        self, data: Any = None, *, template: Template, district: str, campaign: Campaign | None = None
    ) -> None:
        super().__init__(data, initial=_offered(template) if campaign is None else _planned(campaign))
        self.district = district
        self.fields["under"].choices = places.territories(district)  # type: ignore[attr-defined]
        self.fields["areas"].choices = places.areas(district)  # type: ignore[attr-defined]
        if not self.fields["areas"].choices:  # type: ignore[attr-defined]
            del self.fields["areas"]

    def clean_kinds(self) -> tuple[str, ...]:
        codes = _codes(self.cleaned_data["kinds"])
        known = {one.facts.code for one in in_use(district_of(self.district))}
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(gettext("目录里没有这些隐患种类：%(codes)s") % {"codes": "、".join(unknown)})
        return tuple(codes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("结束日期不能早于开始日期。"))
        return data

    def named_kinds(self) -> list[tuple[str, str]]:
        """Code and name of every kind that stands in the field, as far as the catalogue knows it."""
        names = {one.facts.code: one.facts.name for one in in_use(district_of(self.district))}
        codes = _codes(str(self["kinds"].value() or ""))
        return [(code, names[code]) for code in codes if code in names]

    def asked(self) -> Asked:
        """The question over places."""
        data = self.cleaned_data
        return Asked(
            kinds=tuple(data["place_kinds"]), under=tuple(data["under"]), areas=tuple(data.get("areas", ())),
            storeys_from=data["storeys_from"], built_before=data["built_before"], modes=tuple(data["modes"]),
        )  # fmt: skip


def _codes(typed: str) -> list[str]:
    """Catalogue codes as they were typed, each once."""
    return list(dict.fromkeys(typed.upper().replace(",", " ").replace("，", " ").replace("、", " ").split()))


def _offered(template: Template) -> dict[str, Any]:
    """A new plan, as its template has it."""
    day = clock.today()
    return {
        "name": template.name[:60], "starts_on": day, "ends_on": last_day(day, template.term),
        "place_kinds": list(template.places), "storeys_from": template.storeys_from,
        "kinds": " ".join(template.kinds), "target_percent": template.percent,
    }  # fmt: skip


def _planned(row: Campaign) -> dict[str, Any]:
    """A plan that is there already."""
    asked = Asked.from_data(row.asked)
    return {
        "name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on, "place_kinds": list(asked.kinds),
        "under": list(asked.under), "areas": list(asked.areas), "storeys_from": asked.storeys_from,
        "built_before": asked.built_before, "modes": list(asked.modes), "kinds": " ".join(row.kinds),
        "target_rectified": row.target_rectified, "target_percent": row.target_percent,
    }  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 2}))


class ExtendForm(ReasonForm):
    """Until when, and why."""

    ends_on = forms.DateField(label=_("延长到"), widget=DateInput())
    field_order = ("ends_on", "reason")


class AssignForm(forms.Form):
    """Which tasks to whom."""

    tasks = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("请先勾选任务。")})
    unit = forms.TypedChoiceField(label=_("分派给"), coerce=int, widget=SearchSelect)
    due_on = forms.DateField(label=_("完成日期"), required=False, widget=DateInput())

    def __init__(self, data: Any = None, *, district: str, tasks: list[int] | None = None) -> None:
        super().__init__(data)
        self.fields["tasks"].choices = [(pk, pk) for pk in tasks or ()]  # type: ignore[attr-defined]
        units = places.organisations(district, DOING)
        self.fields["unit"].choices = [("", gettext("请选择单位")), *units]  # type: ignore[attr-defined]


class FindForm(PhotoForm):
    """A hazard seen at a task's place."""

    code = forms.ChoiceField(label=_("哪一类隐患"), widget=SearchSelect)
    place = forms.TypedChoiceField(label=_("位置"), coerce=int, widget=SearchSelect)
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=120)
    spot = forms.CharField(
        label=_("具体部位"), required=False, max_length=120, help_text=_("如“2 单元楼梯口”。不写姓名和门牌号。")
    )
    description = forms.CharField(
        label=_("看到了什么"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    photos = PhotosField(
        label=_("现场照片"), preview=PREVIEW, required=False, help_text=_("拍隐患本身和它的位置；不要拍到人脸和家里。")
    )
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, task: Task, inside: list[Place]) -> None:
        self.task, self.inside = task, {place.pk: place for place in inside}
        super().__init__(data, files, sender=actor, initial={"client_ref": ids.token(), "place": task.place_id})

    def build(self) -> None:
        listed = {one.facts.code: one.facts for one in in_use(district_of(self.task.path))}
        first = [code for code in self.task.campaign.kinds if code in listed]
        ordered = [*first, *(code for code in listed if code not in first)]
        kinds = [(code, f"{listed[code].name}（{code}）") for code in ordered]
        self.fields["code"].choices = [("", gettext("请选择，本次专项的在前")), *kinds]  # type: ignore[attr-defined]
        self.fields["place"].choices = [(pk, str(row)) for pk, row in self.inside.items()]  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    """What came of going there."""

    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices, widget=OptionCards)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("未能入场要写原因。不写姓名和门牌号。"),
    )  # fmt: skip


class ClosingForm(forms.Form):
    """The words of the closing sheet; its figures come from the records."""

    summary = forms.CharField(label=_("做了什么、成效如何"), max_length=2000, widget=forms.Textarea({"rows": 5}))
    rest_said = forms.CharField(
        label=_("遗留的怎么办、由谁负责"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("还有没排查的地点或没整改的隐患时必须写。"),
    )  # fmt: skip
    signer = forms.CharField(label=_("签名"), max_length=60, help_text=_("写上自己的姓名。签名后不能再改。"))
