"""What is typed about documents, besides their text."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import BadPeriodError, parse
from anju.kernel.permissions import granting
from anju.people.models import Account, Organisation
from anju.people.rules import mask_name
from anju.places.models import Place
from anju.reports.papers.actions import Timing
from anju.reports.papers.enums import BRIEFS, Answer, Move, PaperKind, Shape, Weekday
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import register, schedules, telling
from anju.ui.forms import FileInput, OptionCards, SearchSelect
from anju.ui.photos import PhotoForm, PhotosField

BAD_PERIOD = _("没有看懂，请写成 2026-11、2025-07..2026-06 或 2026-11-01..2026-11-15；空着是启用以来。")


def _area(label: Any, *, required: bool = False, rows: int = 4, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget, help_text=help_text)


def _period(value: str) -> str:
    try:
        return str(parse(value))
    except BadPeriodError as error:
        raise forms.ValidationError(now_(str(BAD_PERIOD))) from error


class NewForm(forms.Form):
    """A document to begin. `source` only where its kind tells of one thing."""

    kind = forms.ChoiceField(label=_("文种"), widget=OptionCards)
    place = forms.ChoiceField(label=_("范围"))
    period = forms.CharField(
        label=_("期间"), required=False, max_length=40,
        help_text=_("如 2026-11 或 2025-07..2026-06；空着是平台启用以来。"),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("写哪一次"), required=False,
        help_text=_("督查通报选已公布的月份，专项结项报告选已结项的专项，物业企业成绩单选企业；其他文种不用选。"),
    )  # fmt: skip
    client_ref = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_ref": ids.token(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        own = register.owners(actor)
        self.places = {str(one.pk): one for one in telling.places(actor)}
        told = [pair for kind in telling.SOURCED if kind in own for pair in telling.sources(actor, kind)]
        kinds = [(kind.value, kind.label) for kind in own]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0][0]
        self.fields["place"].choices = [(pk, one.full_name) for pk, one in self.places.items()]  # type: ignore[attr-defined]
        if any(kind in own for kind in telling.SOURCED):
            self.fields["source"].choices = [("", now_("不选")), *told]  # type: ignore[attr-defined]
        else:
            del self.fields["source"]

    def clean_kind(self) -> PaperKind:
        return PaperKind(self.cleaned_data["kind"])

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    def clean_period(self) -> str:
        return _period(self.cleaned_data["period"])


HOURS = range(6, 22)
"""In which a brief may be made: from early enough for the morning's meeting to the end of the evening."""


class TimingForm(forms.Form):
    """When a brief is drafted, and who looks at it."""

    weekday = forms.TypedChoiceField(label=_("每周哪天"), coerce=int, choices=Weekday.choices, initial=Weekday.MONDAY)
    hour = forms.TypedChoiceField(
        label=_("几点"), coerce=int, choices=[(hour, f"{hour}:00") for hour in HOURS], initial=8
    )
    responsible = forms.ChoiceField(label=_("由谁看稿"), help_text=_("草稿好了通知这个人；离岗后改为通知全单位。"))

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = {str(one.pk): one for one in schedules.readers(owner)}
        self.fields["responsible"].choices = [(pk, one.name) for pk, one in self.readers.items()]  # type: ignore[attr-defined]

    def timing(self) -> Timing:
        """What was chosen."""
        data = self.cleaned_data
        return Timing(data.get("weekday"), data["hour"], self.readers[data["responsible"]])


