"""What of fires is counted: the register alone, and of dossiers only how many wait for a determination."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, Told, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.permissions import Permission

FIRES, DEATHS, INJURED = "backcheck.fires", "backcheck.deaths", "backcheck.injured"
PENDING = "backcheck.pending"
HARM = ((DEATHS, "deaths"), (INJURED, "injured"))


def recorded(on: Standing, line: Line, _before: Line | None) -> None:
    """A fire, at the moment of the call, with the people harmed; its backcheck stands open until it is determined."""
    _begin(on, line, line.happened)
    if not line.data.get("determined"):
        on.begin(PENDING, line.happened)


def corrected(on: Standing, line: Line, _before: Line | None) -> None:
    """The next version of its row counts, where and when that one says; from this seal on."""
    moment = line.happened
    for fact in [one for one in on.facts if one.measure != PENDING]:
        moment = fact.happened
        on.take_back(fact)
    _begin(on, line, int(line.data.get("called", moment)))
    for stretch in list(on.of(PENDING)):
        _stands(on, stretch, line)


def _stands(on: Standing, stretch: Told, line: Line) -> None:
    """The wait for the determination, at the place told now; over, or open again."""
    determined, ended = bool(line.data.get("determined")), stretch.until is not None
    stands = on.retell(stretch, path=line.path, lasting=not determined)
    if determined and not ended:
        on.end(stands, line.happened)


def _begin(on: Standing, line: Line, moment: int) -> None:
    facets = (str(line.data["burned"]), str(line.data["dwelling"]))
    on.begin(FIRES, moment, facets)
    for measure, word in HARM:
        if line.data[word]:
            on.begin(measure, moment, facets, value=int(line.data[word]))


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """Its place has moved or was merged: in every year it counts where it lies now."""
    on.move(line.path)


declare(
    Measure(FIRES, ("burned", "dwelling")),
    Measure(DEATHS, ("burned", "dwelling")),
    Measure(INJURED, ("burned", "dwelling")),
    Measure(PENDING, lasting=True),
    Fold(("fire.recorded",), recorded, own),
    Fold(("fire.corrected",), corrected, own),
    Fold(("fire.followed",), followed, own),
)


def _fires(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Fire.objects.for_(actor, Permission.SEE_FIRES).filter(pk__in=ids)
    return {row.pk: (row.number, reverse("backcheck:fire", args=[row.pk])) for row in rows}


name_group("backcheck", _("火灾"))
name_facet("burned", _("燃烧物"), lambda _district: {one.value: str(one.label) for one in Burned})
name_facet("dwelling", _("住宅类型"), lambda _district: {one.value: str(one.label) for one in Dwelling})
name_subject("fire", _fires)

_SEE, _PEOPLE = str(Permission.SEE_FIRES), _("人")
_REGISTER = _("没有登记的火灾。某月一条也没有登记的是没有记录，不是零；同比只比两年都有记录的月份、相同的日子。")
declare(
    Figure(
        "backcheck.fires", _("住宅火灾"),
        _("登记的住宅火灾起数，以最后一次更正为准；按接警的日子计，地点按现在的归属。"),
        _SEE, Sort.FLOW, FIRES, uncounted=_REGISTER, unit=_("起"), group="backcheck",
    ),
    Figure(
        "backcheck.deaths", _("火灾死亡"), _("登记的住宅火灾中死亡的人数；按接警的日子计。"), _SEE, Sort.FLOW, DEATHS,
        summed=True, uncounted=_REGISTER, unit=_PEOPLE, group="backcheck",
    ),
    Figure(
        "backcheck.injured", _("火灾受伤"), _("登记的住宅火灾中受伤的人数；按接警的日子计。"), _SEE, Sort.FLOW,
        INJURED, summed=True, uncounted=_REGISTER, unit=_PEOPLE, group="backcheck",
    ),
    Figure(
        "backcheck.pending", _("在查的事故反查"),
        _("期末还没有作出火灾认定的火灾，每一起开一份反查卷宗；没有选期间的，是现在。"), _SEE, Sort.STOCK, PENDING,
        uncounted=_("卷宗里的内容，只有反查组能看。"), unit=_("起"), group="backcheck",
    ),
)  # fmt: skip
