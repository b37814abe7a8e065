"""What is typed about somebody who needs help to get out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.people.enums import HelpConsent, HelpKind, HelpSource
from anju.people.forms.finding import FindField
from anju.people.models import HelpNeed
from anju.people.permissions import Permission
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.ui.forms import DateInput, OptionCards


def homes(actor: Actor) -> Any:
    """Buildings and units in the keeper's reach."""
    kinds = (PlaceKind.BUILDING, PlaceKind.UNIT)
    return Place.objects.for_(actor, Permission.KEEP_HELP).filter(kind__in=kinds, closed_on=None)


class WhereForm(forms.Form):
    """Where they live."""

    place = FindField(
        label=_("哪一栋、哪个单元"), find="people:help-places", typed=("full_name",),
        help_text=_("输入小区或楼栋名，从结果里选一个。"),
    )  # fmt: skip
    floor = forms.IntegerField(label=_("几楼"), min_value=-5, max_value=200, required=False)
    door = forms.CharField(label=_("门牌"), max_length=40)

    def __init__(self, *args: Any, actor: Actor, row: HelpNeed | None = None, **kwargs: Any) -> None:
        initial = {} if row is None else {"place": row.place_id, "floor": row.floor}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}})
        place: FindField = self.fields["place"]  # type: ignore[assignment]
        place.offer(homes(actor), row.place if row is not None else None)


class WhoForm(forms.Form):
    """Who it is, and what is needed."""

    kind = forms.ChoiceField(label=_("需要什么帮助"), choices=HelpKind.choices, widget=OptionCards)
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)


class NeedForm(WhereForm, WhoForm):
    """One household, with who agreed to it."""

    client_ref = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=80)
    source = forms.ChoiceField(label=_("怎么知道的"), choices=HelpSource.choices, widget=OptionCards)
    consent = forms.ChoiceField(
        label=_("谁同意登记"), choices=HelpConsent.choices, widget=OptionCards,
        help_text=_("没有同意就不登记。说明用途：火警时告诉去救的人。"),
    )  # fmt: skip
    consent_on = forms.DateField(label=_("同意日期"), widget=DateInput(), initial=clock.today)
    field_order = (
        "client_ref", "place", "floor", "door", "kind", "name", "phone", "source", "consent", "consent_on",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        kwargs["initial"] = {"client_ref": ids.token(), **kwargs.get("initial", {})}
        super().__init__(*args, actor=actor, **kwargs)

    def key(self) -> str | None:
        """The key, apart for each sender; None where a form came without."""
        ref = self.cleaned_data["client_ref"]
        return f"desk:{self.actor.id}:{ref}" if ref else None
