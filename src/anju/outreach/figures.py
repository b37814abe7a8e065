"""What of the Congress's observation is counted."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_group, name_subject
from anju.kernel.figures.spans import midnight
from anju.outreach.permissions import Permission
from anju.outreach.queries import register

POINTS = "outreach.points"
DAY = 86_400_000_000


def added(on: Standing, line: Line, _before: Line | None) -> None:
    """A place is kept an eye on from a day on."""
    on.begin(POINTS, midnight(date.fromisoformat(str(line.data["since"]))))


def moved(on: Standing, line: Line, _before: Line | None) -> None:
    """Its place hangs elsewhere."""
    on.move(str(line.data["to"]))


def closed(on: Standing, line: Line, _before: Line | None) -> None:
    """Its last day is told; it still stands on that day."""
    point = on.lasting(POINTS)
    if point is not None:
        on.end(point, midnight(date.fromisoformat(str(line.data["until"]))) + DAY)


def _points(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = register.points(actor, ended=True).filter(pk__in=ids)
    return {row.pk: (row.name, reverse("outreach:sites")) for row in rows}


name_group("outreach", _("人大观察"))
name_subject("observation_point", _points)
declare(
    Measure(POINTS, lasting=True, ahead=True),
    Fold(("observation_point.added",), added, own),
    Fold(("observation_point.followed",), moved, own),
    Fold(("observation_point.closed",), closed, own),
    Figure(
        "outreach.points", _("人大社会建设社区观察点"), _("期末设着的观察点；没有选期间的，是现在。"),
        str(Permission.OBSERVE), Sort.STOCK, POINTS, uncounted=_("已撤销的观察点。"), unit=_("个"), group="outreach",
    ),
)  # fmt: skip
