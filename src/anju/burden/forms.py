"""The forms of burden's pages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.burden.enums import MEASURED
from anju.burden.models import WEEK_MINUTES
from anju.burden.rules.mapping import Block, Cell, FormMapping
from anju.burden.sources.catalogue import SOURCES, source
from anju.burden.sources.facts import FACTS
from anju.burden.sources.kinds import Source
from anju.people.enums import Role
from anju.ui.forms import DateInput, FileInput

LONGEST_PERIOD = timedelta(days=366)
BY_HAND = gettext_lazy("留空，手工填写")


class UploadForm(forms.Form):
    """A form that somebody asks for."""

    name = forms.CharField(label=gettext_lazy("报表名称"), max_length=80)
    asker = forms.CharField(
        label=gettext_lazy("谁要这张表"), max_length=80, help_text=gettext_lazy("写单位，如：市应急管理局")
    )
    file = forms.FileField(
        label=gettext_lazy("空白报表"),
        widget=FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy(".xlsx，一张工作表，不超过 1 MB。有合并的表头也认得；也可以在格里写占位。"),
        error_messages={"required": gettext_lazy("请选择一个空白报表。")},
    )


class PeriodForm(forms.Form):
    """Days, both included."""

    first = forms.DateField(label=gettext_lazy("从"), widget=DateInput())
    last = forms.DateField(label=gettext_lazy("到"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            raise ValidationError(_("开始日期在结束日期之后，请对调。"))
        if first and last and last - first > LONGEST_PERIOD:
            raise ValidationError(_("时段最长一年，请缩短。"))
        return said

    @staticmethod
    def initial_of(today: date) -> dict[str, date]:
        """The week so far."""
        return {"first": today - timedelta(days=today.weekday()), "last": today}


class CapForm(forms.Form):
    """One role's cap."""

    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=[(str(role), role.label) for role in MEASURED])
    minutes = forms.IntegerField(
        label=gettext_lazy("每周上限（分钟）"),
        required=False,
        min_value=10,
        max_value=WEEK_MINUTES,
        help_text=gettext_lazy("人均手机用时；留空表示不设上限"),
    )

    @property
    def chosen(self) -> Role:
        """The role, after `is_valid`."""
        return Role(self.cleaned_data["role"])


class MappingForm(forms.Form):
    """Which record each cell and column takes: one select each. A pattern with words around it stays as it is."""

    def __init__(self, mapping: FormMapping, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        for at, cell in mapping.cells.items():
            self._add(f"cell_{at}", cell, [(f"{{{{fact:{one.key}}}}}", _(one.name)) for one in FACTS])
        for number, block in enumerate(mapping.blocks):
            self.fields[f"source_{number}"] = forms.ChoiceField(
                choices=[(one.key, _(one.name)) for one in SOURCES], initial=block.source
            )
            for letter, cell in block.columns.items():
                self._add(f"column_{number}_{letter}", cell, self._columns(number, block))

    def _columns(self, number: int, block: Block) -> list[tuple[str, str]]:
        chosen = source(self.data.get(f"source_{number}", "")) or source(block.source)
        assert isinstance(chosen, Source)
        return [(f"{{{{row:{one.key}}}}}", _(one.name)) for one in chosen.fields]

    def _add(self, name: str, cell: Cell, options: list[tuple[str, str]]) -> None:
        known = [("", str(BY_HAND)), *options]
        if cell.pattern and cell.pattern not in dict(known):
            known.append((cell.pattern, _("按原文中的占位")))
        self.fields[name] = forms.ChoiceField(choices=known, initial=cell.pattern, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(value for name, value in said.items() if not name.startswith("source_")):
            raise ValidationError(_("一格也没有对应。至少选一项，否则不需要这张表。"))
        return said

    def chosen(self) -> FormMapping:
        """The mapping as chosen; call after `is_valid()`."""
        said, before = self.cleaned_data, self.mapping
        cells = {at: Cell(cell.title, said[f"cell_{at}"]) for at, cell in before.cells.items()}
        blocks = tuple(
            Block(
                block.row,
                block.spare,
                said[f"source_{number}"],
                {letter: Cell(cell.title, said[f"column_{number}_{letter}"]) for letter, cell in block.columns.items()},
            )
            for number, block in enumerate(before.blocks)
        )
        return FormMapping(cells, blocks, before.unknown, before.formulas)
