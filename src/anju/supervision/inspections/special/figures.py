"""What of special supervision is counted. Places where people live are counted with the lists, and shown to few."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.supervision.inspections.special.enums import JointResult, Outcome
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, joint
from anju.supervision.inspections.special.shipped import templates

CAMPAIGNS, CLOSED, SCOPE = "special.campaigns", "special.closed", "special.scope"
DONE, ACCEPTED, JOINT = "special.done", "special.accepted", "special.joint"


def launched(on: Standing, line: Line, _before: Line | None) -> None:
    """A campaign runs from now on."""
    on.begin(CAMPAIGNS, line.happened, (str(line.data.get("template", "")),))


def ended(on: Standing, line: Line, _before: Line | None) -> None:
    """Its closing sheet is signed."""
    running = on.lasting(CAMPAIGNS)
    if running is not None:
        on.end(running, line.happened)
        on.begin(CLOSED, line.happened, running.facets[:1])


def given(on: Standing, line: Line, _before: Line | None) -> None:
    """A place is in the scope; given to another unit, it is no further one."""
    if not any(on.of(SCOPE)):
        on.begin(SCOPE, line.happened, (str(line.data["campaign"]),))


def done(on: Standing, line: Line, _before: Line | None) -> None:
    """Somebody went there."""
    on.begin(DONE, line.happened, (str(line.data["campaign"]), str(line.data["outcome"])))


def accepted(on: Standing, line: Line, _before: Line | None) -> None:
    """Another unit says that it was done."""
    on.begin(ACCEPTED, line.happened, (str(line.data["campaign"]), str(line.data["outcome"])))


def returned(on: Standing, _line: Line, _before: Line | None) -> None:
    """It is to be done again: it was not done."""
    for fact in list(on.of(DONE)):
        on.take_back(fact)


def dropped(on: Standing, _line: Line, _before: Line | None) -> None:
    """The place leaves the scope; what was counted of it there leaves too."""
    for fact in [*on.of(SCOPE), *on.of(DONE)]:
        on.take_back(fact)


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged."""
    on.move(str(line.data["to"]))


def looked(on: Standing, line: Line, _before: Line | None) -> None:
    """A place of a joint action has its result."""
    on.begin(JOINT, line.happened, (str(line.data["result"]),))


declare(
    Measure(CAMPAIGNS, ("template",), lasting=True),
    Measure(CLOSED, ("template",)),
    Measure(SCOPE, ("campaign",)),
    Measure(DONE, ("campaign", "went")),
    Measure(ACCEPTED, ("campaign", "went")),
    Measure(JOINT, ("joint_result",)),
    Fold(("campaign.launched",), launched, own),
    Fold(("campaign.ended",), ended, own),
    Fold(("campaign_task.assigned",), given, own),
    Fold(("campaign_task.done",), done, own),
    Fold(("campaign_task.accepted",), accepted, own),
    Fold(("campaign_task.returned",), returned, own),
    Fold(("campaign_task.dropped",), dropped, own),
    Fold(("campaign_task.followed",), followed, own),
    Fold(("joint_action.looked",), looked, own),
)


def _names(district: str) -> dict[str, str]:
    rows = Campaign.objects.system("names of campaigns, where figures are split by them").filter(path=f"/{district}/")
    return {str(pk): name for pk, name in rows.order_by("-pk").values_list("pk", "name")}


name_group("special", _("专项督查"))
name_facet("template", _("模板"), lambda _district: {code: one.title for code, one in templates().items()})
name_facet("campaign", _("专项"), _names)
name_facet("went", _("排查情况"), lambda _district: {one.value: str(one.label) for one in Outcome})
name_facet("joint_result", _("联合检查结果"), lambda _district: {one.value: str(one.label) for one in JointResult})


def _campaigns(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = campaigns.seen(actor).filter(pk__in=ids)
    return {row.pk: (row.name, reverse("special:campaign", args=[row.pk])) for row in rows}


def _tasks(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = campaigns.tasks_among(actor, ids)
    return {row.pk: (f"{row.campaign.name} {row.place.name}", reverse("special:task", args=[row.pk])) for row in rows}


def _actions(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = joint.seen(actor).filter(pk__in=ids)
    return {row.pk: (row.name, reverse("special:joint", args=[row.pk])) for row in rows}


name_subject("campaign", _campaigns)
name_subject("campaign_task", _tasks)
name_subject("joint_action", _actions)

_SEE, _PLACES = str(Permission.SEE), _("处")
_MOVED_OUT, _WHOLE = _("移出范围的地点。"), _("只按组织专项的区计。")
declare(
    Figure(
        "special.running", _("进行中的专项"), _("期末已启动、还没有结项的专项；没有选期间的，是现在。"), _SEE,
        Sort.STOCK, CAMPAIGNS, uncounted=_WHOLE, unit=_("项"), group="special",
    ),
    Figure(
        "special.closed", _("已结项专项"), _("签了结项表的专项；按结项的日子计。"), _SEE, Sort.FLOW, CLOSED,
        uncounted=_WHOLE, unit=_("项"), group="special",
    ),
    Figure(
        "special.scope", _("专项范围"), _("启动时冻结在范围里的地点；一处在几个专项里计几次；按启动的日子计。"), _SEE,
        Sort.FLOW, SCOPE, uncounted=_MOVED_OUT, unit=_PLACES, group="special",
    ),
    Figure(
        "special.done", _("专项排查"), _("已到场排查的地点，含未能入场的；按到场的日子计。"), _SEE, Sort.FLOW, DONE,
        uncounted=_("被退回、还没有重办的；移出范围的地点。"), unit=_PLACES, group="special",
    ),
    Figure(
        "special.looked", _("专项入场排查"), _("已到场并看过的地点；按到场的日子计。"), _SEE, Sort.FLOW, DONE,
        only={"went": frozenset({str(Outcome.LOOKED)})},
        uncounted=_("未能入场的；被退回、还没有重办的；移出范围的地点。"), unit=_PLACES, group="special",
    ),
    Figure(
        "special.accepted", _("专项验收"), _("由另一个单位验收的地点；按验收的日子计。"), _SEE, Sort.FLOW, ACCEPTED,
        uncounted=_MOVED_OUT, unit=_PLACES, group="special",
    ),
    Figure(
        "special.joint", _("联合执法检查"), _("联合执法检查中登记了结果的地点；按登记的日子计。"), _SEE, Sort.FLOW,
        JOINT, uncounted=_("安排了、还没有登记结果的。"), unit=_PLACES, group="special",
    ),
)  # fmt: skip
