"""A crossed figure is kept under a name, for oneself or for the office."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.registry import Figure
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import granting
from anju.reports.models import SavedCrossing

MOST_SAVED = 50


def save_crossing(*, by: Actor, figure: Figure, name: str, query: str, shared: bool = False) -> SavedCrossing:
    """Keep it; the same name again replaces what one kept under it, so a form sent twice keeps one.

    Raises PermissionDenied; ValidationError without a name, without an office to share it with, or with too many kept.
    """
    if by.account is None or not granting(by, figure.permission):
        raise PermissionDenied
    name = " ".join(name.split())[:40]
    if not name:
        raise ValidationError(_("请给这张表起个名字。"))
    office = by.acting.organisation if by.acting else None
    if shared and office is None:
        raise ValidationError(_("你现在的岗位没有单位，只能自己留用。"))
    with deed(by=by) as act:
        mine = SavedCrossing._all.select_for_update().filter(made_by=by.account)
        row = mine.filter(name=name).first()
        if row is None:
            if mine.count() >= MOST_SAVED:
                raise ValidationError(_("最多留用 %(most)s 张表，请先删去不用的。") % {"most": MOST_SAVED})
            row = SavedCrossing(made_by=by.account, name=name)
        row.figure, row.query, row.office = figure.code, query[:500], office if shared else None
        row.made_at = clock.from_us(act.at)
        row.save()
        act.enter("saved_crossing.kept", row, data={"figure": figure.code, "office": row.office})
    return row


def drop_crossing(*, by: Actor, pk: int) -> bool:
    """Forget one that oneself has kept; False where there is none."""
    with deed(by=by) as act:
        row = SavedCrossing._all.filter(made_by=by.account or 0, pk=pk).first()
        if row is None:
            return False
        act.enter("saved_crossing.erased", Ref("saved_crossing", str(row.pk)))
        row.delete()
        return True
