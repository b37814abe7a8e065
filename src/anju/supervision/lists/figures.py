"""What of the two lists is counted. Their entries carry all of it, so it can be counted again from them alone."""

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import KindSet, Severity
from anju.catalogue.queries import catalogue
from anju.catalogue.shipped import kind_sets
from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.kernel.figures.spans import midnight
from anju.people.models import Organisation
from anju.supervision.lists.enums import LookBackResult, Outcome, ReopenReason, SourceKind, State
from anju.supervision.lists.models import CleanUp, Duty
from anju.supervision.lists.permissions import Permission

FOUND, OPEN, REOPENED = "lists.found", "lists.open", "lists.reopened"
CLOSED, UNFOUNDED, MERGED = "lists.closed", "lists.unfounded", "lists.merged"
RECTIFIED, HELD, CLEARED = "lists.rectified", "lists.held", "lists.cleared"

declare(
    Measure(FOUND, ("kind", "severity", "source")),
    Measure(OPEN, ("kind", "severity", "party", "state"), lasting=True),
    Measure(REOPENED, ("kind", "severity", "party", "because")),
    Measure(CLOSED, ("kind", "severity", "party", "promptness")),
    Measure(UNFOUNDED, ("kind", "severity", "outcome")),
    Measure(MERGED, ("kind", "severity")),
    Measure(RECTIFIED, ("kind", "severity", "party", "promptness")),
    Measure(HELD, ("kind", "severity", "party")),
    Measure(CLEARED, ("scale",)),
)


def reported(on: Standing, line: Line, before: Line | None) -> None:
    """A new case, found when it was seen. `before`: what the same deed told of the hazard."""
    told = line.data
    seen = line.happened if before is None else before.happened
    source = "" if before is None else before.data["source"]
    on.begin(FOUND, seen, (told["kind"], told["severity"], source))
    _stands(on, told, seen)


def case(on: Standing, line: Line, _before: Line | None) -> None:
    """An entry of a case: the stretch in which it stood like this ends, another begins."""
    told = line.data
    _correct(on, told)
    stretch = on.lasting(OPEN)
    moment = line.happened if stretch is None else max(line.happened, stretch.happened)
    if told["to"] == State.CLOSED:
        if stretch is not None:
            on.end(stretch, moment)
            _closed(on, told, moment)
        elif told.get("result") == LookBackResult.HOLDS:
            _held(on, told, moment)
    elif stretch is None:
        _opens_again(on, told, moment)
    elif (stretch.facets, stretch.due) != (_facets(told), told["due"]):
        on.end(stretch, moment)
        _stands(on, told, moment)


def _facets(told: Mapping[str, object]) -> tuple[str, str, str, str]:
    return str(told["kind"]), str(told["severity"]), str(told["accountable"] or ""), str(told["to"])


def _stands(on: Standing, told: Mapping[str, object], moment: int) -> None:
    due = told["due"]
    on.begin(OPEN, moment, _facets(told), due=due if isinstance(due, int) else None)


def _correct(on: Standing, told: Mapping[str, object]) -> None:
    """The kind was put right after the report: what was counted of the case counts there. The stretch ends anyway."""
    facets = {"kind": str(told["kind"]), "severity": str(told["severity"])}
    for fact in list(on.facts):
        stands = fact.measure == OPEN and fact.until is None
        if not stands and fact.facets[:2] != tuple(facets.values()):
            on.retell(fact, facets=facets)


def _closed(on: Standing, told: Mapping[str, object], moment: int) -> None:
    kind, severity, party, _state = _facets(told)
    outcome, due = str(told["outcome"]), told["due"]
    if outcome == Outcome.MERGED:
        on.begin(MERGED, moment, (kind, severity))
    elif outcome == Outcome.RECTIFIED:
        prompt = "late" if isinstance(due, int) and _handed_in(on, moment) > due else "in_time"
        for measure in (CLOSED, RECTIFIED):
            on.begin(measure, moment, (kind, severity, party, prompt))
    else:
        on.begin(UNFOUNDED, moment, (kind, severity, outcome))


def _handed_in(on: Standing, moment: int) -> int:
    """When the work that was passed was handed in: the verifier's days are not the accountable's."""
    began = None
    for stretch in on.of(OPEN):
        waits = stretch.facets[3] == State.SUBMITTED
        began = (began or stretch.happened) if waits else None
    return began or moment


def _opens_again(on: Standing, told: Mapping[str, object], moment: int) -> None:
    """What was closed stands again: it was no rectification. That it was closed, and opened, stays told."""
    for fact in [*on.of(RECTIFIED), *on.of(HELD)]:
        on.take_back(fact)
    kind, severity, party, _state = _facets(told)
    on.begin(REOPENED, moment, (kind, severity, party, str(told.get("because") or "unmerged")))
    _stands(on, told, moment)


