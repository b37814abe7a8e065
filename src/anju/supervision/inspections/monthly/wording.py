"""Figures in words: never a bare number, never an order."""

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.places.enums import PlaceKind
from anju.supervision.grid.queries.planning import spot_of
from anju.supervision.grid.rules.frequency import is_high_rise, waterless
from anju.supervision.grid.rules.looking import look_at
from anju.supervision.grid.wording import LOOKS
from anju.supervision.inspections.monthly.enums import Half
from anju.supervision.inspections.monthly.models import Task
from anju.supervision.inspections.monthly.queries.results import Line
from anju.supervision.inspections.monthly.rules.estimating import Share, Verdict

FEW = _("样本少，不作比较")
EQUALS = {
    Verdict.FEW: FEW,
    Verdict.HIGHER: _("高于同类"),
    Verdict.LOWER: _("低于同类"),
    Verdict.SAME: _("看不出与同类有差别"),
}
PAST = {
    Verdict.FEW: FEW,
    Verdict.HIGHER: _("高于自己以往"),
    Verdict.LOWER: _("低于自己以往"),
    Verdict.SAME: _("看不出与以往有差别"),
}
HALVES = {Half.PLACE: _("有隐患的地点"), Half.CLOSED: _("没有改好的（虚假销号）")}


def _percent(value: float) -> int:
    return round(100 * value)


def share(told: Share) -> str:
    """What was counted and what that lets one say."""
    if told.few:
        return now_("看了 %(of)s 处，%(bad)s 处有问题；样本少，不推算") % {"of": told.of, "bad": told.bad}
    said = {
        "of": told.of, "bad": told.bad, "share": _percent(told.share), "low": _percent(told.low),
        "high": _percent(told.high),
    }  # fmt: skip
    return now_("看了 %(of)s 处，%(bad)s 处有问题；推算约 %(share)s%%，可能在 %(low)s%% 到 %(high)s%% 之间") % said


def equals(line: Line) -> str:
    """Beside places of like difficulty."""
    if line.share.few:
        return str(FEW)
    if line.equals is None:
        return now_("没有同类可比")
    if line.versus_equals is Verdict.FEW:
        return str(FEW)
    said = {"verdict": EQUALS[line.versus_equals], "share": _percent(line.equals.share)}
    return now_("%(verdict)s（同类约 %(share)s%%）") % said


def past(line: Line) -> str:
    """Beside the own months before."""
    if line.share.few:
        return str(FEW)
    if line.past is None:
        return now_("没有以往可比")
    if line.past.few:
        return str(FEW)
    said = {"verdict": PAST[line.versus_past], "share": _percent(line.past.share), "of": line.past.of}
    return now_("%(verdict)s（以往 %(of)s 处，约 %(share)s%%）") % said


def look_at_here(task: Task) -> list[str]:
    """What an inspector looks at: of a closed hazard the hazard itself, of a place what its kind asks. Nothing of what
    others found, said or did there.
    """
    if task.duty is not None:
        hazard = task.duty.hazard
        return [hazard.kind.facts.name + (f"（{hazard.spot}）" if hazard.spot else "")]
    facts = getattr(task.place, "building_facts", None)
    tall = facts is not None and is_high_rise(facts.height_cm, facts.storeys)
    dry = facts is not None and waterless(facts.water)
    kind = PlaceKind(spot_of(task.place).kind)
    return [str(LOOKS[key]) for key in look_at(kind, high_rise=tall, waterless=dry)]
