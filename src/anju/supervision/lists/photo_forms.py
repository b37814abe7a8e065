"""Forms that take photos: handing in the work, reporting a hazard, recording a clean-up."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.queries import in_use
from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.files.enums import Stage
from anju.kernel.files.images import Box
from anju.places.models import Place
from anju.supervision.lists.actions import Given
from anju.supervision.lists.enums import PROPOSABLE, Outcome
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import evidence, reach
from anju.supervision.lists.rules.evidence import PHOTOS
from anju.ui.forms import DateInput, OptionCards, RemoteSelect, SearchSelect
from anju.ui.photos import FILE_TYPES, PHOTO_TYPES, PhotoForm, PhotosField

PREVIEW = "lists:upload"


def _photos(label: Any, **kwargs: Any) -> PhotosField:
    return PhotosField(label=label, preview=PREVIEW, **kwargs)


class SubmitForm(PhotoForm):
    """Handing in the work with what the catalogue asks for, or saying why there is none to do."""

    outcome = forms.ChoiceField(
        label=_("结果"), choices=[(one.value, one.label) for one in PROPOSABLE], initial=Outcome.RECTIFIED
    )
    before = _photos(_("整改前的照片"), required=False, help_text=_("上报时没有拍到，有就补一张。"))
    after = _photos(_("整改后的照片"), required=False, help_text=_("站在发现隐患时的同一位置拍；不要拍到人脸和家里。"))
    reason = forms.CharField(label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        self.duty = duty
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        self.asked = _asked(self.duty)
        self.fields.update({name: field for name, (field, _kind) in self.asked.items()})
        wanted = self.duty.hazard.kind.facts.evidence
        if any(item.kind == EvidenceKind.VIDEO for item in wanted):
            accept = f"{PHOTO_TYPES},video/mp4"
            self.fields["after"] = _photos(_("整改后的照片或短视频"), required=False, accept=accept)
        if any(item.required and item.kind in PHOTOS for item in wanted):
            self.fields["after"].needed = _("改好了就要有")  # type: ignore[attr-defined]
        if self.duty.hazard.photos or evidence.has_before(self.duty):
            del self.fields["before"]
        self.order_fields(["outcome", "before", "after", *self.asked, "reason"])

    def given(self) -> list[Given]:
        """What was handed in, for the action."""
        data = self.cleaned_data
        pictures = [Given(token, EvidenceKind.PHOTO_PAIR) for token in data["after"]]
        pictures += [Given(token, EvidenceKind.PHOTO, Stage.BEFORE) for token in data.get("before", ())]
        papers = [
            Given(token, kind, Stage.OTHER) for name, (_field, kind) in self.asked.items() for token in data[name]
        ]
        return pictures + papers


def _asked(duty: Duty) -> dict[str, tuple[PhotosField, EvidenceKind]]:
    """One field for each paper, reading or record the catalogue asks for."""
    asked = [item for item in duty.hazard.kind.facts.evidence if item.kind not in PHOTOS]
    return {
        f"item{number}": (
            _photos(
                item.text,
                required=False,
                accept=FILE_TYPES,
                most=5,
                help_text=_asking(item.required),
                needed=_("改好了就要有") if item.required else "",
            ),
            EvidenceKind(item.kind),
        )
        for number, item in enumerate(asked)
    }


def _asking(required: bool) -> Any:
    return _("目录要求，可拍照或传文件。") if required else _("有就附上，没有不影响提交。")


class ReportForm(PhotoForm):
    """Recording a hazard: what, where, a photo. Kinds are proposed from the words; one of them is chosen."""

    place = forms.CharField(
        label=_("位置"),
        max_length=120,
        widget=RemoteSelect(reverse_lazy("lists:report-places")),
        help_text=_("输入小区、楼栋或门牌，从结果里选一个。"),
    )
    floor = forms.IntegerField(label=_("楼层"), required=False, min_value=-9, max_value=120)
    spot = forms.CharField(
        label=_("具体部位"), required=False, max_length=120, help_text=_("如“2 单元楼梯口”。不写姓名和门牌号。")
    )
    description = forms.CharField(
        label=_("看到了什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    pick = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput())
    """The proposal that was chosen; drawn beside the form."""
    code = forms.ChoiceField(label=_("其他类别"), required=False, widget=SearchSelect)
    before = _photos(_("现场照片"), required=False, help_text=_("拍隐患本身和它的位置；不要拍到人脸和家里。"))
    fixed = forms.BooleanField(label=_("已经当场整改"), required=False)
    after = _photos(_("整改后的照片"), required=False, help_text=_("由另一人看照片复核。"), needed=_("当场整改的要有"))
    different = forms.BooleanField(required=False)
    """The look-alikes were shown, and it is none of them; drawn beside them."""
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, district: str, **kwargs: Any) -> None:
        self.actor, self.district = actor, district
        initial = {"client_ref": ids.token(), **kwargs.pop("initial", {})}
        super().__init__(data, files, sender=actor, initial=initial, **kwargs)

    def build(self) -> None:
        kinds = [(kind.facts.code, f"{kind.facts.name}（{kind.facts.code}）") for kind in in_use(self.district)]
        self.fields["code"].choices = [("", now_("上面没有合适的，从目录里选")), *kinds]  # type: ignore[attr-defined]

    def clean_place(self) -> Place:
        place = reach.named(self.actor, Permission.REPORT, self.cleaned_data["place"])
        self.fields["place"].widget.label = place.full_name
        return place

    def clean_pick(self) -> str:
        pick: str = self.cleaned_data["pick"]
        return pick if pick in {kind.facts.code for kind in in_use(self.district)} else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["kind"] = data.get("code") or data.get("pick") or ""
        if not data["kind"]:
            self.add_error("description" if not data.get("description") else None, self._no_kind(data))
        if data.get("fixed"):
            for name, words in (
                ("before", now_("当场整改要有整改前的照片。")),
                ("after", now_("当场整改要有整改后的照片。")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    @staticmethod
    def _no_kind(data: dict[str, Any]) -> str:
        return now_("请选隐患类别。") if data.get("description") else now_("写一句看到了什么，或选隐患类别。")


class CleanUpForm(PhotoForm):
    """Clutter taken away: how much, weighed or estimated, from where."""

    place = forms.CharField(
        label=_("小区或位置"),
        max_length=120,
        widget=RemoteSelect(reverse_lazy("lists:clean-up-places")),
        help_text=_("输入小区或楼栋，从结果里选一个。"),
    )
    cleaned_on = forms.DateField(label=_("清理日期"), widget=DateInput())
    tonnes = forms.DecimalField(
        label=_("重量（吨）"),
        min_value=0,
        max_value=1000,
        max_digits=7,
        decimal_places=3,
        help_text=_("如 1.25，最细到千克。"),
    )
    weighed = forms.ChoiceField(
        label=_("重量来自"), choices=[("yes", _("过磅")), ("no", _("目测估计"))], widget=OptionCards
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)
    photos = _photos(_("照片"), required=False, most=6, help_text=_("清运车、磅单或清理前后。"))
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor) -> None:
        today = clock.today()
        super().__init__(data, files, sender=actor, initial={"client_ref": ids.token(), "cleaned_on": today})
        self.actor, self.today = actor, today

    def clean_place(self) -> Place:
        return reach.named(self.actor, Permission.CLEAN_UP, self.cleaned_data["place"])

    def clean_cleaned_on(self) -> Any:
        day = self.cleaned_data["cleaned_on"]
        if day > self.today:
            raise forms.ValidationError(now_("清理日期不能晚于今天。"))
        return day

    def clean_tonnes(self) -> int:
        """Kilograms."""
        kilograms = int(self.cleaned_data["tonnes"] * 1000)
        if kilograms < 1:
            raise forms.ValidationError(now_("请填写重量。"))
        return kilograms


class ReleaseForm(forms.Form):
    """Regions to be made unreadable, one to a line, in per cent: left, top, right, bottom. Drawn or typed."""

    boxes = forms.CharField(
        label=_("遮挡区域"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-mark-boxes": ""}),
        help_text=_("在照片上拖出要遮挡的地方，或每行写一处：左 上 右 下（百分数，如 10 20 35 40）。"),
    )
    checked = forms.BooleanField(label=_("我已看过整张照片：人脸、车牌、门牌、室内都已标出"))

    def clean_boxes(self) -> list[Box]:
        found = []
        for line in self.cleaned_data["boxes"].splitlines():
            if not line.strip():
                continue
            try:
                left, top, right, bottom = (round(float(part) * 10) for part in line.replace(",", " ").split())
                found.append(Box(left, top, right, bottom))
            except (ValueError, OverflowError) as error:
                raise forms.ValidationError(
                    now_("“%(line)s”不是一处区域：写四个 0 到 100 的数，左小于右，上小于下。")
                    % {"line": line.strip()[:40]}
                ) from error
        return found


class EraseForm(forms.Form):
    """Why evidence is destroyed: a code, so that the ledger holds no words about anybody."""

    reason = forms.ChoiceField(
        label=_("删除的理由"),
        choices=[
            ("", _("请选择")),
            ("shows_person", _("拍到了人或室内")),
            ("wrong_photo", _("传错了照片")),
            ("consent_withdrawn", _("当事人要求删除")),
            ("retention_over", _("保存期已满")),
        ],
    )
