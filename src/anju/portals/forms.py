"""The form that takes a holiday table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel.calendar import statutory_table
from anju.ui.forms import FileInput

AHEAD = 3


class YearForm(forms.Form):
    """A year the program does not know, and the file of its notice."""

    year = forms.TypedChoiceField(label=_("年份"), coerce=int)
    file = forms.FileField(
        label=_("放假安排表（Excel 或 CSV）"),
        widget=FileInput(),
        help_text=_("每行一天：日期、班或休、节日。只写与平常周末不同的日子。"),
    )

    def __init__(self, data: Any = None, files: Any = None, *, this_year: int, wanted: int | None) -> None:
        super().__init__(data, files, initial={"year": wanted or this_year + 1})
        years = [year for year in range(this_year, this_year + AHEAD) if year not in statutory_table().years]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
