"""People who lived in a shed or basement have moved: how many, and in general where to. No name is asked for."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.supervision.inspections.special.enums import Rehoused
from anju.supervision.inspections.special.models import Resettlement
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.rules.counting import DWELLINGS
from anju.supervision.lists.queries.cases import locked

MOST_PEOPLE = 200


def note_rehoused(*, by: Actor, duty: int, people: int, where: Rehoused, moved_on: date) -> Resettlement:
    """Note that people have moved out. The case itself goes its way in the lists, and counts only after a later look by
    another person found the place empty.

    Raises PermissionDenied; ValidationError for another kind of case, a number or a day that cannot be.
    """
    with deed(by=by) as act:
        case = locked(duty)
        require(by, Permission.SEE_DWELLERS, path=case.path)
        if case.kind_code not in DWELLINGS:
            raise ValidationError(_("只有住人的案件登记安置。"))
        if not 1 <= people <= MOST_PEOPLE:
            raise ValidationError(_("人数应在 1 到 %(most)s 之间。") % {"most": MOST_PEOPLE})
        now = clock.from_us(act.at)
        if moved_on > clock.local(now).date():
            raise ValidationError(_("搬离日期不能晚于今天。"))
        row = Resettlement._all.create(
            duty=case, path=case.path, people=people, where=where, moved_on=moved_on, noted_at=now, noted_by=by.account
        )
        data = {"duty": case.pk, "people": people, "where": where, "moved_on": moved_on.isoformat()}
        act.enter("resettlement.recorded", row, path=case.path, data=data)
    return row