def _held(on: Standing, told: Mapping[str, object], moment: int) -> None:
    """A later look found it still put right; the first one counts."""
    closing = next(on.of(RECTIFIED), None)
    if closing is not None and moment > closing.happened and not any(on.of(HELD)):
        kind, severity, party, _state = _facets(told)
        on.begin(HELD, moment, (kind, severity, party))


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged; its cases and loads are there now."""
    on.move(str(line.data["to"]))


def cleared(on: Standing, line: Line, _before: Line | None) -> None:
    """A load, on the day it was taken away."""
    day = line.data.get("day")
    moment = midnight(date.fromisoformat(str(day))) if day else line.happened
    scale = "weighed" if line.data["weighed"] else "estimated"
    on.begin(CLEARED, moment, (scale,), value=int(line.data["kilograms"]))


CASE_VERBS = (
    "duty.assigned", "duty.denied", "duty.recheck", "duty.submitted", "duty.passed", "duty.returned",
    "duty.deferral_asked", "duty.deferred", "duty.deferral_refused", "duty.resumed", "duty.disputed",
    "duty.dispute_upheld", "duty.dispute_dismissed", "duty.handed_over", "duty.extended", "duty.reopened",
    "duty.merged", "duty.unmerged", "duty.planned", "duty.progressed", "duty.reminded", "duty.climbed",
    "duty.date_confirmed", "duty.recounted", "duty.looked_back", "duty.discharge_reported", "duty.discharged",
    "duty.referred", "duty.joined",
)  # fmt: skip
declare(
    Fold(("duty.reported",), reported, own, after="hazard.reported"),
    Fold(CASE_VERBS, case, own),
    Fold(("duty.followed", "clean_up.followed"), followed, own),
    Fold(("clean_up.recorded",), cleared, own),
)

name_group("lists", _("隐患和整改"))
name_facet("kind", _("隐患类别"), lambda district: {code: one.facts.name for code, one in catalogue(district).items()})
name_facet("severity", _("程度"), lambda _district: dict(_words(Severity)))
name_facet("source", _("来源"), lambda _district: dict(_words(SourceKind)))
name_facet("state", _("状态"), lambda _district: dict(_words(State)))
name_facet("outcome", _("结果"), lambda _district: dict(_words(Outcome)))
name_facet("because", _("原因"), lambda _district: {**dict(_words(ReopenReason)), "unmerged": str(_("取消并入"))})
name_facet("promptness", _("是否按期"), lambda _district: {"in_time": str(_("按期")), "late": str(_("逾期"))})
name_facet("scale", _("计量"), lambda _district: {"weighed": str(_("过磅")), "estimated": str(_("估算"))})


def _words(enum: type[Severity | SourceKind | State | Outcome | ReopenReason]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in enum]


def _parties(_district: str) -> dict[str, str]:
    rows = Organisation.objects.system("the names of those who answer, where figures are split by them")
    return {str(pk): name for pk, name in rows.order_by("pk").values_list("pk", "name")}


name_facet("party", _("责任单位"), _parties)


def _cases(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Duty.objects.for_(actor, Permission.SEE).filter(pk__in=ids).values_list("pk", "hazard__number")
    return {pk: (number, reverse("lists:case", args=[number])) for pk, number in rows}


def _loads(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = CleanUp.objects.for_(actor, Permission.SEE).filter(pk__in=ids)
    return {row.pk: (str(row), reverse("lists:clean-ups")) for row in rows}


name_subject("duty", _cases)
name_subject("clean_up", _loads)

_REOPENED_SINCE = _("已复开的案件；按最近一次销号的日子计。")
_MERGED_APART = _("已并入他条的重复上报。")
_SETS = kind_sets()
_SEE = str(Permission.SEE)
_PLACES, _TIMES, _TONNES = _("处"), _("次"), _("吨")

declare(
    Figure(
        "lists.found", _("新增隐患"), _("本期上报的隐患，含并入他条的重复上报；按发现的日子计。"),
        _SEE, Sort.FLOW, FOUND, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.rectified", _("已整改销号"), _("整改后经他人复核销号、至今没有复开的隐患；按销号的日子计。"),
        _SEE, Sort.FLOW, RECTIFIED, uncounted=_REOPENED_SINCE, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.closed", _("整改销号次数"), _("本期整改后复核销号的次数；后来复开的也计，再次销号再计一次。"),
        _SEE, Sort.FLOW, CLOSED, unit=_TIMES, group="lists",
    ),
    Figure(
        "lists.not_established", _("不成立"), _("经复核不成立或不属管辖而结案的次数。"),
        _SEE, Sort.FLOW, UNFOUNDED, uncounted=_("并入他条的重复上报另计。"), unit=_TIMES, group="lists",
    ),
    Figure(
        "lists.merged", _("重复并入"), _("与已有隐患是同一处、同一类而并入的次数。"),
        _SEE, Sort.FLOW, MERGED, unit=_TIMES, group="lists",
    ),
    Figure(
        "lists.reopened", _("复开"),
        _("销号或并入后又回到整改的次数：回头看反弹、上报人不认可、再次发生、督查发现、取消并入。"),
        _SEE, Sort.FLOW, REOPENED, unit=_TIMES, group="lists",
    ),
    Figure(
        "lists.open", _("未销号隐患"), _("期末还没有销号的隐患；没有选期间的，是现在。"),
        _SEE, Sort.STOCK, OPEN, uncounted=_MERGED_APART, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.carried", _("上期结转"), _("期初还没有销号的隐患。"),
        _SEE, Sort.STOCK, OPEN, opening=True, uncounted=_MERGED_APART, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.overdue", _("逾期未销号"), _("期末还没有销号、整改期限已过的隐患；没有选期间的，是现在。"),
        _SEE, Sort.STOCK, OPEN, late=True, uncounted=_("还没有派责、没有整改期限的。"), unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.in_time", _("按期整改"), _("在整改期限内提交整改、经复核销号、至今没有复开的隐患。"),
        _SEE, Sort.FLOW, RECTIFIED, only={"promptness": frozenset({"in_time"})},
        uncounted=_REOPENED_SINCE, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.in_time_rate", _("按期整改率"), _("按期整改的，占已整改销号的。"),
        _SEE, Sort.RATIO, of=("lists.in_time", "lists.rectified"),
        uncounted=_("还没有销号的。"), unit="%", group="lists",
    ),
    Figure(
        "lists.blocked_and_parked", _("占道堵塞和违规停放充电整治"),
        _("已整改销号的：堵塞疏散通道、安全出口、消防车通道，电动自行车违规停放、充电。"),
        _SEE, Sort.FLOW, RECTIFIED, only={"kind": _SETS[KindSet.EXITS_AND_EBIKES]},
        uncounted=_REOPENED_SINCE, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.taken_in_and_wired", _("进楼入户和飞线充电整治"), _("已整改销号的：电动自行车进楼入户、飞线充电。"),
        _SEE, Sort.FLOW, RECTIFIED, only={"kind": _SETS[KindSet.INDOORS_AND_FLYING_WIRE]},
        uncounted=_REOPENED_SINCE, unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.shed_dwellings_removed", _("车棚（地下室）住人清退"),
        _("整改销号后，又经回头看确认没有人再住的；按第一次确认的日子计。"),
        _SEE, Sort.FLOW, HELD, only={"kind": _SETS[KindSet.SHED_DWELLERS]},
        uncounted=_("已销号、还没有回头看确认的；已复开的。"), unit=_PLACES, group="lists",
    ),
    Figure(
        "lists.cleared", _("清理杂物（合计）"), _("登记的清理量，过磅的和估算的合在一起；用时两项分别写明。"),
        _SEE, Sort.FLOW, CLEARED, summed=True, divisor=1000, unit=_TONNES, group="lists",
    ),
    Figure(
        "lists.cleared_weighed", _("清理杂物（过磅）"), _("登记的清理量中过磅的。"),
        _SEE, Sort.FLOW, CLEARED, summed=True, divisor=1000, only={"scale": frozenset({"weighed"})},
        uncounted=_("估算的，另列。"), unit=_TONNES, group="lists",
    ),
    Figure(
        "lists.cleared_estimated", _("清理杂物（估算）"), _("登记的清理量中估算的。"),
        _SEE, Sort.FLOW, CLEARED, summed=True, divisor=1000, only={"scale": frozenset({"estimated"})},
        uncounted=_("过磅的，另列。"), unit=_TONNES, group="lists",
    ),
)  # fmt: skip

BALANCE = ("lists.carried", "lists.found", "lists.reopened", "lists.closed", "lists.not_established", "lists.merged",
           "lists.open")  # fmt: skip
"""上期结转 ＋ 新增 ＋ 复开 － 销号 － 不成立 － 重复并入 ＝ 现有."""
SIGNS = ("", "＋", "＋", "－", "－", "－", "＝")
"""What stands before each of them."""
