"""What of the register of places is counted."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_group
from anju.kernel.figures.spans import midnight
from anju.places.permissions import Places

GRIDS = "places.grids"


def made(on: Standing, line: Line, _before: Line | None) -> None:
    """A grid is founded."""
    on.begin(GRIDS, line.happened)


def moved(on: Standing, line: Line, _before: Line | None) -> None:
    """Its street or community hangs elsewhere."""
    on.move(str(line.data["to"]))


def closed(on: Standing, line: Line, _before: Line | None) -> None:
    """It is dissolved from a day on, which may be still to come."""
    grid = on.lasting(GRIDS)
    if grid is not None:
        on.end(grid, midnight(date.fromisoformat(str(line.data["on"]))))


name_group("places", _("网格和队伍"))
declare(
    Measure(GRIDS, lasting=True, ahead=True),
    Fold(("grid.made",), made, own),
    Fold(("grid.moved",), moved, own),
    Fold(("grid.closed",), closed, own),
    Figure(
        "places.grids", _("网格"), _("期末在用的网格；没有选期间的，是现在。"), str(Places.VIEW), Sort.STOCK, GRIDS,
        uncounted=_("已撤销的网格。"), unit=_("个"), group="places",
    ),
)  # fmt: skip
