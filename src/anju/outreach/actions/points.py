"""Observation points come and go."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.outreach.models import ObservationPoint
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.places.models import Place


def add_point(*, by: Actor, place: Place, name: str, since: date) -> ObservationPoint:
    """Keep an eye on a place from a day on. Raises PermissionDenied; ValidationError where one stands there already."""
    with deed(by=by) as act:
        require(by, Permission.KEEP_POINTS, path=place.path)
        if register.open_point_at(place.pk) is not None:
            raise ValidationError(_("这里已经是观察点。"))
        row = ObservationPoint._all.create(place=place, path=place.path, name=name[:60], since=since)
        act.enter("observation_point.added", row, path=row.path, data={"place": place.pk, "since": since.isoformat()})
    return row


def end_point(*, by: Actor, point: int, until: date) -> ObservationPoint:
    """The last day of a point; its activities stay.

    Raises PermissionDenied; ValidationError for a day before its first.
    """
    with deed(by=by) as act:
        row = register.locked_point(point)
        if row is None or row.until is not None:
            raise PermissionDenied
        require(by, Permission.KEEP_POINTS, path=row.path)
        if until < row.since:
            raise ValidationError(_("撤销日期不能早于设立日期。"))
        row.until = until
        row.save(update_fields=["until"])
        act.enter("observation_point.closed", row, path=row.path, data={"until": until.isoformat()})
    return row
