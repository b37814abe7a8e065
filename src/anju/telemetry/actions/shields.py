"""For a while nothing is made of what a zone says. It ends by itself; ending it early is an entry."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.telemetry import rules
from anju.telemetry.actions.devices import MOST_AT_ONCE
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Device, Shield
from anju.telemetry.permissions import Permission


def shield(*, by: Actor, device: int, kind: ShieldKind, until: datetime, zone: str = "") -> Shield:
    """From now until a moment. `zone` "" is the whole device.

    Raises PermissionDenied; ValidationError for a moment that is past or too far: a test 24 hours, a shield 30 days.
    """
    with deed(by=by) as act:
        row = Device._all.select_for_update(of=("self",)).filter(pk=device, state=DeviceState.CLAIMED).first()
        if row is None:
            raise PermissionDenied
        require(by, Permission.KEEP, path=row.path, place=row.place_id)
        since = clock.from_us(act.at)
        if until <= since:
            raise ValidationError(_("结束时间须在现在之后。"))
        if rules.is_too_long(kind, since, until):
            longest = rules.LONGEST[kind]
            words = {"kind": ShieldKind(kind).label, "hours": int(longest.total_seconds() // 3600)}
            raise ValidationError(_("%(kind)s最长 %(hours)s 小时，到期自动恢复。") % words)
        made = Shield._all.create(
            device=row,
            path=row.path,
            zone=zone.strip()[:60],
            kind=kind,
            since=since,
            until=until,
            set_at=since,
            set_by=by.account,
        )
        data = {"device": row.pk, "kind": str(kind), "until": clock.to_us(until), "whole": not made.zone}
        act.enter("shield.began", made, path=row.path, data=data)
    return made


def shield_many(*, by: Actor, devices: Sequence[int], kind: ShieldKind, until: datetime) -> list[Shield]:
    """Several devices whole, all or none. Raises as `shield`."""
    wanted = sorted(set(devices))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise PermissionDenied
    with deed(by=by):
        return [shield(by=by, device=one, kind=kind, until=until) for one in wanted]


def end_shield(*, by: Actor, shield: int) -> Shield:
    """End it before its time. Raises PermissionDenied, also where it has ended."""
    with deed(by=by) as act:
        row = (
            Shield._all.select_for_update(of=("self",))
            .select_related("device")
            .filter(pk=shield, ended_at=None)
            .first()
        )
        now = clock.from_us(act.at)
        if row is None or row.until <= now:
            raise PermissionDenied
        require(by, Permission.KEEP, path=row.path, place=row.device.place_id)
        row.ended_at, row.ended_by = now, by.account
        row.save(update_fields=["ended_at", "ended_by"])
        act.enter("shield.ended", row, path=row.path, data={"device": row.device_id})
    return row
