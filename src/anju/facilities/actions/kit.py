"""What a station should hold, and what was there when somebody looked."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.facilities import shipped
from anju.facilities.actions.stations import kept
from anju.facilities.models import Station, StationKit
from anju.facilities.queries import stations as queries
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed

MOST = 9999


def set_wanted(*, by: Actor, station: int, wanted: Mapping[str, int]) -> Station:
    """How many of which item a station should hold; what is not named stays. Raises PermissionDenied, ValidationError
    for an item nobody knows or a number out of bounds.
    """
    with deed(by=by) as act:
        row = kept(by, station)
        _refuse_unknown(wanted)
        lines = {line.code: line for line in StationKit._all.filter(station=row)}
        changed = [code for code, number in wanted.items() if code not in lines or lines[code].wanted != number]
        if not changed:
            return row
        for code in changed:
            StationKit._all.update_or_create(station=row, code=code, defaults={"wanted": wanted[code]})
        act.enter("station.kit_set", row, path=row.path, data={"wanted": {code: wanted[code] for code in changed}})
    return row


def check_kit(*, by: Actor, station: int, present: Mapping[str, int]) -> Station:
    """What was there; a member of the station may look as well as who keeps it. Raises PermissionDenied,
    ValidationError as `set_wanted`, and where nothing was counted: that is no check.
    """
    with deed(by=by) as act:
        row = _looked_at(by, station)
        if not present:
            raise ValidationError(_("请至少写一项数量。"))
        _refuse_unknown(present)
        lines = {line.code: line for line in StationKit._all.filter(station=row)}
        looked = [lines[code] for code in present if code in lines]
        for line in looked:
            line.present = present[line.code]
        StationKit._all.bulk_update(looked, ["present"])
        row.kit_checked_at, row.kit_checked_by = clock.from_us(act.at), by.account
        row.save(update_fields=["kit_checked_at", "kit_checked_by"])
        data = {"present": {line.code: [line.present, line.wanted] for line in looked}}
        act.enter("station.kit_checked", row, path=row.path, data=data)
    return row


def _looked_at(by: Actor, station: int) -> Station:
    row = queries.locked(station)
    if row is None:
        raise PermissionDenied
    return row if queries.is_member(by, station) else kept(by, station)


def _refuse_unknown(told: Mapping[str, int]) -> None:
    if not set(told) <= set(shipped.kit()) or any(not 0 <= number <= MOST for number in told.values()):
        raise ValidationError(_("数量要在 0 到 %(most)d 之间，只写清单里的器材。") % {"most": MOST})
