"""Counting minutes without counting people."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anju.burden.enums import MEASURED
from anju.burden.models import WEEK_MINUTES, Cap, SentDay, Waiting, WeekMinutes
from anju.burden.permissions import Permission
from anju.burden.queries import minutes as queries
from anju.burden.queries.reach import counted_as
from anju.burden.rules import minutes as rules
from anju.burden.rules.minutes import Told
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import MissingPermissionError, require
from anju.notify.actions import tell
from anju.notify.queries.recipients import RoleAt
from anju.people.enums import Role
from anju.supervision.grid.permissions import Permission as Grid

AGGREGATION = "burden"
CODE = "burden.over_cap"


def count(*, by: Actor, days: Iterable[Told]) -> int:
    """Add finished days to the sums of the actor's role and place; how many were new.

    Neither account nor device is kept, so no entry is made here either: it would name its moment. The fold makes one
    per sum. Raises MissingPermissionError for who does not use the patrol app.
    """
    counted = counted_as(by)
    if counted is None:
        raise MissingPermissionError(Grid.PATROL)
    role, path = counted
    new = 0
    with transaction.atomic():
        for told in days:
            digest = hashlib.sha256(f"{told.day.isoformat()}:{told.token}".encode()).hexdigest()
            _row, made = SentDay._all.get_or_create(digest=digest, defaults={"day": told.day})
            if made:
                _add(role, path, told)
                new += 1
    return new


def _add(role: str, path: str, told: Told) -> None:
    week = rules.monday(told.day)
    Waiting._all.get_or_create(role=role, path=path, week=week)
    Waiting._all.filter(role=role, path=path, week=week).update(
        minutes=F("minutes") + told.minutes, phones=F("phones") + (1 if told.first else 0)
    )


def fold(*, limit: int = 200) -> int:
    """Add what has come in to the weeks, one entry per sum; how many sums. An entry says which sum, not how much: an
    increase of one phone would be that person's.
    """
    by = system(AGGREGATION)
    with deed(by=by) as act:
        rows = list(Waiting._all.select_for_update().order_by("pk")[:limit])
        for row in rows:
            week, _made = WeekMinutes._all.get_or_create(role=row.role, path=row.path, week=row.week)
            week.minutes += row.minutes
            week.phones += row.phones
            week.save(update_fields=["minutes", "phones"])
            data = {"role": row.role, "week": row.week.isoformat()}
            act.enter("burden_week.folded", week, path=row.path, data=data)
        Waiting._all.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def forget_tokens(*, today: date) -> None:
    """Tokens of days that would not be taken in any more have no further use."""
    SentDay._all.filter(day__lt=today - rules.OLDEST).delete()


def set_cap(*, by: Actor, district: str, role: str, minutes: int | None) -> Cap:
    """The district's cap of a role; None takes it away. Raises PermissionDenied, ValidationError."""
    require(by, Permission.SET_CAP, path=district)
    if role not in MEASURED:
        raise ValidationError(_("这个岗位不用巡查应用，没有用时可比。"))
    if minutes is not None and not 10 <= minutes <= WEEK_MINUTES:
        raise ValidationError(_("请填 10 到 10080 之间的分钟数，留空表示不设上限。"))
    with deed(by=by) as act:
        row, made = Cap._all.select_for_update().get_or_create(path=district, role=role)
        if row.minutes != minutes or made:
            row.minutes = minutes
            row.save(update_fields=["minutes"])
            act.enter("burden_cap.set", row, path=district, data={"role": role, "minutes": minutes or 0})
    return row


def warn() -> int:
    """Tell the street and the district office, once a week, that a cap was passed; how many were told."""
    week = rules.last_settled(clock.today())
    told = 0
    for path, groups in queries.over_cap(week).items():
        place = queries.place_at(path)
        if place is None:
            continue
        role = Role.DISTRICT_OFFICE if path == rules.cut(path, 1) else Role.STREET
        tell(
            system(AGGREGATION),
            code=CODE,
            to=RoleAt(role, path),
            subject=Ref("burden_week", week.isoformat()),
            params={"where": place, "week": week.isoformat(), "roles": len(groups)},
            path=path,
            once=f"{CODE}:{path}:{week.isoformat()}",
        )
        told += 1
    return told


__all__ = ["count", "fold", "forget_tokens", "set_cap", "warn"]
