"""What of the monthly supervision is counted. Its entries name no place, so these numbers are a district's alone."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_group, name_subject
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months

DRAWN, LOOKED, FALSE = "monthly.drawn", "monthly.looked", "monthly.false"


def of_month(line: Line) -> str:
    """Every fact is its month's: a row of a figure must not say which place was looked at."""
    return f"inspection_month:{line.data.get('month', line.subject)}"


def sampled(on: Standing, line: Line, _before: Line | None) -> None:
    """The sample is drawn; reserves are not of it."""
    on.begin(DRAWN, line.happened, value=int(line.data.get("sample", 0)))


def looked(on: Standing, line: Line, _before: Line | None) -> None:
    """One of the sample was looked at."""
    on.begin(LOOKED, line.happened)


def published(on: Standing, line: Line, _before: Line | None) -> None:
    """Results are counted once they are published, and corrected where an objection is upheld."""
    if value := int(line.data.get("false_closures", 0)):
        on.begin(FALSE, line.happened, value=value)


def _months(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = months.seen(actor).filter(pk__in=ids)
    return {row.pk: (f"{row.month:%Y-%m}", reverse("monthly:month", args=[row.pk])) for row in rows}


name_group("monthly", _("每月督查"))
name_subject("inspection_month", _months)
_READ, _UNIT = str(Permission.READ), _("处")
declare(
    Measure(DRAWN),
    Measure(LOOKED),
    Measure(FALSE),
    Fold(("inspection_month.sampled",), sampled, of_month),
    Fold(("inspection.looked",), looked, of_month),
    Fold(("inspection_month.published", "inspection_result.corrected"), published, of_month),
    Figure(
        "monthly.drawn", _("每月督查抽样"),
        _("抽中的地点和已销号的隐患；按抽样的日子计，只有全区的数。"),
        _READ, Sort.FLOW, DRAWN,
        uncounted=_("备用的。"), unit=_UNIT, group="monthly", summed=True,
    ),
    Figure(
        "monthly.looked", _("每月督查已看"),
        _("督查员看完的，含替补的；按看的日子计，只有全区的数。"),
        _READ, Sort.FLOW, LOOKED,
        uncounted=_("进不去、没有看的。"), unit=_UNIT, group="monthly",
    ),
    Figure(
        "monthly.false_closures", _("虚假销号"),
        _("督查复看已销号的隐患，没有改好的；按公布的日子计，异议成立的在答复那天减去。"), _READ, Sort.FLOW, FALSE,
        uncounted=_("还没有公布的月份。"), unit=_UNIT, group="monthly", summed=True,
    ),
)  # fmt: skip
