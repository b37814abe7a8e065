"""What the pages of monthly supervision ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.catalogue.queries import in_use
from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.supervision.inspections.monthly.actions.looking import OFFERED, Seen
from anju.supervision.inspections.monthly.actions.opening import CLOSED, MOST, PLACES
from anju.supervision.inspections.monthly.enums import Decision, Handed
from anju.supervision.inspections.monthly.rules.drawing import LEAST
from anju.ui.forms import OptionCards, SearchSelect
from anju.ui.photos import PhotoForm, PhotosField


class OpenForm(forms.Form):
    """How much is looked at this month."""

    places = forms.IntegerField(label=_("看多少处地点"), min_value=0, max_value=MOST, initial=PLACES)
    closed = forms.IntegerField(label=_("看多少条已销号的隐患"), min_value=0, max_value=MOST, initial=CLOSED)
    least = forms.IntegerField(
        label=_("每个街道每项最少"), min_value=0, max_value=50, initial=LEAST,
        help_text=_("其余按疑问、风险、从未看过的多少分到各街道。"),
    )  # fmt: skip


class FindForm(PhotoForm):
    """A hazard seen on site: a photo, what, where."""

    photos = PhotosField(
        label=_("现场照片"), required=False, preview="lists:upload", help_text=_("不要拍到人脸和家里。")
    )
    code = forms.ChoiceField(label=_("隐患类别"), widget=SearchSelect)
    spot = forms.CharField(
        label=_("具体部位"), required=False, max_length=120, help_text=_("如“2 单元楼梯口”。不写姓名和门牌号。")
    )
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=120)
    description = forms.CharField(
        label=_("看到了什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=40)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, path: str) -> None:
        self.path = path
        super().__init__(data, files, sender=actor, initial={"client_ref": ids.token()[:32]})

    def build(self) -> None:
        kinds = [(one.facts.code, one.facts.name) for one in in_use(district_of(self.path))]
        self.fields["code"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]

    def seen(self) -> Seen:
        """What was entered, for the action."""
        said = self.cleaned_data
        return Seen(
            said["code"], said["client_ref"], said["spot"], said["floor"], said["description"], tuple(said["photos"])
        )


class NoEntryForm(forms.Form):
    """Why nobody could look."""

    why = forms.ChoiceField(label=_("为什么进不去"), choices=[(one.value, one.label) for one in OFFERED])


class HandForm(forms.Form):
    """How the on-site sheet was received."""

    how = forms.ChoiceField(label=_("签收情况"), choices=[(one.value, one.label) for one in Handed], widget=OptionCards)
    receiver = forms.CharField(
        label=_("签收人的单位和岗位"),
        required=False,
        max_length=80,
        help_text=_("如“甲物业项目经理”。拒签、没人时不填。"),
    )


class ObjectForm(forms.Form):
    """What is said against a result."""

    reason = forms.CharField(
        label=_("异议的理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写事实和依据。不写姓名、电话和门牌号。"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The district office's answer."""

    decision = forms.ChoiceField(
        label=_("结论"), widget=OptionCards,
        choices=[(one.value, one.label) for one in (Decision.UPHELD, Decision.DISMISSED)],
    )  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
