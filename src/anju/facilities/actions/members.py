"""Who belongs to a station. Volunteers' names and phones are texts: masked in pages, opened with an entry, erasable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.facilities.actions.stations import kept, require_caller
from anju.facilities.enums import EraseReason, MemberDuty, RevealReason
from anju.facilities.models import Station, StationMember
from anju.facilities.permissions import Permission
from anju.facilities.queries import stations as queries
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.people.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody with an account, or with a name and a phone."""

    account: Account | None = None
    name: str = ""
    phone: str = ""
    duty: MemberDuty = MemberDuty.MEMBER


def add_member(*, by: Actor, station: int, new: NewMember) -> StationMember:
    """Take somebody in, from today. Raises as `add_members`."""
    (row,) = add_members(by=by, station=station, rows=[new])
    return row


def add_members(*, by: Actor, station: int, rows: Sequence[NewMember]) -> list[StationMember]:
    """Take several in, in order, with one entry each. Raises PermissionDenied; ValidationError for nobody, who is in
    already, a second head.
    """
    with deed(by=by) as act:
        row = kept(by, station)
        standing = queries.members(row)
        known = {one.account_id for one in standing if one.account_id is not None}
        heads = sum(one.duty == MemberDuty.HEAD for one in standing)
        for new in rows:
            if new.account is None and not new.name.strip():
                raise ValidationError(_("请选一个账号，或者填写姓名。"))
            if new.account is not None and new.account.pk in known:
                raise ValidationError(_("这个人已经在队里。"))
            known |= {new.account.pk} if new.account is not None else set()
            heads += new.duty == MemberDuty.HEAD
            if heads > 1 and new.duty == MemberDuty.HEAD:
                raise ValidationError(_("已经有站长；请先让原来的站长退出。"))
        return _added(act, row, rows)


def _added(act: Deed, station: Station, rows: Sequence[NewMember]) -> list[StationMember]:
    day, path = _today(act), station.path
    made = StationMember._all.bulk_create(
        StationMember(station=station, account=new.account, duty=new.duty, path=path, since=day) for new in rows
    )
    for member, new in zip(made, rows, strict=True):
        data: dict[str, object] = {"station": station.pk, "duty": str(new.duty), "account": member.account_id}
        if new.account is None:
            data["name"] = texts.write(act, member, "name", new.name.strip()[:60], path=path)
            if new.phone.strip():
                data["phone"] = texts.write(act, member, "phone", new.phone.strip()[:40], path=path)
        act.enter("station_member.added", member, path=path, data=data)
    return made


def end_member(*, by: Actor, member: int) -> StationMember:
    """Somebody belongs to it no longer; shifts to come are taken off the roster. Raises PermissionDenied,
    ValidationError for who left before.
    """
    with deed(by=by) as act:
        row = _locked(by, member)
        if row.until is not None:
            raise ValidationError(_("这个人已经退出。"))
        _left(act, row)
    return row


def _left(act: Deed, row: StationMember) -> None:
    row.until = max(_today(act), row.since)
    row.save(update_fields=["until"])
    dropped, _each = queries.shifts_to_come(row.pk, clock.from_us(act.at)).delete()
    data = {"station": row.station_id, "until": row.until.isoformat(), "shifts": dropped}
    act.enter("station_member.ended", row, path=row.path, data=data)


def close_station(act: Deed, station: Station) -> None:
    """Part of removing its facility: whoever belongs to it belongs to it no longer; what was there stays as history."""
    for member in queries.members(station):
        _left(act, member)
    act.enter("station.closed", station, path=station.path, data={"facility": station.facility_id})


def open_member(*, by: Actor, member: int, reason: RevealReason) -> tuple[str, str]:
    """Name and phone in full, shown once; each time an entry. Raises PermissionDenied for who keeps no station there
    and is not on the way to call it out.
    """
    require_caller(by)
    row = queries.member_locked(member)
    if row is None:
        raise PermissionDenied
    require(by, Permission.CALL_OUT, path=row.path, parties=(row.station.organisation_id,))
    with deed(by=by) as act:
        act.enter("station_member.unmasked", row, path=row.path, data={"reason": str(reason)})
    return queries.words_of([row])[row.pk]


def erase_member(*, by: Actor, member: int, reason: EraseReason) -> StationMember:
    """Destroy a volunteer's name and phone; who is still in leaves first. Raises PermissionDenied; ValidationError for
    somebody with an account, whose data are kept there.
    """
    with deed(by=by) as act:
        row = _locked(by, member)
        if row.account_id is not None:
            raise ValidationError(_("这个人有账号，个人信息在账号里，请在人员页办理。"))
        if row.until is None:
            end_member(by=by, member=member)
        texts.erase(act.by, texts.ids_of(row), reason=str(reason))
        act.enter("station_member.erased", row, path=row.path, data={"reason": str(reason)})
    return row


def _locked(by: Actor, member: int) -> StationMember:
    row = queries.member_locked(member)
    if row is None:
        raise PermissionDenied
    require(by, Permission.KEEP_STATIONS, path=row.path, parties=(row.station.organisation_id,))
    return row


def _today(act: Deed) -> date:
    return clock.local(clock.from_us(act.at)).date()
