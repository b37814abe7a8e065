"""The forms of the backcheck's pages."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.models import Account
from anju.places.enums import Datum
from anju.places.forms import PointForm
from anju.places.models import Place
from anju.supervision.inspections.backcheck.actions.fires import Said
from anju.supervision.inspections.backcheck.enums import DECIDED, Burned, Dwelling, GapState
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.lists.queries import reach
from anju.ui.forms import DateInput, DateTimeInput, FileInput, RemoteSelect, SearchSelect


class FireForm(PointForm):
    """One fire, at a registered place or where words or a point put it. A cause waits for the 火灾认定."""

    field_order = ("number", "called_at", "place", "spot", "lon", "lat", "datum")

    number = forms.CharField(label=_("接警编号"), max_length=40)
    called_at = forms.DateTimeField(label=_("接警时间"), widget=DateTimeInput())
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=120,
        widget=RemoteSelect(reverse_lazy("backcheck:places")),
        help_text=_("输入小区、楼栋，从结果里选一个。没有登记的地点，留空，在下面写地址，或在地图上点出来。"),
    )
    spot = forms.CharField(
        label=_("地址或具体部位"), required=False, max_length=120, help_text=_("不写姓名和住户的门牌号。")
    )
    burned = forms.ChoiceField(label=_("燃烧物"), choices=Burned.choices)
    dwelling = forms.ChoiceField(label=_("住宅类型"), choices=Dwelling.choices)
    deaths = forms.IntegerField(label=_("死亡人数"), min_value=0, max_value=9999, initial=0)
    injured = forms.IntegerField(label=_("受伤人数"), min_value=0, max_value=9999, initial=0)
    determined_on = forms.DateField(
        label=_("火灾认定日期"), required=False, widget=DateInput(), help_text=_("作出火灾认定以后再填。")
    )
    cause = forms.CharField(
        label=_("起火原因"), required=False, max_length=200, help_text=_("按火灾认定书照录；认定之前不填。")
    )

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(data, **kwargs)

    def clean_place(self) -> Place | None:
        said = self.cleaned_data["place"].strip()
        if not said:
            return None
        place = reach.named(self.actor, Permission.ENTER_FIRE, said)
        self.fields["place"].widget.label = place.full_name
        return place

    def clean_called_at(self) -> datetime:
        at: datetime = self.cleaned_data["called_at"]
        return at if at.tzinfo else at.replace(tzinfo=clock.DISTRICT_TIME)

    def said(self) -> Said:
        """What was told; call after `is_valid`."""
        names = (
            "number", "called_at", "burned", "dwelling", "place", "spot", "deaths", "injured", "cause", "determined_on",
        )  # fmt: skip
        point = (self.point.lon_e7, self.point.lat_e7) if self.point is not None else None
        return Said(**{name: self.cleaned_data[name] for name in names}, point_e7=point)


class CorrectForm(FireForm):
    """The same, with why."""

    reason = forms.CharField(label=_("为什么更正"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_called_at(self) -> datetime:
        """The input shows minutes: what was not touched keeps its seconds."""
        at, before = super().clean_called_at(), self.fire.called_at
        return before if before.replace(second=0, microsecond=0) == at else at

    def __init__(self, data: Any = None, *, actor: Actor, fire: Fire, **kwargs: Any) -> None:
        self.fire = fire
        names = ("number", "spot", "burned", "dwelling", "deaths", "injured", "cause", "determined_on")
        initial = {name: getattr(fire, name) for name in names}
        initial |= {"called_at": clock.local(fire.called_at), "place": str(fire.place_id or "")}
        if fire.lon_e7 is not None and fire.lat_e7 is not None and not _is_the_places(fire):
            initial |= {"lon": fire.lon_e7 / 1e7, "lat": fire.lat_e7 / 1e7, "datum": Datum.WGS84}
        super().__init__(data, actor=actor, initial=initial, **kwargs)
        self.fields["number"].disabled = True
        self.fields["place"].widget.label = fire.place.full_name if fire.place else ""


def _is_the_places(fire: Fire) -> bool:
    """Whether the point came with the place: then it changes with it."""
    return fire.place is not None and (fire.lon_e7, fire.lat_e7) == (fire.place.lon_e7, fire.place.lat_e7)


class TieForm(forms.Form):
    """The registered place of a fire that had none."""

    place = forms.CharField(
        label=_("地点"), max_length=120, widget=RemoteSelect(reverse_lazy("backcheck:places")),
        error_messages={"required": _("请选一个地点。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        self.actor = actor
        super().__init__(data)

    def clean_place(self) -> Place:
        return reach.named(self.actor, Permission.ENTER_FIRE, self.cleaned_data["place"])


class MemberForm(forms.Form):
    """Somebody for the group."""

    account = forms.ChoiceField(label=_("人员"), widget=SearchSelect)
    lead = forms.BooleanField(label=_("组长（可以确定其他成员）"), required=False)

    def __init__(self, *args: Any, people: list[tuple[Account, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one, _label in people}
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(one.pk), label) for one, label in people)]

    def chosen(self) -> Account:
        """The person; call after `is_valid`."""
        return self.people[self.cleaned_data["account"]]


class WordsForm(forms.Form):
    """A party's answer."""

    words = forms.CharField(
        label=_("说明情况"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写当时做了什么、有什么记录。不写原因和责任的判断；不写居民姓名。"),
    )  # fmt: skip


class DecideForm(forms.Form):
    """What the group makes of a gap."""

    state = forms.ChoiceField(label=_("认定"), choices=[(one.value, one.label) for one in DECIDED])
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def chosen(self) -> GapState:
        """The state; call after `is_valid`."""
        return GapState(self.cleaned_data["state"])


class DutyForm(forms.Form):
    """A finding becomes a duty."""

    code = forms.ChoiceField(label=_("隐患类别"), widget=SearchSelect)
    description = forms.CharField(label=_("情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *kinds]


class ProposeForm(forms.Form):
    """A proposal to a named person of the group."""

    approver = forms.ChoiceField(label=_("由谁决定"))
    wording = forms.CharField(label=_("建议"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["approver"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class ClockForm(forms.Form):
    """What changes a statutory clock. Which fields count says `what`."""

    paper = forms.CharField(label=_("批准文书编号"), required=False, max_length=60)
    reason = forms.CharField(label=_("延长的理由"), required=False, max_length=300)
    first = forms.DateField(label=_("送检日期"), required=False, widget=DateInput())
    last = forms.DateField(label=_("结论日期"), required=False, widget=DateInput())
    served_on = forms.DateField(label=_("送达日期"), required=False, widget=DateInput())
    reexamination_on = forms.DateField(label=_("申请复核日期"), required=False, widget=DateInput())

    def day(self, name: str) -> date | None:
        """A day; call after `is_valid`."""
        found: date | None = self.cleaned_data[name]
        return found


class UploadForm(forms.Form):
    """A register kept elsewhere."""

    file = forms.FileField(
        label=_("火灾登记表"),
        widget=FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(".xlsx 或 .csv，第一行是列名，不超过 2 MB。"),
        error_messages={"required": _("请选择一个文件。")},
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > 2 * 1024 * 1024:
            raise ValidationError(_("文件超过 2 MB，请分成几份。"))
        return given
