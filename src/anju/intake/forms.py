"""The wizard's forms: the table, and which of its columns feeds which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.intake import mapping as mappings
from anju.intake.mapping import Datum, FieldSpec, FieldType, guesses
from anju.intake.models import ImportRun
from anju.intake.queries import runs as queries
from anju.intake.reading import Opened
from anju.intake.tables import Row
from anju.intake.tables.convert import as_text
from anju.intake.tables.dates import DateOrder
from anju.intake.wording import choices as choices_of
from anju.intake.wording import how, label
from anju.ui.forms import FileInput

POINTS = frozenset({FieldType.LATITUDE, FieldType.LONGITUDE})
MOMENTS = frozenset({FieldType.DATE, FieldType.MOMENT, FieldType.DEADLINE})
SAMPLES = 3


class UploadForm(forms.Form):
    """A table."""

    file = forms.FileField(
        label=_("表格文件"),
        widget=FileInput(),
        help_text=_(".xlsx、.xls 或 .csv，最多 20 万行；CSV 认得 UTF-8 和 GB18030 编码"),
        error_messages={"required": _("请选择一个表格文件。")},
    )


class SheetForm(forms.Form):
    """Which sheet, and on which row its header stands."""

    sheet = forms.ChoiceField(label=_("工作表"), required=False)
    header_row = forms.TypedChoiceField(label=_("表头在第几行"), required=False, coerce=int, empty_value=None)

    def __init__(self, opened: Opened, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = opened.table.sheets or (opened.table.sheet,)
        self.fields["sheet"].choices = [(name, name or "CSV") for name in sheets]  # type: ignore[attr-defined]
        self.fields["header_row"].choices = [(row.number, f"{row.number}  {_begin(row)}") for row in opened.first[:15]]  # type: ignore[attr-defined]


def _begin(row: Row) -> str:
    told = "、".join(text for cell in row.cells if (text := as_text(cell)))
    return told[:24] + ("…" if len(told) > 24 else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the target as the page shows it."""

    spec: FieldSpec
    label: str
    how: str
    column: forms.BoundField
    constant: forms.BoundField
    samples: list[str]
    derived: bool
    guessed: bool
    """Proposed because the names are alike: somebody has to look."""


class ColumnsForm(forms.Form):
    """Which column feeds which field, and what else has to be said about the table."""

    datum = forms.ChoiceField(
        label=_("坐标系"),
        required=False,
        choices=[("", _("请选择")), *((datum.value, datum.value) for datum in Datum)],
        help_text=_("表里有经纬度时必须说明；高德、腾讯地图是 GCJ-02，百度地图是 BD-09"),
    )
    date_order = forms.ChoiceField(
        label=_("日期次序"),
        required=False,
        choices=[
            ("", _("年在前，或能看明白的")),
            (DateOrder.DAY_FIRST.value, _("日/月/年")),
            (DateOrder.MONTH_FIRST.value, _("月/日/年")),
        ],
    )
    looked_at = forms.BooleanField(label=_("标着“猜的”的几列我核对过"), required=False)
    create_parents = forms.BooleanField(label=_("表里写到而没有登记过的街道、社区、小区，一并新建"), required=False)

    def __init__(self, run: ImportRun, opened: Opened, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._run, self._opened = run, opened
        self._before = mappings.mapping_from_dict({"target": run.target, **run.mapping})
        headers = list(opened.header.names.values())
        choices = [("", _("表里没有")), *((name, name) for name in headers)]
        derived = {each.field for each in self._before.derivations}
        for spec in opened.target.fields:
            wanted = self._before.columns.get(spec.name, "")
            self.fields[f"column_{spec.name}"] = forms.ChoiceField(
                label=label(spec), choices=choices, required=False, initial=wanted if wanted in headers else ""
            )
            self.fields[f"constant_{spec.name}"] = self._constant(spec)
        self._derived = derived
        known = queries.remembered(run.organisation, run.target, opened.signature)
        self._guesses = {} if known is not None else guesses(opened.header, opened.target.fields)
        if not opened.target.may_create_parents:
            del self.fields["create_parents"]
        types = {spec.type for spec in opened.target.fields}
        if not types & POINTS:
            del self.fields["datum"]
        if not types & MOMENTS:
            del self.fields["date_order"]
        self._begin()

    def _constant(self, spec: FieldSpec) -> forms.Field:
        told = self._before.constants.get(spec.name, "")
        if not spec.choices:
            return forms.CharField(label=label(spec), required=False, max_length=200, initial=told)
        options = [("", "—"), *choices_of(spec)]
        return forms.ChoiceField(label=label(spec), required=False, choices=options, initial=told)

    def _begin(self) -> None:
        begin: Mapping[str, object] = {
            "datum": self._before.datum or "",
            "date_order": self._before.date_order or "",
            "create_parents": self._run.create_parents,
        }
        for name, value in begin.items():
            if name in self.fields:
                self.fields[name].initial = value

    def lines(self) -> Iterator[Line]:
        """Every field with its choice and samples of the chosen column."""
        rows = self._opened.samples(SAMPLES)
        for spec in self._opened.target.fields:
            chosen = self[f"column_{spec.name}"]
            column = self._opened.header.column(str(chosen.value())) if chosen.value() else None
            yield Line(
                spec=spec,
                label=label(spec),
                how=how(spec),
                column=chosen,
                constant=self[f"constant_{spec.name}"],
                samples=[as_text(row.cell(column))[:40] for row in rows] if column is not None else [],
                derived=spec.name in self._derived and not chosen.value(),
                guessed=self._is_guess(spec.name, chosen.value()),
            )

    def _is_guess(self, name: str, column: object) -> bool:
        return bool(column) and self._guesses.get(name) == column

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fields = self._opened.target.fields
        guessed = [spec for spec in fields if self._is_guess(spec.name, cleaned.get(f"column_{spec.name}"))]
        if guessed and not cleaned.get("looked_at"):
            told = "、".join(f"{label(spec)}←{cleaned[f'column_{spec.name}']}" for spec in guessed)
            self.add_error(None, _("这几列是按相近的名称猜的：%(told)s。请核对，改正或勾选。") % {"told": told})
        return cleaned

    def unused(self) -> list[str]:
        """Columns of the table that nothing reads."""
        chosen = {str(self[f"column_{spec.name}"].value() or "") for spec in self._opened.target.fields}
        derived = {name for each in self._before.derivations for name in each.columns}
        return [name for name in self._opened.header.names.values() if name and name not in chosen | derived]

    @property
    def has_guesses(self) -> bool:
        """Whether a guess stands as it was proposed."""
        return any(line.guessed for line in self.lines())

    def others(self) -> list[forms.BoundField]:
        """The fields about the whole table."""
        return [self[name] for name in ("datum", "date_order", "create_parents") if name in self.fields]

    def mapping(self) -> mappings.Mapping:
        """The mapping so chosen; value tables and derivations stay as they were. Call after `is_valid`."""
        told = self.cleaned_data
        names = [spec.name for spec in self._opened.target.fields]
        columns = {name: told[f"column_{name}"] for name in names if told.get(f"column_{name}")}
        return replace(
            self._before,
            target=self._run.target,
            columns=columns,
            constants={name: told[f"constant_{name}"] for name in names if told.get(f"constant_{name}")},
            derivations=tuple(each for each in self._before.derivations if each.field not in columns),
            datum=Datum(told["datum"]) if told.get("datum") else None,
            date_order=DateOrder(told["date_order"]) if told.get("date_order") else None,
        )
