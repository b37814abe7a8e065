"""Writing plans: by default from what is there, changed by people with a reason, kept in step with the ground."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.people.models import Management
from anju.places.enums import ManagementMode
from anju.places.models import Grid, Place
from anju.supervision.grid.enums import Basis
from anju.supervision.grid.models import Plan, PlanPlace
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import defaults, standing
from anju.supervision.grid.rules.frequency import LONGEST, Frequency

BATCH = 500
MACHINE = system("plans")
"""Who keeps plans in step with the ground."""
COMPANY_MINUTES = 240
"""A company's day of patrols: staff on site walk more than a grid member, who has other work."""


def make_plan(*, by: Actor, on: date, grid: Grid | None = None, management: Management | None = None) -> Plan:
    """The plan of a grid or of a property company's management, with its places and their default intervals.

    Raises ValidationError where it has one, and for a management that is not a company's.
    """
    plan = _new(on, grid, management)
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    if standing.open_plan(grid=grid, management=management) is not None:
        raise ValidationError(_("已经有巡查计划，请直接修改。"))
    with deed(by=by) as act:
        plan.save(force_insert=True)
        wanted = defaults.defaults_of(plan, on)
        rows = [_row(plan, place, often) for place, often in wanted.items()]
        PlanPlace._all.bulk_create(rows, batch_size=BATCH)
        data = {"grid": plan.grid_id, "management": plan.management_id, "places": _said(rows)}
        act.enter("patrol_plan.made", plan, path=plan.path, data=data)
    return plan


def _new(on: date, grid: Grid | None, management: Management | None) -> Plan:
    if grid is not None:
        return Plan(grid=grid, path=grid.path, since=on)
    assert management is not None
    if management.mode != ManagementMode.PROPERTY_COMPANY:
        raise ValidationError(_("只有物业企业的管理合同才有单独的巡查计划，其余由网格巡查。"))
    return Plan(
        management=management,
        path=management.path,
        organisation=management.organisation_id,
        since=on,
        minutes=COMPANY_MINUTES,
    )


def _row(plan: Plan, place: Place, often: Frequency) -> PlanPlace:
    return PlanPlace(plan=plan, place=place, every_days=often.every_days, basis=often.basis, note=often.note)


def _said(rows: Iterable[PlanPlace]) -> list[list[object]]:
    """Place, days, basis: enough to make the plan again from the ledger."""
    return [[row.place_id, row.every_days, str(row.basis)] for row in rows]


def refresh_plan(*, by: Actor, plan: Plan, on: date) -> bool:
    """Bring a plan in step with the ground and with risk as it stands; whether anything changed.

    What people set by hand stays, unless a law now asks for more.
    """
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    with deed(by=by) as act:
        held = standing.locked_places(plan)
        wanted = {place.pk: _row(plan, place, often) for place, often in defaults.defaults_of(plan, on).items()}
        added = [row for pk, row in wanted.items() if pk not in held]
        gone = [row for pk, row in held.items() if pk not in wanted]
        changed = [held[pk] for pk, row in wanted.items() if pk in held and _take_over(held[pk], row)]
        if not (added or gone or changed):
            return False
        PlanPlace._all.bulk_create(added, batch_size=BATCH)
        PlanPlace._all.filter(pk__in=[row.pk for row in gone]).delete()
        PlanPlace._all.bulk_update(changed, ["every_days", "basis", "note"], batch_size=BATCH)
        data = {"added": _said(added), "gone": [row.place_id for row in gone], "changed": _said(changed)}
        act.enter("patrol_plan.revised", plan, path=plan.path, data=data)
    return True


def _take_over(held: PlanPlace, wanted: PlanPlace) -> bool:
    """Give a row its default, where that differs; whether it did."""
    if held.basis == Basis.MANUAL and not (wanted.basis == Basis.LAW and held.every_days > wanted.every_days):
        return False
    if (held.every_days, held.basis, held.note) == (wanted.every_days, wanted.basis, wanted.note):
        return False
    held.every_days, held.basis, held.note = wanted.every_days, wanted.basis, wanted.note
    return True


