"""What the dossier's pages, sheets and bundle say of an entry, a gap, a clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import Severity
from anju.catalogue.shipped import hazard_kinds
from anju.kernel import clock, texts
from anju.supervision.grid.enums import Outcome as Look
from anju.supervision.inspections.backcheck.enums import DECIDED, Alike, GapKind
from anju.supervision.inspections.backcheck.models import Gap
from anju.supervision.inspections.backcheck.queries import gaps as queries
from anju.supervision.inspections.backcheck.queries.timeline import Names, Past, Told, names_of
from anju.supervision.lists.enums import Event, Outcome, ProposalKind, Rung, SourceKind, State

Words = str | Promise

DEEDS: dict[str, Words] = {
    "building_facts.set": _("登记楼栋情况"),
    "clean_up.recorded": _("清理杂物"),
    "deferral.answered": _("答复延期申请"),
    "deferral.asked": _("申请延期"),
    "deferral.lapsed": _("延期申请失效"),
    "discharge.lapsed": _("劝阻上报失效"),
    "discharge.received": _("街道收到劝阻上报"),
    "discharge.reported": _("劝阻、告知后上报"),
    "discharge.unanswered": _("劝阻上报逾期没有回执"),
    "dispute.lapsed": _("异议失效"),
    "dispute.made": _("提出异议"),
    "dispute.ruled": _("裁定异议"),
    "dispute.unanswered": _("异议逾期没有裁定"),
    "draft.declined": _("督办不签发"),
    "draft.lapsed": _("督办稿失效"),
    "draft.made": _("起草督办"),
    "draft.signed": _("签发督办"),
    "draft.unanswered": _("督办稿逾期没有签发"),
    "estate_facts.set": _("登记小区情况"),
    "hazard.corrected": _("更正隐患"),
    "hazard.reported": _("发现隐患"),
    "look_back.climbed": _("回头看逾期，转上一级"),
    "look_back.done": _("回头看"),
    "look_back.lapsed": _("回头看不再需要"),
    "look_back.planned": _("安排回头看"),
    "management.ended": _("管理结束"),
    "management.started": _("开始管理"),
    "management.withdrawn": _("管理单位撤场"),
    "patrol_plan.changed": _("修改巡查计划"),
    "patrol_plan.ended": _("巡查计划结束"),
    "patrol_plan.made": _("建立巡查计划"),
    "patrol_plan.revised": _("调整巡查计划"),
    "patrol_round.changed": _("调整路线"),
    "patrol_round.ended": _("走完路线"),
    "patrol_round.handed_on": _("路线交给别人"),
    "patrol_round.made": _("排进当天路线"),
    "patrol_visit.recorded": _("巡查"),
    "patrol_visit.voided": _("撤回巡查记录"),
    "place.added": _("登记地点"),
    "place.changed": _("修改地点"),
    "proposal.decided": _("决定督办建议"),
    "proposal.made": _("提出督办建议"),
    "proposal.unanswered": _("督办建议逾期没有答复"),
    "submission.decided": _("复核整改"),
    "submission.made": _("提交整改"),
}
"""Verb → what was done, for what belongs to a place's past. Those of `duty` are the events of a case."""


def deed(one: Told) -> str:
    """What was done; the bare verb of a source that has no word here."""
    kind, _dot, event = one.verb.partition(".")
    if kind == "duty" and event in Event:
        return str(Event(event).label)
    return str(DEEDS.get(one.verb, one.verb))


_ENUMS: dict[str, tuple[type[Any], ...]] = {
    "outcome": (Outcome, Look), "to": (State,), "severity": (Severity,), "source": (SourceKind,), "level": (Rung,),
}  # fmt: skip


def detail(one: Told, names: Names) -> str:
    """What of it matters: of what, how it came out, whose, until when, why."""
    said = [one.title] if one.title else []
    if (known := hazard_kinds().get(str(one.data.get("kind", "")))) is not None:
        said.append(known.name)
    elif one.data.get("kind") in ProposalKind:
        said.append(str(ProposalKind(one.data["kind"]).label))
    for key, enums in _ENUMS.items():
        said += [str(word(one.data[key]).label) for word in enums if one.data.get(key) in word.values][:1]
    for key in ("accountable", "unit"):
        if (unit := names.organisations.get(_number(one.data, key))) is not None:
            said.append(unit)
    if one.verb.startswith("duty.") and _number(one.data, "due"):
        said.append(now_("期限 %(due)s") % {"due": f"{clock.local(clock.from_us(one.data['due'])):%Y-%m-%d}"})
    reason = one.data.get("reason")
    if isinstance(reason, dict) and (words := names.words.get(reason.get("id", 0))):
        said.append(words)
    return " · ".join(dict.fromkeys(said))


