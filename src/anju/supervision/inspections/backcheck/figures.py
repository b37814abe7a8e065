"""What of fires is counted. Of dossiers only how many wait for their determination: what is in them is closed."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, Told, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.permissions import Permission

FIRES, PENDING = "backcheck.fires", "backcheck.pending"


def recorded(on: Standing, line: Line, _before: Line | None) -> None:
    """A fire, at the moment of the call; its backcheck stands open until it is determined."""
    on.begin(FIRES, line.happened, _facets(line.data))
    if not line.data.get("determined"):
        on.begin(PENDING, line.happened)


def corrected(on: Standing, line: Line, _before: Line | None) -> None:
    """Told anew: where, when and what burned; or that it is determined."""
    for fire in list(on.of(FIRES)):
        called = int(line.data.get("called", fire.happened))
        on.take_back(fire)
        on.begin(FIRES, called, _facets(line.data))
    for stretch in list(on.of(PENDING)):
        _retold(on, stretch, line)


def _retold(on: Standing, stretch: Told, line: Line) -> None:
    determined, ended = bool(line.data.get("determined")), stretch.until is not None
    stands = on.retell(stretch, path=line.path, lasting=not determined)
    if determined and not ended:
        on.end(stands, line.happened)


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """Its place has moved or was merged."""
    on.move(line.path)


def _facets(told: Mapping[str, object]) -> tuple[str, str]:
    return str(told["burned"]), str(told["dwelling"])


def _fires(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Fire.objects.for_(actor, Permission.SEE_FIRES).filter(pk__in=ids)
    return {row.pk: (row.number, reverse("backcheck:fire", args=[row.pk])) for row in rows}


name_group("backcheck", _("火灾和反查"))
name_subject("fire", _fires)
name_facet("burned", _("燃烧物"), lambda _district: {one.value: str(one.label) for one in Burned})
name_facet("dwelling", _("住宅类型"), lambda _district: {one.value: str(one.label) for one in Dwelling})
_SEE, _UNIT = str(Permission.SEE_FIRES), pgettext_lazy("fires", "起")
declare(
    Measure(FIRES, ("burned", "dwelling")),
    Measure(PENDING, lasting=True),
    Fold(("fire.recorded",), recorded, own),
    Fold(("fire.corrected",), corrected, own),
    Fold(("fire.followed",), followed, own),
    Figure(
        "backcheck.fires", _("火灾"),
        _("登记的火灾；按接警的日子计。"),
        _SEE, Sort.FLOW, FIRES, unit=_UNIT, group="backcheck",
    ),
    Figure(
        "backcheck.pending", _("在查的事故反查"),
        _("期末还没有作出火灾认定的火灾，每一起开一份反查卷宗；没有选期间的，是现在。"),
        _SEE,
        Sort.STOCK, PENDING, uncounted=_("卷宗里的内容，只有反查组能看。"), unit=_UNIT, group="backcheck",
    ),
)  # fmt: skip