def set_frequency(*, by: Actor, plan: Plan, place: int, every_days: int, reason: str) -> PlanPlace:
    """Somebody decides how often a place is looked at, and says why. The reason is kept with the place.

    Raises ValidationError without a reason, for days out of range, or for fewer looks than the law asks.
    """
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("请写明为什么改。"))
    if not 1 <= every_days <= LONGEST:
        raise ValidationError(_("天数应在 1 到 %(most)s 之间。") % {"most": LONGEST})
    with deed(by=by) as act:
        row = _held(plan, place)
        wanted = _default(plan, row.place_id)
        if wanted is not None and wanted.legal_days is not None and every_days > wanted.legal_days:
            raise ValidationError(_("法定至少每%(days)s天一次，不能放宽。") % {"days": wanted.legal_days})
        row.every_days, row.basis, row.note = every_days, Basis.MANUAL, reason[:120]
        row.save(update_fields=["every_days", "basis", "note"])
        act.enter("patrol_plan.changed", plan, path=plan.path, data={"places": _said([row])})
    return row


def reset_frequency(*, by: Actor, plan: Plan, place: int) -> PlanPlace:
    """Back to the default of today."""
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    with deed(by=by) as act:
        row = _held(plan, place)
        wanted = _default(plan, row.place_id)
        if wanted is not None:
            row.every_days, row.basis, row.note = wanted.every_days, wanted.basis, wanted.note
            row.save(update_fields=["every_days", "basis", "note"])
            act.enter("patrol_plan.changed", plan, path=plan.path, data={"places": _said([row])})
    return row


def _held(plan: Plan, place: int) -> PlanPlace:
    row = standing.locked_places(plan).get(place)
    if row is None:
        raise ValidationError(_("这个地点不在计划里。"))
    return row


def _default(plan: Plan, place: int) -> Frequency | None:
    wanted: Mapping[int, Frequency] = {
        row.pk: often for row, often in defaults.defaults_of(plan, clock.today()).items()
    }
    return wanted.get(place)


def set_minutes(*, by: Actor, plan: Plan, minutes: int) -> Plan:
    """How long a round may take. Raises ValidationError for less than ten minutes or more than eight hours."""
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    if not 10 <= minutes <= 480:
        raise ValidationError(_("每次巡查应在 10 到 480 分钟之间。"))
    with deed(by=by) as act:
        plan.minutes = minutes
        plan.save(update_fields=["minutes"])
        act.enter("patrol_plan.changed", plan, path=plan.path, data={"minutes": minutes})
    return plan


def end_plan(*, by: Actor, plan: Plan, on: date) -> Plan:
    """The plan no longer holds from a day on: its grid is closed, its management has ended."""
    require(by, Permission.PLAN, path=plan.path, parties=[plan.organisation])
    with deed(by=by) as act:
        plan.until = max(on, plan.since)
        plan.save(update_fields=["until"])
        act.enter("patrol_plan.ended", plan, path=plan.path, data={"on": plan.until})
    return plan


def keep_plans(*, limit: int) -> bool:
    """Make the plans that are missing, end those of closed grids and ended managements; whether more wait."""
    today = clock.today()
    ended = standing.to_end(today)[:limit]
    for plan in ended:
        end_plan(by=MACHINE, plan=plan, on=today)
    grids, managements = standing.without_plan(today, limit=limit)
    for grid in grids:
        with transaction.atomic():
            make_plan(by=MACHINE, on=today, grid=grid)
    for management in managements:
        with transaction.atomic():
            make_plan(by=MACHINE, on=today, management=management)
    return max(len(ended), len(grids), len(managements)) == limit


def refresh_plans() -> int:
    """Bring every plan in step, each in a transaction of its own; how many changed."""
    today = clock.today()
    return sum(refresh_plan(by=MACHINE, plan=plan, on=today) for plan in standing.every_open_plan())
