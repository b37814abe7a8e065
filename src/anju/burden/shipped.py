"""The forms that come with a release, made by `tools/forms.py`: shaped like those of departments, copied from none."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_noop as _

from anju.burden.rules.mapping import FormMapping
from anju.burden.sheets.opening import open_form
from anju.burden.sheets.understanding import understood

FOLDER = Path(__file__).parent / "data" / "forms"


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """One form of the release."""

    key: str
    name: str
    asker: str
    content: bytes
    mapping: FormMapping


NAMES = {
    "housing": (_("住宅小区消防隐患排查整治台账"), _("房产（住建）部门")),
    "emergency": (_("消防安全巡查检查情况统计表"), _("应急管理部门")),
    "street": (_("街道消防安全工作周报"), _("街道办事处")),
}


@cache
def shipped_forms() -> dict[str, ShippedForm]:
    """Key → form."""
    found = {}
    for key, (name, asker) in NAMES.items():
        content = (FOLDER / f"{key}.xlsx").read_bytes()
        found[key] = ShippedForm(key, name, asker, content, understood(open_form(content)))
    return found
