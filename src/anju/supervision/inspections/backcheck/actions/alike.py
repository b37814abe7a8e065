"""Places in the same conditions are listed with why, for a special inspection to take."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed, district_of
from anju.supervision.inspections.backcheck.actions.dossiers import of_group
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.inspections.backcheck.models import Dossier, LookAlike
from anju.supervision.inspections.backcheck.queries import alike, entry
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.special import actions as special
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.inspections.special.queries.places import MOST_NAMED
from anju.supervision.inspections.special.rules.days import last_day
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.shipped import templates


def list_alike(*, by: Actor, dossier: Dossier) -> int:
    """List what is alike now; how many are new. Those listed before stay. Raises ValidationError."""
    of_group(by, dossier)
    ground = ground_of(dossier.fire)
    if ground is None:
        raise ValidationError(_("这起火灾没有对应到登记的地点，没有可比的。"))
    found = alike.found_for(dossier.fire, ground)
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        known = set(row.look_alikes.values_list("place", flat=True))
        new = [(place, why) for place, why in found if place.pk not in known]
        for place, why in new:
            made = LookAlike._all.create(
                dossier=row, place=place, path=place.path, why=[str(one) for one in why],
                listed_at=clock.from_us(act.at), listed_by=by.account,
            )  # fmt: skip
            act.enter("look_alike.made", made, path=row.path, data={"dossier": row.pk})
    return len(new)


def template_for(burned: str, dwelling: str) -> str:
    """Which kind of special inspection looks for what was found there: by what burned, else by the house."""
    if burned in (Burned.E_BIKE, Burned.SHED):
        return "ebikes"
    return "high_rises" if dwelling == Dwelling.HIGH_RISE else "safety_month"


def most_alike(dossier: Dossier) -> list[int]:
    """The places for one special inspection: as many as one question may name, the most alike first."""
    rows = dossier.look_alikes.order_by("path").values_list("place", "why")
    return [place for place, _why in sorted(rows, key=lambda row: -len(row[1]))[:MOST_NAMED]]


NAME = _l("同类建筑消防安全专项检查")
"""Names neither fire nor dossier."""


def to_special(*, by: Actor, dossier: Dossier) -> Campaign:
    """Turn the look-alikes, the most alike first, into a special inspection that begins today; once.

    Raises NotOfTheGroupError, MissingPermissionError for who may plan none, ValidationError where nothing is listed or
    it has been done.
    """
    of_group(by, dossier)
    with deed(by=by):
        row = entry.locked(dossier.pk)
        _not_yet(row)
        places = most_alike(row)
        if not places:
            raise ValidationError(_("还没有同类地点，请先点“查找同类地点”。"))
        shipped = templates()[template_for(row.fire.burned, row.fire.dwelling)]
        today = clock.today()
        planned = special.plan(
            by=by, template=shipped.code, name=str(NAME), district=f"/{district_of(row.path)}/", starts_on=today,
            ends_on=last_day(today, shipped.term), asked=Asked(kinds=("building",), under=tuple(places)),
        )  # fmt: skip
        made = special.launch(by=by, campaign=planned.pk)
        hand_on(by=by, dossier=row, campaign=made)
    return made


def hand_on(*, by: Actor, dossier: Dossier, campaign: Campaign) -> None:
    """Note which special inspection took the look-alikes up. Raises NotOfTheGroupError, ValidationError."""
    of_group(by, dossier)
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        _not_yet(row)
        row.campaign = campaign.pk
        row.save(update_fields=["campaign"])
        act.enter("dossier.handed_on", row, path=row.path, data={"campaign": campaign.pk})


def _not_yet(row: Dossier) -> None:
    if row.campaign is not None:
        raise ValidationError(_("已经转成专项督查，请到专项督查里看。"))
