"""What is typed about points, activities, statements and matters."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.outreach.enums import ActivityKind, MatterKind, Satisfaction, Speaker
from anju.outreach.permissions import Permission
from anju.outreach.queries import register, units
from anju.outreach.rules.common import USUAL_DAYS
from anju.people.models import Organisation
from anju.places.models import Place
from anju.supervision.lists.queries import reach
from anju.ui.forms import DateInput, OptionCards, RemoteSelect, SearchSelect

PLACES = reverse_lazy("outreach:places")
MOST_PLACES = 20


def _area(
    label: Any, *, required: bool = True, rows: int = 4, limit: int = 5000, help_text: Any = ""
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=area, help_text=help_text)


class OnceForm(forms.Form):
    """A form that carries a key of its own: sent twice, it makes one thing."""

    client_ref = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_ref": ids.token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def key(self, actor: Actor) -> str | None:
        """The key, apart for each sender; None where a form came without."""
        ref = self.cleaned_data["client_ref"]
        return f"desk:{actor.id}:{ref}" if ref else None


class PointForm(forms.Form):
    """A place becomes an observation point."""

    name = forms.CharField(label=_("观察点名称"), max_length=60)
    place = forms.CharField(
        label=_("社区或小区"), max_length=120, widget=RemoteSelect(PLACES), help_text=_("输入名称，从结果里选一个。")
    )
    since = forms.DateField(label=_("设立日期"), widget=DateInput(), initial=clock.today)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_place(self) -> Place:
        return reach.named(self.actor, Permission.KEEP_POINTS, self.cleaned_data["place"])


class EndForm(forms.Form):
    """The last day of a point."""

    until = forms.DateField(label=_("撤销日期"), widget=DateInput(), initial=clock.today)


class ActivityForm(OnceForm):
    """One activity. Places one to a line, so that it works without script; a point brings its own."""

    kind = forms.ChoiceField(label=_("方式"), choices=ActivityKind.choices, widget=OptionCards)
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“老旧小区消防设施一线观察”。"))
    held_on = forms.DateField(label=_("日期"), widget=DateInput(), initial=clock.today)
    point = forms.TypedChoiceField(label=_("观察点"), required=False, coerce=int, empty_value=None)
    places = _area(
        _("地点"),
        required=False,
        rows=3,
        limit=2000,
        help_text=_("一行一个，写小区、楼栋或社区名；在观察点的可以不写。"),
    )
    parties = forms.MultipleChoiceField(
        label=_("参加单位"), required=False, widget=forms.CheckboxSelectMultiple({"class": "checks"}),
    )  # fmt: skip
    people = forms.IntegerField(label=_("参加人数"), min_value=1, max_value=5000)
    summary = _area(_("情况"), required=False, help_text=_("看了什么、谈了什么。不写姓名和门牌号。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), one.name) for one in register.points(actor)]
        self.fields["point"].choices = [("", now_("不在观察点")), *known]  # type: ignore[attr-defined]
        self.units = {str(one.pk): one for one in units.all_units(actor)}
        self.fields["parties"].choices = [(pk, one.name) for pk, one in self.units.items()]  # type: ignore[attr-defined]

    def clean_places(self) -> list[Place]:
        lines = [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]
        if len(lines) > MOST_PLACES:
            raise forms.ValidationError(now_("最多写 %(most)d 个地点。") % {"most": MOST_PLACES})
        found, wrong = [], []
        for line in lines:
            try:
                found.append(reach.named(self.actor, Permission.OBSERVE, line))
            except forms.ValidationError as error:
                wrong.append(f"“{line}”：{error.messages[0]}")
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def clean_parties(self) -> list[Organisation]:
        return [self.units[pk] for pk in self.cleaned_data["parties"]]


class StatementForm(OnceForm):
    """What was said, and by what kind of speaker."""

    speaker = forms.ChoiceField(label=_("谁说的"), choices=Speaker.choices)
    said = _area(_("说了什么"), rows=3, limit=2000, help_text=_("不写姓名和门牌号。"))


class MatterForm(OnceForm):
    """A matter for an owner."""

    kind = forms.ChoiceField(label=_("类别"), choices=MatterKind.choices, initial=MatterKind.MATTER, widget=OptionCards)
    title = forms.CharField(label=_("事项"), max_length=100)
    detail = _area(_("具体情况和要求"))
    owner = forms.ChoiceField(label=_("承办单位"), widget=SearchSelect())
    due_on = forms.DateField(label=_("答复期限"), widget=DateInput())
    proposal_no = forms.CharField(
        label=_("对应的代表建议编号"), required=False, max_length=60,
        help_text=_("代表建议另有办理程序；这里只作关联，没有就空着。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        due_on = clock.today() + timedelta(days=USUAL_DAYS)
        kwargs["initial"] = {"due_on": due_on, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.units = {str(one.pk): one for one in units.all_units(actor)}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", now_("请选择")), *((pk, one.name) for pk, one in self.units.items())
        ]  # fmt: skip

    def clean_owner(self) -> Organisation:
        return self.units[self.cleaned_data["owner"]]


class AnswerForm(forms.Form):
    """The owner's answer."""

    text = _area(_("答复"), rows=8, limit=20_000, help_text=_("做了什么、结果怎样、还有什么没做到和什么时候做到。"))


class JudgeForm(forms.Form):
    """The committee's word; a reason and a new date where the answer does not do."""

    satisfaction = forms.ChoiceField(label=_("评价"), choices=Satisfaction.choices, widget=OptionCards)
    reason = _area(_("理由"), required=False, rows=3, help_text=_("不满意时必须写明哪里不够。"))
    due_on = forms.DateField(
        label=_("重新答复的期限"), required=False, widget=DateInput(), help_text=_("不满意时必须填。")
    )