def _number(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def by(one: Told, names: Names) -> str:
    """Who did it, masked, and for whom."""
    person = names.people.get(one.actor, "") or (now_("系统") if one.actor.startswith("system:") else "")
    unit = names.organisations.get(one.organisation or 0, "")
    return " ".join(part for part in (unit, person) if part)


_GAPS: dict[str, Words] = {
    GapKind.PATROL: _(
        "计划每 %(every)s 天看一次，%(from)s 到 %(to)s 有 %(days)s 天没有巡查记录；这样的间隔共 %(times)s 段。"
    ),
    GapKind.OVERLOADED: _(
        "%(from)s 到 %(to)s 有 %(days)s 天没有巡查记录。按计划每次要看 %(due)s 处，规定时间只看得了 %(fit)s 处"
        "（还没有算路上的时间）：问的是排计划的单位，不是网格员。"
    ),
    GapKind.DUTY_OVERDUE: _("%(number)s 接警时整改已逾期 %(days)s 天，没有提交整改的记录。"),
    GapKind.ONE_PERSON: _("%(number)s 按已整改销号，没有另一人复核的记录。"),
    GapKind.RELAPSED: _("%(number)s 按已整改销号，后来发现没有改好。"),
    GapKind.LOOK_BACK: _("%(number)s 的回头看到接警时已过 %(days)s 天，没有回头看的记录。"),
    GapKind.UNCHECKED: _("%(number)s 上报后，核查到接警时已逾期 %(days)s 天，没有核查的记录。"),
    GapKind.NOBODY: _("接警当天这里没有在期的管理合同或代管登记。"),
    GapKind.DEFERRAL: _("%(number)s 的延期到接警时已过复查日 %(days)s 天，没有恢复整改或再延期的记录。"),
}


def sentence(gap: Gap) -> str:
    """What a gap says. Only what is recorded and what is not: nothing of why."""
    said: str = str(_GAPS[gap.kind]) % gap.facts
    return said


@dataclass(frozen=True, slots=True)
class Card:
    """A gap in words, with what was done beside it: the same on pages, in the bundle and in the report."""

    gap: Gap
    sentence: str
    done: list[tuple[datetime, str, str]]
    """When, what, and what of it matters."""
    answer: str
    reason: str

    @property
    def decided(self) -> bool:
        """Whether the group has decided it."""
        return self.gap.state in DECIDED


def cards(some: list[Gap], past: Past) -> list[Card]:
    """Each gap with what was done."""
    beside = queries.beside(some, past)
    names = names_of(one for card in beside for one in card.done)
    said = texts.read([pk for gap in some for pk in (gap.answer, gap.reason) if pk is not None])
    return [
        Card(
            card.gap, sentence(card.gap), [(one.happened_at, deed(one), detail(one, names)) for one in card.done],
            said.get(card.gap.answer or 0) or "", said.get(card.gap.reason or 0) or "",
        )
        for card in beside
    ]  # fmt: skip


CLOCKS: dict[str, tuple[Words, Words]] = {
    "determine": (_("作出火灾认定"), _("接警起 30 日；上一级批准可延长 30 日；检验鉴定时间不计")),
    "serve": (_("送达火灾认定"), _("认定之日起 7 日（另有 10 日的旧说法，取 7 日）")),
    "ask_again": (_("当事人申请复核"), _("收到后 15 日")),
    "answer_again": (_("作出复核结论"), _("受理后 30 日")),
}
CERTAINTY = _("期限据《火灾事故调查规定》归纳；修订草案曾公开征求意见，以现行有效文本为准。")


def alike(why: list[str]) -> str:
    """Why a place is alike."""
    return "；".join(str(Alike(one).label) for one in why if one in Alike)
