"""How a kind's fields and deadline are said on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.catalogue.enums import DeadlineKind
from anju.catalogue.rules import KindFacts

_FIELDS: dict[str, Promise | str] = {
    "name": gettext_lazy("名称"),
    "name_en": gettext_lazy("英文名称"),
    "description": gettext_lazy("表现"),
    "severity": gettext_lazy("严重程度"),
    "scope": gettext_lazy("适用范围"),
    "legal_basis": gettext_lazy("依据"),
    "penalty": gettext_lazy("法律后果"),
    "major_hint": gettext_lazy("重大隐患线索"),
    "liable": gettext_lazy("法律责任人"),
    "accountable": gettext_lazy("责任单位"),
    "verifiers": gettext_lazy("复核人"),
    "department": gettext_lazy("主管部门"),
    "deadline_kind": gettext_lazy("期限种类"),
    "deadline_days": gettext_lazy("期限天数"),
    "deadline_basis": gettext_lazy("期限依据"),
    "deadline_is_default": gettext_lazy("期限性质"),
    "seen_by": gettext_lazy("发现方式"),
    "blocks_escape": gettext_lazy("妨碍疏散"),
    "disables_protection": gettext_lazy("停用设施"),
    "danger_to_life": gettext_lazy("危及生命"),
    "certainty": gettext_lazy("依据核对"),
    "note": gettext_lazy("说明"),
    "evidence": gettext_lazy("销号证据"),
    "retired": gettext_lazy("停用"),
}


def field_words(name: str) -> str:
    """A field's word on pages."""
    return str(_FIELDS.get(name, name))


def deadline_words(facts: KindFacts) -> str:
    """立即, 当日, 7 天, 3 工作日."""
    if facts.deadline_kind == DeadlineKind.AT_ONCE:
        return _("立即")
    if facts.deadline_days == 0:
        return _("当日")
    days = {"days": facts.deadline_days}
    return _("%(days)s 工作日") % days if facts.deadline_kind == DeadlineKind.WORKING else _("%(days)s 天") % days
