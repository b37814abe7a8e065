"""What of monthly supervision is counted: looks of published samples. Before that nobody reads a result by any way."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.supervision.inspections.monthly.enums import Decision, Group, Half, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import objections, tasks

MONTHS, LOOKS, NO_ENTRY, OBJECTIONS = "monthly.months", "monthly.looks", "monthly.no_entry", "monthly.objections"


def published(on: Standing, line: Line, _before: Line | None) -> None:
    """A month stands in public."""
    on.begin(MONTHS, line.happened)


def told(on: Standing, line: Line, _before: Line | None) -> None:
    """One place of a published sample: on the day it was looked at."""
    said = line.data
    if said["state"] == TaskState.DONE:
        facets = (str(said["half"]), str(said["outcome"]), str(said["group"]))
        on.begin(LOOKS, int(said["looked"]), facets, value=int(said["found"]))
    else:
        on.begin(NO_ENTRY, int(said["looked"]), (str(said["half"]), str(said["reason"])))


def corrected(on: Standing, line: Line, _before: Line | None) -> None:
    """An objection was upheld: the look counts with its further result."""
    for look in list(on.of(LOOKS)):
        on.retell(look, facets={"inspection_outcome": str(line.data["outcome"])})


def of_look(line: Line) -> str:
    """The look that a further result is of."""
    return f"inspection:{line.data['inspection']}"


def asked(on: Standing, line: Line, _before: Line | None) -> None:
    """Somebody objects."""
    on.begin(OBJECTIONS, line.happened, (str(Decision.PENDING),))


def answered(on: Standing, line: Line, _before: Line | None) -> None:
    """The objection has its answer; it counts on the day it was made."""
    for one in list(on.of(OBJECTIONS)):
        on.retell(one, facets={"decision": str(line.data["decision"])})


declare(
    Measure(MONTHS),
    Measure(LOOKS, ("inspection_half", "inspection_outcome", "alike_group")),
    Measure(NO_ENTRY, ("inspection_half", "no_entry")),
    Measure(OBJECTIONS, ("decision",)),
    Fold(("inspection_month.published",), published, own),
    Fold(("inspection.published",), told, own),
    Fold(("inspection_result.corrected",), corrected, of_look),
    Fold(("inspection_objection.asked",), asked, own),
    Fold(("inspection_objection.answered",), answered, own),
)

name_group("monthly", _("每月督查"))
name_facet("inspection_half", _("抽查对象"), lambda _district: {one.value: str(one.label) for one in Half})
name_facet("inspection_outcome", _("督查结果"), lambda _district: {one.value: str(one.label) for one in Outcome})
name_facet("alike_group", _("同类地点"), lambda _district: {one.value: str(one.label) for one in Group})
name_facet("no_entry", _("未能查看的原因"), lambda _district: {one.value: str(one.label) for one in NoEntry})
name_facet("decision", _("异议答复"), lambda _district: {one.value: str(one.label) for one in Decision})


def _looks(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {
        row.pk: (f"{row.month} {row.place.name}", reverse("monthly:look", args=[row.pk]))
        for row in tasks.published_among(actor, ids)
    }


def _objections(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = objections.among(actor, ids)
    return {
        row.pk: (f"{row.task.month} {row.task.place.name}", reverse("monthly:objection", args=[row.pk])) for row in rows
    }


name_subject("inspection", _looks)
name_subject("inspection_objection", _objections)

_SEE, _UNPUBLISHED = str(Permission.SEE_FIGURES), _("还没有公布的月份。")
_PLACE, _CLOSED = frozenset({str(Half.PLACE)}), frozenset({str(Half.CLOSED)})
_PLACES, _TIMES = _("处"), _("次")

declare(
    Figure(
        "monthly.published", _("公布的督查"), _("公布结果的月份数；按公布的日子计。"), _SEE, Sort.FLOW, MONTHS,
        uncounted=_("开启了、还没有公布的月份。只按全区计。"), unit=_TIMES, group="monthly",
    ),
    Figure(
        "monthly.visited", _("督查看过"), _("督查员到场看过的地点和已销号隐患；按看的日子计。"), _SEE, Sort.FLOW,
        LOOKS, uncounted=_("未能查看的，另列；还没有公布的月份。"), unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.places", _("督查地点"), _("看过的巡查地点。"), _SEE, Sort.FLOW, LOOKS,
        only={"inspection_half": _PLACE}, uncounted=_UNPUBLISHED, unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.with_hazards", _("发现隐患的地点"), _("看过的巡查地点中发现隐患的；异议成立后更正的不计。"), _SEE,
        Sort.FLOW, LOOKS, only={"inspection_half": _PLACE, "inspection_outcome": frozenset({str(Outcome.FOUND)})},
        uncounted=_UNPUBLISHED, unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.with_hazards_rate", _("地点隐患发现率"), _("发现隐患的地点，占看过的巡查地点；未加权。"), _SEE,
        Sort.RATIO, of=("monthly.with_hazards", "monthly.places"),
        uncounted=_("抽样概率：推断全区比例以督查通报为准。"), unit="%", group="monthly",
    ),
    Figure(
        "monthly.rechecked", _("抽查已销号隐患"), _("到场核对过的已销号隐患。"), _SEE, Sort.FLOW, LOOKS,
        only={"inspection_half": _CLOSED}, uncounted=_UNPUBLISHED, unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.false_closures", _("虚假销号"), _("核对时没有改好、已复开的已销号隐患；异议成立后更正的不计。"), _SEE,
        Sort.FLOW, LOOKS,
        only={"inspection_half": _CLOSED, "inspection_outcome": frozenset({str(Outcome.NOT_FIXED)})},
        uncounted=_UNPUBLISHED, unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.false_closure_rate", _("虚假销号率"), _("虚假销号的，占抽查的已销号隐患；未加权。"), _SEE, Sort.RATIO,
        of=("monthly.false_closures", "monthly.rechecked"),
        uncounted=_("抽样概率：推断全区比例以督查通报为准。"), unit="%", group="monthly",
    ),
    Figure(
        "monthly.found", _("督查发现隐患"), _("督查现场登记到隐患清单的条数。"), _SEE, Sort.FLOW, LOOKS, summed=True,
        uncounted=_("复开的已销号隐患。"), unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.no_entry", _("未能查看"), _("抽到而没能查看、由备用地点替补的；是正常结果。"), _SEE, Sort.FLOW,
        NO_ENTRY, uncounted=_UNPUBLISHED, unit=_PLACES, group="monthly",
    ),
    Figure(
        "monthly.objections", _("督查异议"), _("街道和物业企业对公布结果提出的异议；按提出的日子计。"), _SEE, Sort.FLOW,
        OBJECTIONS, unit=_TIMES, group="monthly",
    ),
    Figure(
        "monthly.objections_upheld", _("异议成立"), _("提出的异议中成立、已更正结果的。"), _SEE, Sort.FLOW, OBJECTIONS,
        only={"decision": frozenset({str(Decision.UPHELD)})}, uncounted=_("还没有答复的。"), unit=_TIMES,
        group="monthly",
    ),
)  # fmt: skip