class ScheduleForm(TimingForm):
    """A brief to be switched on for a place."""

    kind = forms.ChoiceField(label=_("文种"), widget=OptionCards, initial=PaperKind.WEEKLY)
    place = forms.ChoiceField(label=_("范围"))
    field_order = ("kind", "place", "weekday", "hour", "responsible")

    def __init__(self, *args: Any, actor: Actor, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, owner=owner, **kwargs)
        self.places = {str(one.pk): one for one in telling.places(actor)}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in BRIEFS]  # type: ignore[attr-defined]
        self.fields["place"].choices = [(pk, one.full_name) for pk, one in self.places.items()]  # type: ignore[attr-defined]
        self.fields["weekday"].help_text = now_("只对周报；日报每个工作日一份，节假日的并入下一份。")

    def clean_kind(self) -> PaperKind:
        return PaperKind(self.cleaned_data["kind"])

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class FieldForm(forms.Form):
    """A figure to be added to the text."""

    figure = forms.ChoiceField(label=_("数字"), widget=SearchSelect())
    shape = forms.ChoiceField(label=_("写法"), choices=Shape.choices, initial=Shape.EXACT, widget=OptionCards)
    period = forms.CharField(
        label=_("期间"), required=False, max_length=40, help_text=_("空着：存量是现在，其他是启用以来。")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, str(one.title)) for code, one in figures.items() if granting(actor, one.permission)]
        self.fields["figure"].choices = [("", now_("请选择")), *known]  # type: ignore[attr-defined]

    def clean_period(self) -> str:
        return _period(self.cleaned_data["period"])


class MoveForm(forms.Form):
    """What goes with a move: only the fields that it asks for."""

    asked = forms.MultipleChoiceField(label=_("送哪些单位"), required=False, widget=forms.CheckboxSelectMultiple)
    number = forms.CharField(label=_("文号"), required=False, max_length=40, help_text=_("如“示消〔2026〕5号”。"))
    reason = _area(_("理由"), rows=3)
    seen = forms.BooleanField(label=_("不一致之处已逐处看过，照此签发"), required=False)

    def __init__(self, *args: Any, paper: Paper, what: Move, clashes: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = what in (Move.CONSULT, Move.COUNTERSIGN)
        self.units: dict[str, Organisation] = {}
        if asks:
            self.units = {str(one.pk): one for one in register.askable(paper)}
            self.fields["asked"].choices = [(pk, one.name) for pk, one in self.units.items()]  # type: ignore[attr-defined]
        wanted = {
            "asked": asks, "number": what is Move.ISSUE, "reason": what in (Move.RETURN, Move.DROP),
            "seen": what is Move.SIGN and clashes > 0,
        }  # fmt: skip
        for name, needed in wanted.items():
            if not needed:
                del self.fields[name]

    def clean_asked(self) -> list[Organisation]:
        return [self.units[pk] for pk in self.cleaned_data["asked"]]


class AnswerForm(forms.Form):
    """What the own organisation says to a draft."""

    said = forms.ChoiceField(label=_("答复"), choices=Answer.choices, widget=OptionCards)
    opinion = _area(_("意见"), rows=5, help_text=_("有修改意见或不同意时要写。不写姓名和门牌号。"))


class ReaderForm(forms.Form):
    """Somebody who reads an issued backcheck report, and by which decision."""

    account = forms.ChoiceField(label=_("人员"), widget=SearchSelect())
    decision = forms.CharField(label=_("哪一份决定"), max_length=200, help_text=_("如决定的名称、文号和日期。"))

    def __init__(self, *args: Any, people: list[tuple[Account, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one, _label in people}
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((str(one.pk), f"{label} {mask_name(one.name)}") for one, label in people)
        ]  # fmt: skip

    def chosen(self) -> Account:
        """The person; call after `is_valid`."""
        return self.people[self.cleaned_data["account"]]


class UploadForm(forms.Form):
    """A Word file that came back."""

    file = forms.FileField(
        label=_("改过的 Word 文件"), help_text=_("从这里下载、改过的 .docx。"),
        widget=FileInput(attrs={"accept": ".docx"}),
    )  # fmt: skip


class ScanForm(PhotoForm):
    """The scan of what was printed and sealed."""

    scans = PhotosField(
        label=_("扫描件"), accept="application/pdf,image/jpeg,image/png", most=5, live=False,
        missing=_("请选扫描件。"), help_text=_("印发后盖章的 PDF 或照片。"),
    )  # fmt: skip


class PublicForm(forms.Form):
    """Names to be masked in the public version, and that somebody has read it."""

    names = _area(_("要隐去的人名和单位名"), rows=3, help_text=_("一行一个。门牌、车牌、电话自动隐去。"))
    checked = forms.BooleanField(label=_("下面的公开版我已全文看过，没有人名、车牌和门牌"), required=False)
