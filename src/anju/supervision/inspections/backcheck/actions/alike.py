"""Places in the same conditions are listed with why, for a special inspection to take."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.supervision.inspections.backcheck.actions.dossiers import of_group
from anju.supervision.inspections.backcheck.models import Dossier, LookAlike
from anju.supervision.inspections.backcheck.queries import alike, entry
from anju.supervision.inspections.backcheck.queries.ground import ground_of


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
