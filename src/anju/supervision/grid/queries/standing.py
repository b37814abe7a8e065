"""Plans as they stand: for their writers and their pages."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.people.models import Management
from anju.people.queries.actor import effective
from anju.places.enums import ManagementMode
from anju.places.models import Grid, GridPlace
from anju.places.queries import on_day
from anju.supervision.grid.models import Plan, PlanPlace
from anju.supervision.grid.permissions import Permission


def open_plan(*, grid: Grid | None = None, management: Management | None = None) -> Plan | None:
    """The plan that holds, of a grid or of a management."""
    if grid is not None:
        return Plan._all.filter(grid=grid, until=None).first()
    return Plan._all.filter(management=management, until=None).first()


def plans_seen(actor: Actor) -> QuerySet[Plan]:
    """Plans that hold and that the actor may keep: of the reach, and the own organisation's."""
    rows = Plan.objects.for_(actor, Permission.PLAN).filter(until=None)
    return rows.select_related("grid__community", "management__place", "management__organisation")


def plan_for(actor: Actor, pk: int) -> Plan | None:
    """One plan the actor may keep."""
    return plans_seen(actor).filter(pk=pk).first()


def plan_walked(actor: Actor, pk: int) -> Plan | None:
    """One plan the actor may keep or walks by."""
    found = plan_for(actor, pk)
    if found is not None:
        return found
    rows = Plan.objects.for_(actor, Permission.PATROL).filter(pk=pk, until=None)
    return rows.select_related("grid__community", "management__place", "management__organisation").first()


def locked_plans(plans: list[Plan]) -> list[Plan]:
    """The same plans, locked: rounds of one plan are drawn one after another."""
    rows = Plan._all.select_for_update(of=("self",)).filter(pk__in=[plan.pk for plan in plans], until=None)
    return list(rows.select_related("grid", "management").order_by("path", "pk"))


def locked_places(plan: Plan) -> dict[int, PlanPlace]:
    """Place id → its row of the plan, locked."""
    return {row.place_id: row for row in PlanPlace._all.select_for_update().filter(plan=plan)}


def places_in(plan: Plan) -> QuerySet[PlanPlace]:
    """A plan's places in tree order."""
    return PlanPlace._all.filter(plan=plan).select_related("place").order_by("place__path")


def row_of(plan: Plan, place: int) -> PlanPlace | None:
    """One place of a plan."""
    return PlanPlace._all.filter(plan=plan, place=place).select_related("place").first()


def every_open_plan() -> Iterator[Plan]:
    """All that hold."""
    ids = list(Plan._all.filter(until=None).order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        plan = Plan._all.filter(pk=pk, until=None).first()
        if plan is not None:
            yield plan


def to_end(day: date) -> list[Plan]:
    """Plans whose grid is closed or whose management no longer answers."""
    gone = Q(grid__closed_on__isnull=False) | Q(management__ended_on__lte=day)
    return list(Plan._all.filter(gone, until=None).order_by("pk"))


def without_plan(day: date, *, limit: int) -> tuple[list[Grid], list[Management]]:
    """Grids drawn over something and companies' managements that have no plan."""
    held = Plan._all.filter(until=None)
    drawn = GridPlace._all.filter(on_day(day), grid=OuterRef("pk"))
    grids = Grid._all.filter(~Exists(held.filter(grid=OuterRef("pk"))), Exists(drawn), closed_on=None)
    managed = Management._all.filter(
        ~Exists(held.filter(management=OuterRef("pk"))), effective(day), mode=ManagementMode.PROPERTY_COMPANY
    )
    return list(grids.order_by("pk")[:limit]), list(managed.order_by("pk")[:limit])


def plans_of_place(path: str) -> QuerySet[Plan]:
    """Plans whose ground begins at or below a path."""
    return Plan._all.filter(under("path", path), until=None)
