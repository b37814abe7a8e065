"""What of special supervision is counted: the places of a campaign, and those another unit has accepted."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.kernel.scope import under
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.permissions import Permission

TASKS, ACCEPTED = "special.tasks", "special.accepted"


def assigned(on: Standing, line: Line, _before: Line | None) -> None:
    """A place belongs to a campaign; given to another unit it is still the same place."""
    if on.lasting(TASKS) is None:
        on.begin(TASKS, line.happened, (str(line.data["campaign"]),))


def accepted(on: Standing, line: Line, _before: Line | None) -> None:
    """Another unit says that it was done."""
    if on.lasting(ACCEPTED) is None:
        on.begin(ACCEPTED, line.happened, (str(line.data["campaign"]),))


def dropped(on: Standing, line: Line, _before: Line | None) -> None:
    """The place leaves the campaign."""
    place = on.lasting(TASKS)
    if place is not None:
        on.end(place, line.happened)


def _tasks(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Task.objects.for_(actor, Permission.SEE).filter(pk__in=ids).select_related("campaign")
    return {row.pk: (row.campaign.name, reverse("special:task", args=[row.pk])) for row in rows}


def _campaigns(district: str) -> dict[str, str]:
    rows = Campaign.objects.system("the names of campaigns, where figures are split by them")
    named = rows.filter(under("path", f"/{district}/")).order_by("pk").values_list("pk", "name")
    return {str(pk): name for pk, name in named}


name_group("special", _("专项督查"))
name_subject("campaign_task", _tasks)
name_facet("campaign", _("专项"), _campaigns)
_SEE, _UNIT = str(Permission.SEE), _("处")
declare(
    Measure(TASKS, ("campaign",), lasting=True),
    Measure(ACCEPTED, ("campaign",), lasting=True),
    Fold(("campaign_task.assigned",), assigned, own),
    Fold(("campaign_task.accepted",), accepted, own),
    Fold(("campaign_task.dropped",), dropped, own),
    Figure(
        "special.tasks", _("专项排查地点"),
        _("期末各专项范围里的地点，含已结项的专项；没有选期间的，是现在。"),
        _SEE, Sort.STOCK, TASKS,
        uncounted=_("移出范围的。"), unit=_UNIT, group="special",
    ),
    Figure(
        "special.accepted", _("专项已验收"),
        _("期末由另一个单位验收过的地点，含已结项的专项；没有选期间的，是现在。"),
        _SEE,
        Sort.STOCK, ACCEPTED, uncounted=_("办完、还没有验收的。"), unit=_UNIT, group="special",
    ),
)  # fmt: skip
