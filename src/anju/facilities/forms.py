"""What is typed about facilities and stations."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.facilities import shipped
from anju.facilities.actions import NewFacility, NewMember, NewStation
from anju.facilities.enums import EraseReason, Kind, MemberDuty, OutReason, Pattern, RevealReason
from anju.facilities.models import Facility, Station, StationMember
from anju.facilities.permissions import Permission
from anju.facilities.rules.station import KitLine
from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.people.forms.finding import FindField
from anju.people.queries import reach as people
from anju.places.forms import PointForm
from anju.places.models import Place
from anju.supervision.lists.queries import reach
from anju.ui.forms import DateInput, OptionCards, RemoteSelect, SearchSelect

PLACES = reverse_lazy("facilities:places")
USUAL_DAYS = 7
"""How long something is out where nobody says otherwise."""
MOST_ROSTER_DAYS = 62


class PlacedForm(PointForm):
    """A place in reach, a point where one was measured, and a key of its own: sent twice, it makes one thing."""

    client_ref = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=80)
    place = forms.CharField(
        label=_("在哪里"), max_length=120, widget=RemoteSelect(PLACES),
        help_text=_("输入小区、楼栋或道路名，从结果里选一个。"),
    )  # fmt: skip
    permission: str = Permission.KEEP

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        kwargs["initial"] = {"client_ref": ids.token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_place(self) -> Place:
        return reach.named(self.actor, self.permission, self.cleaned_data["place"])

    def key(self) -> str | None:
        """The key, apart for each sender; None where a form came without."""
        ref = self.cleaned_data["client_ref"]
        return f"desk:{self.actor.id}:{ref}" if ref else None


class FacilityForm(PlacedForm):
    """One facility."""

    kind = forms.ChoiceField(label=_("种类"), widget=SearchSelect())
    name = forms.CharField(label=_("名称"), max_length=120, required=False, help_text=_("不填就用种类的名称。"))
    code = forms.CharField(label=_("编号"), max_length=60, required=False, help_text=_("牌子上的编号，本区内不重复。"))
    spot = forms.CharField(label=_("具体位置"), max_length=120, required=False)
    owner = FindField(
        label=_("产权或维护单位"), find="people:organisation-find", typed=("name", "short_name"), required=False,
        help_text=_("不填由这里的管理单位维护；市政消火栓填供水单位。"),
    )  # fmt: skip
    installed_on = forms.DateField(label=_("安装日期"), required=False, widget=DateInput())
    service_until = forms.DateField(label=_("使用期限"), required=False, widget=DateInput())
    field_order = (
        "client_ref", "kind", "place", "spot", "name", "code", "owner", "installed_on", "service_until", "lon", "lat",
        "datum",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, row: Facility | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        offered = [choice for choice in shipped.choices() if row is not None or choice[0] != Kind.STATION]
        self.fields["kind"].choices = [("", now_("请选择")), *offered]  # type: ignore[attr-defined]
        owner: FindField = self.fields["owner"]  # type: ignore[assignment]
        owner.offer(people.organisations(actor), row.owner if row is not None else None)
        if row is not None:
            self.fields["place"].widget.label = str(row.place)

    @staticmethod
    def values_of(row: Facility) -> dict[str, Any]:
        """A facility as the form holds it; a point that is the place's own is not repeated."""
        names = ("kind", "name", "code", "spot", "installed_on", "service_until")
        told = {name: getattr(row, name) for name in names}
        told |= {"place": row.place_id, "owner": row.owner_id or ""}
        own = (row.lon_e7, row.lat_e7) != (row.place.lon_e7, row.place.lat_e7)
        if own and row.lon_e7 is not None and row.lat_e7 is not None:
            told |= {"lon": f"{row.lon_e7 / 1e7:.7f}", "lat": f"{row.lat_e7 / 1e7:.7f}", "datum": "wgs84"}
        return told

    def told(self) -> NewFacility:
        """What the form says."""
        names = ("kind", "place", "name", "code", "spot", "owner", "installed_on", "service_until")
        return NewFacility(point=self.point, **{name: self.cleaned_data[name] for name in names})


