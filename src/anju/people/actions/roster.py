"""Keeping the duty roster 值班表."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.people.actions.access import require_roster
from anju.people.models import Account, Organisation, Shift

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShift:
    """A person on duty from one moment to another."""

    account: Account
    starts_at: datetime
    ends_at: datetime


def put_shifts(*, by: Actor, organisation: Organisation, shifts: Iterable[NewShift]) -> Sequence[Shift]:
    """Enter shifts; those that stood for the organisation within the same stretch of time are cancelled.

    So importing a corrected month again leaves one roster. Raises ValidationError for a shift that ends before it
    begins or a person who has left.
    """
    require_roster(by, organisation)
    rows = [_row(organisation, shift) for shift in shifts]
    if not rows:
        return rows
    first, last = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    with deed(by=by) as act:
        standing = Shift._all.filter(
            organisation=organisation, cancelled_at__isnull=True, starts_at__gte=first, starts_at__lt=last
        )
        for old in standing:
            old.cancelled_at = clock.now()
            old.save(update_fields=["cancelled_at"])
            act.enter("shift.cancelled", old, path=old.path)
        Shift._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            data = {"organisation": organisation.pk, "account": row.account_id}
            act.enter("shift.added", row, path=row.path, data={**data, "starts": row.starts_at, "ends": row.ends_at})
    return rows


def _row(organisation: Organisation, shift: NewShift) -> Shift:
    if shift.ends_at <= shift.starts_at:
        raise ValidationError(_("值班结束时间要晚于开始时间。"))
    if not shift.account.is_active:
        raise ValidationError(_("%(login)s 的账号已停用，不能排班。") % {"login": shift.account.login})
    return Shift(
        organisation=organisation,
        account=shift.account,
        path=organisation.path,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )


def cancel_shift(*, by: Actor, shift: Shift) -> None:
    """Take a shift off the roster."""
    require_roster(by, shift.organisation)
    if shift.cancelled_at is not None:
        raise ValidationError(_("该班次已经取消。"))
    with deed(by=by) as act:
        shift.cancelled_at = clock.now()
        shift.save(update_fields=["cancelled_at"])
        act.enter("shift.cancelled", shift, path=shift.path)
