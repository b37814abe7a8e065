"""Briefs on a schedule: set, switched on and off by people; drafted by the platform, which signs and issues nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Deed, deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import Accounts, OfOrganisation
from anju.people.models import Account, Organisation
from anju.places.models import Place
from anju.reports.papers import notices
from anju.reports.papers.actions.drafting import Wanted, begun
from anju.reports.papers.enums import BRIEFS, PaperKind
from anju.reports.papers.models import Paper, PaperSchedule
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import register, schedules, telling
from anju.reports.papers.rules import scheduling

MACHINE = system("briefs")


@dataclass(frozen=True, slots=True)
class Timing:
    """When a brief is made, and who looks at it. `weekday` only of a weekly one."""

    weekday: int | None
    hour: int
    responsible: Account


def plan(*, by: Actor, kind: PaperKind, place: Place, timing: Timing) -> PaperSchedule:
    """Switch a brief on for a place, or set the one there is anew. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        owner = register.owners(by).get(kind)
        if owner is None or kind not in BRIEFS or not telling.reaches(by, place):
            raise PermissionDenied
        known = schedules.same(owner, kind, place.pk)
        row = schedules.locked(known.pk) if known is not None else None
        if row is None:
            row = PaperSchedule(kind=kind, owner=owner, place=place, path=place.path)
        elif (row.on, row.weekday, row.hour, row.responsible_id) == (True, *_values(kind, timing)):
            return row
        _check(owner, kind, timing)
        row.weekday, row.hour, row.responsible_id = _values(kind, timing)
        verb = "paper_schedule.changed" if row.on and row.pk else "paper_schedule.switched_on"
        row.on = True
        _keep(act, row, verb)
    return row


def _values(kind: PaperKind, timing: Timing) -> tuple[int | None, int, int]:
    return timing.weekday if kind is PaperKind.WEEKLY else None, timing.hour, timing.responsible.pk


def _check(owner: Organisation, kind: PaperKind, timing: Timing) -> None:
    if not 0 <= timing.hour <= 23 or (kind is PaperKind.WEEKLY and timing.weekday not in range(7)):
        raise ValidationError(_("请选星期和几点。"))
    if timing.responsible.pk not in {one.pk for one in schedules.readers(owner)}:
        raise ValidationError(_("请选本单位在岗的人。"))


def _keep(act: Deed, row: PaperSchedule, verb: str) -> None:
    """What people change begins to count from now: no brief is made for a moment that has passed."""
    row.since = row.changed_at = clock.from_us(act.at)
    row.changed_by = act.by.account
    row.save()
    data = {
        "kind": str(row.kind), "on": row.on, "weekday": row.weekday, "hour": row.hour, "account": row.responsible_id,
    }  # fmt: skip
    act.enter(verb, row, path=row.path, data=data)


def switch(*, by: Actor, schedule: int, on: bool) -> PaperSchedule:
    """Off, or on again as it was. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = schedules.locked(schedule)
        if row is None or row.owner_id not in register.organisations(by, Permission.WRITE):
            raise PermissionDenied
        if row.on != on:
            row.on = on
            _keep(act, row, "paper_schedule.switched_on" if on else "paper_schedule.switched_off")
    return row


def draft_due(now: datetime) -> int:
    """Draft every brief whose moment has come; how many. Each in a transaction of its own; one that fails is tried
    again with the next tick, and keeps no other waiting.
    """
    made, failed = 0, None
    for pk in schedules.running():
        try:
            made += _drafted(pk, now) is not None
        except Exception as error:  # raised below, once the others are made
            failed = error
    if failed is not None:
        raise failed
    return made


def _drafted(pk: int, now: datetime) -> Paper | None:
    """The row is locked and asked again: whoever comes second, or after a restart, finds `since` moved on.

    The form's key is schedule and period, so that the same days are not told twice even where the hour was changed
    meanwhile.
    """
    with deed(by=MACHINE) as act:
        row = schedules.locked(pk)
        moment = schedules.due(row, now) if row is not None else None
        if row is None or moment is None:
            return None
        kind = PaperKind(row.kind)
        first, last = schedules.days(row, moment)
        period = scheduling.period(first, last)
        key = f"schedule:{row.pk}:{period}"
        row.since = moment
        if register.by_client_ref(key) is not None:
            row.save(update_fields=["since"])
            act.enter("paper_schedule.passed_over", row, path=row.path, data={"period": period})
            return None
        paper = begun(act, row.owner, Wanted(kind, row.place, period), key)
        row.last = paper
        row.save(update_fields=["since", "last"])
        act.enter("paper_schedule.drafted", row, path=row.path, data={"paper": paper.pk, "period": period})
        here = row.responsible_id in {one.pk for one in schedules.readers(row.owner)}
        tell(
            act.by, code=notices.BRIEF, to=Accounts(row.responsible_id) if here else OfOrganisation(row.owner_id),
            subject=paper, params={"place": row.place_id}, path=row.path, once=f"{notices.BRIEF}:{key}",
        )  # fmt: skip
    return paper
