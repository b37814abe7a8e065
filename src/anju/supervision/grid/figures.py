"""What of patrols is counted: looks at places, never clicks, miles or days in a row."""

from django.utils.translation import gettext_lazy as _

from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group
from anju.supervision.grid.enums import LOOKED, Outcome
from anju.supervision.grid.permissions import Permission

VISITS = "grid.visits"


def recorded(on: Standing, line: Line, _before: Line | None) -> None:
    """Somebody was at a place."""
    on.begin(VISITS, line.happened, (str(line.data["outcome"]),))


def voided(on: Standing, _line: Line, _before: Line | None) -> None:
    """The member took it back."""
    for visit in list(on.of(VISITS)):
        on.take_back(visit)


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged."""
    on.move(str(line.data["to"]))


name_group("grid", _("网格巡查"))
name_facet("look", _("巡查结果"), lambda _district: {one.value: str(one.label) for one in Outcome})
_SEE, _TAKEN_BACK, _LOOKS = str(Permission.SEE_COVERAGE), _("已撤回的记录。"), _("次")
declare(
    Measure(VISITS, ("look",)),
    Fold(("patrol_visit.recorded",), recorded, own),
    Fold(("patrol_visit.voided",), voided, own),
    Fold(("patrol_visit.followed",), followed, own),
    Figure(
        "grid.looked", _("巡查到位"), _("到场并看过的次数，含发现隐患的；按看的日子计。"), _SEE, Sort.FLOW, VISITS,
        only={"look": frozenset(map(str, LOOKED))}, uncounted=_("进不去、没时间看的；已撤回的记录。"), unit=_LOOKS,
        group="grid",
    ),
    Figure(
        "grid.found_nothing", _("看过未发现"), _("到场看过、没有发现隐患的次数。"), _SEE, Sort.FLOW, VISITS,
        only={"look": frozenset({str(Outcome.SEEN)})}, uncounted=_TAKEN_BACK, unit=_LOOKS, group="grid",
    ),
    Figure(
        "grid.no_entry", _("进不去"), _("到场但没能进去的次数；是正常结果，不算没有巡查。"), _SEE, Sort.FLOW, VISITS,
        only={"look": frozenset({str(Outcome.NO_ENTRY)})}, uncounted=_TAKEN_BACK, unit=_LOOKS, group="grid",
    ),
)  # fmt: skip
