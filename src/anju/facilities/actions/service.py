"""Out of service, back, gone."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.facilities.actions.members import close_station
from anju.facilities.actions.register import kept
from anju.facilities.enums import FacilityState, OutReason
from anju.facilities.models import Facility
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed

MOST_DAYS = 366
"""A date further off is taken for a slip."""


def take_out(*, by: Actor, facility: int, reason: OutReason, until: date, note: str = "") -> Facility:
    """It does not work, and is expected back after `until`. Said again of one that is out, reason and date are new.

    Raises PermissionDenied; ValidationError for a day gone by, one too far off, and one that was removed.
    """
    with deed(by=by) as act:
        row = kept(by, facility)
        today = clock.local(clock.from_us(act.at)).date()
        if not today <= until <= today + timedelta(days=MOST_DAYS):
            raise ValidationError(_("预计恢复日期要在今天到 %(days)d 天之内。") % {"days": MOST_DAYS})
        row.state, row.out_reason, row.out_until = FacilityState.OUT_OF_SERVICE, reason, until
        row.save(update_fields=["state", "out_reason", "out_until"])
        data: dict[str, Any] = {"reason": str(reason), "until": until.isoformat()}
        if note.strip():
            data["note"] = texts.write(act, row, "out", note.strip(), path=row.path)
        act.enter("facility.taken_out", row, path=row.path, data=data)
    return row


def put_back(*, by: Actor, facility: int) -> Facility:
    """It works again. Raises PermissionDenied; ValidationError for one that was not out."""
    with deed(by=by) as act:
        row = kept(by, facility)
        if row.state != FacilityState.OUT_OF_SERVICE:
            raise ValidationError(_("这处设施没有停用。"))
        _stand(row, FacilityState.IN_SERVICE)
        act.enter("facility.put_back", row, path=row.path)
    return row


def remove(*, by: Actor, facility: int) -> Facility:
    """It stands no longer; its code is free for what comes in its place, its history stays. A micro-station is closed
    with it.

    Raises PermissionDenied; ValidationError for one that was removed before.
    """
    with deed(by=by) as act:
        row = kept(by, facility)
        _stand(row, FacilityState.REMOVED)
        act.enter("facility.removed", row, path=row.path)
        station = getattr(row, "station", None)
        if station is not None:
            close_station(act, station)
    return row


def _stand(row: Facility, state: FacilityState) -> None:
    row.state, row.out_reason, row.out_until = state, "", None
    row.save(update_fields=["state", "out_reason", "out_until"])
