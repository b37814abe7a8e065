"""A month is opened once: its sizes and the hash of its seed stand before anything can be drawn."""

import secrets
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.supervision.inspections.monthly.models import Month
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.rules.drawing import LEAST, commitment

PLACES, CLOSED = 120, 60
"""Of a district in a month, unless said otherwise (own defaults): about what six inspectors can see."""
MOST = 2000


def first_of_month(now: datetime) -> date:
    """The first day of the present month in district time."""
    return clock.local(now).date().replace(day=1)


def open_month(*, by: Actor, district: str, places: int = PLACES, closed: int = CLOSED, least: int = LEAST) -> Month:
    """Open the present month. Raises MissingPermissionError; ValidationError where it is open or sizes do not fit."""
    require(by, Permission.MANAGE, path=district)
    if not (0 <= places <= MOST and 0 <= closed <= MOST and 0 <= least <= 50 and places + closed > 0):
        said = _("两项数量请填 0 到 %(most)s，至少一项大于 0；每街道最少数填 0 到 50。")
        raise ValidationError(said % {"most": MOST})
    with deed(by=by) as act:
        now = clock.from_us(act.at)
        month = first_of_month(now)
        if months.of(district, month) is not None:
            raise ValidationError(_("本月已经开启，每月只开启一次。"))
        seed = secrets.token_hex(16)
        try:
            with transaction.atomic():
                row = Month._all.create(
                    path=district, month=month, places=places, closed=closed, least=least, seed=seed,
                    commitment=commitment(seed), opened_at=now, opened_by=by.account,
                )  # fmt: skip
        except IntegrityError as error:  # somebody else was faster
            raise ValidationError(_("本月已经开启，每月只开启一次。")) from error
        data = {"month": month.isoformat(), "commitment": row.commitment, "sizes": [places, closed, least]}
        act.enter("inspection_month.opened", row, path=district, data=data)
    return row
