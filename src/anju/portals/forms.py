"""The forms of these pages: a holiday table, and a device's frame."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.gateway.protocols.gbt26875 import DIALECTS
from anju.gateway.protocols.gbt26875.names import Language, in_language
from anju.kernel.calendar import statutory_table
from anju.ui.forms import FileInput

AHEAD = 3
FRAME_DIGITS = 64 * 1024
"""Enough for fifteen of the longest frames, written with spaces."""


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


class FrameForm(forms.Form):
    """Bytes of frames as hex digits, and what the device speaks. `hex` comes out as bytes."""

    refused = _("没有读懂，请改下面标红的地方")
    """Said above the fields where something is wrong: nothing was to be saved here."""

    hex = forms.CharField(
        label=_("报文（十六进制）"),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "class": "mono"}),
        max_length=FRAME_DIGITS,
        help_text=_("从 40 40 到 23 23，空格和换行不限；可以一次粘贴几帧。"),
    )
    dialect = forms.ChoiceField(
        label=_("设备方言"),
        help_text=_("国标设备不用改。厂家改过格式的，按设备型号选；系统从不按内容猜。"),
    )

    def __init__(self, data: Any = None, *, language: Language) -> None:
        super().__init__(data, initial={"dialect": "std"})
        choices = [(name, in_language(one.title, language)) for name, one in DIALECTS.items()]
        self.fields["dialect"].choices = choices  # type: ignore[attr-defined]

    def clean_hex(self) -> bytes:
        try:
            return bytes.fromhex(self.cleaned_data["hex"])
        except ValueError:
            raise forms.ValidationError(_("这里只收十六进制数字，两位一个字节。")) from None
