"""Who is on duty at a station, and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.facilities.actions.stations import kept
from anju.facilities.models import StationShift
from anju.facilities.queries import stations as queries
from anju.facilities.rules.station import MOST_SHIFTS, Turn
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed

BATCH = 1000


def put_shifts(*, by: Actor, station: int, turns: Iterable[Turn]) -> Sequence[StationShift]:
    """Enter shifts; those that began within the same stretch of time go, so that a corrected month leaves one roster.

    One entry of the station names member and moments of each. Raises PermissionDenied; ValidationError for a shift that
    ends before it begins, somebody who does not belong to the station, more than `MOST_SHIFTS`.
    """
    with deed(by=by) as act:
        row, told = kept(by, station), list(turns)
        if not told:
            return []
        if len(told) > MOST_SHIFTS:
            raise ValidationError(_("一次最多排 %(most)d 个班，请分几次。") % {"most": MOST_SHIFTS})
        known = {one.pk for one in queries.members(row)}
        if len({(turn.member, turn.starts_at) for turn in told}) < len(told):
            raise ValidationError(_("同一个人的同一个班写了两次。"))
        if any(turn.ends_at <= turn.starts_at for turn in told):
            raise ValidationError(_("值班结束时间要晚于开始时间。"))
        if not {turn.member for turn in told} <= known:
            raise ValidationError(_("只能排本站在队的人。"))
        first, last = min(turn.starts_at for turn in told), max(turn.ends_at for turn in told)
        replaced, _each = queries.shifts_within(row.pk, first, last).delete()
        made = StationShift._all.bulk_create(
            (
                StationShift(station=row, member_id=turn.member, starts_at=turn.starts_at, ends_at=turn.ends_at)
                for turn in told
            ),
            batch_size=BATCH,
        )
        data = {"shifts": [_said(turn.member, turn.starts_at, turn.ends_at) for turn in told], "replaced": replaced}
        act.enter("station.rostered", row, path=row.path, data=data)
    return made


def cancel_shift(*, by: Actor, station: int, shift: int) -> None:
    """Take one shift off the roster. Raises PermissionDenied; ValidationError where it is not there any more."""
    with deed(by=by) as act:
        row = kept(by, station)
        gone = StationShift._all.filter(station=row, pk=shift).first()
        if gone is None:
            raise ValidationError(_("这个班已经取消。"))
        data = {"shift": _said(gone.member_id, gone.starts_at, gone.ends_at)}
        gone.delete()
        act.enter("station.shift_cancelled", row, path=row.path, data=data)


def _said(member: int, starts_at: datetime, ends_at: datetime) -> list[int]:
    """Member, and both moments in whole seconds since 1970."""
    return [member, clock.to_us(starts_at) // 1_000_000, clock.to_us(ends_at) // 1_000_000]