class OutForm(forms.Form):
    """Out of service, why and until when."""

    reason = forms.ChoiceField(label=_("为什么停用"), choices=OutReason.choices, widget=OptionCards)
    until = forms.DateField(
        label=_("预计恢复日期"), widget=DateInput(), help_text=_("到期没有恢复，会列在待办里，直到恢复或改期。")
    )
    note = forms.CharField(
        label=_("情况"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("谁来修、用什么替代。不写姓名和电话。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": clock.today() + timedelta(days=USUAL_DAYS), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class StationForm(PlacedForm):
    """A station to open."""

    permission = Permission.KEEP_STATIONS
    name = forms.CharField(label=_("名称"), max_length=120, required=False, help_text=_("不填就用地点的名称。"))
    organisation = FindField(
        label=_("由谁建设和管理"), find="people:organisation-find", typed=("name", "short_name"),
        help_text=_("社区居委会、物业企业或街道。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("值守电话"), max_length=40, required=False, help_text=_("只给调度出警的人看，每次查看都有记录。")
    )
    field_order = ("client_ref", "place", "name", "organisation", "phone", "lon", "lat", "datum")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["organisation"].offer(people.organisations(actor))  # type: ignore[attr-defined]

    def told(self) -> NewStation:
        """What the form says."""
        data = self.cleaned_data
        return NewStation(
            place=data["place"], name=data["name"], organisation=data["organisation"], phone=data["phone"],
            point=self.point,
        )  # fmt: skip


class StationChangeForm(forms.Form):
    """Who runs it, and another duty phone."""

    organisation = FindField(label=_("由谁建设和管理"), find="people:organisation-find", typed=("name", "short_name"))
    phone = forms.CharField(
        label=_("新的值守电话"), max_length=40, required=False, help_text=_("不填就不改；填了，原来的号码随即删除。")
    )

    def __init__(self, *args: Any, actor: Actor, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"organisation": station.organisation_id}})
        field: FindField = self.fields["organisation"]  # type: ignore[assignment]
        field.offer(people.organisations(actor), station.organisation)


class MemberForm(forms.Form):
    """Somebody joins: an account, or a volunteer's name and phone."""

    duty = forms.ChoiceField(label=_("职责"), choices=MemberDuty.choices, initial=MemberDuty.MEMBER, widget=OptionCards)
    account = FindField(
        label=_("有账号的人"), find="people:person-find", typed=("login",), required=False,
        help_text=_("有账号的能收到出警消息。"),
    )  # fmt: skip
    name = forms.CharField(label=_("没有账号的，写姓名"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("平时隐去；退出后可以删除。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].offer(people.people(actor).filter(is_active=True))  # type: ignore[attr-defined]

    def told(self) -> NewMember:
        """What the form says; an account outweighs a name."""
        data = self.cleaned_data
        if data["account"] is not None:
            return NewMember(account=data["account"], duty=MemberDuty(data["duty"]))
        return NewMember(name=data["name"], phone=data["phone"], duty=MemberDuty(data["duty"]))


class RevealForm(forms.Form):
    """Why a name and phone are read in full."""

    reason = forms.ChoiceField(label=_("为什么要看"), choices=RevealReason.choices)


class EraseForm(forms.Form):
    """Why they are destroyed."""

    reason = forms.ChoiceField(label=_("为什么删除"), choices=EraseReason.choices, widget=OptionCards)


class RosterForm(forms.Form):
    """Days, a pattern, who takes turns and how many together."""

    first = forms.DateField(label=_("从"), widget=DateInput())
    last = forms.DateField(label=_("到（含）"), widget=DateInput())
    pattern = forms.ChoiceField(label=_("怎么分班"), choices=Pattern.choices, widget=OptionCards, initial=Pattern.TWO)
    at_once = forms.IntegerField(label=_("每班几个人"), min_value=1, max_value=20, initial=3)
    members = forms.MultipleChoiceField(
        label=_("轮到谁"), widget=forms.CheckboxSelectMultiple({"class": "checks"}),
        help_text=_("按顺序轮流。这几天原来排的班会被替换。"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[StationMember, str]], **kwargs: Any) -> None:
        today = clock.today()
        everybody = [str(row.pk) for row, _name in people]
        initial = {"first": today, "last": today + timedelta(days=30), "members": everybody}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["members"].choices = [(str(row.pk), name) for row, name in people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days <= MOST_ROSTER_DAYS:
            self.add_error("last", now_("最后一天要在第一天之后，最多 %(days)d 天。") % {"days": MOST_ROSTER_DAYS})
        return cleaned


class KitForm(forms.Form):
    """One number for each item: what is there, or what should be."""

    def __init__(self, *args: Any, lines: list[KitLine], wanted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            item = shipped.kit().get(line.code)
            self.fields[line.code] = forms.IntegerField(
                label=item.name if item else line.code, min_value=0, max_value=9999,
                required=wanted, initial=line.wanted if wanted else line.present,
                help_text="" if wanted else now_("应有 %(n)d") % {"n": line.wanted},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.numbers():
            raise forms.ValidationError(now_("请至少写一项数量。"))
        return cleaned

    def numbers(self) -> dict[str, int]:
        """Item → number, of those that were told."""
        return {code: number for code, number in self.cleaned_data.items() if number is not None}
