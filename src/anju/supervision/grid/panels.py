"""What patrols tell on others' pages: a person's phones, for the post above; how a grid is patrolled, on its page."""

from collections.abc import Mapping
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people.actions.access import may_keep_account
from anju.people.models import Account
from anju.places.models import Grid
from anju.supervision.grid.enums import Gap
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import coverage, devices, standing
from anju.supervision.grid.queries.summaries import walks
from anju.ui import panels


def phones_of(actor: Actor, person: Account) -> Mapping[str, Any] | None:
    """The phones in use; None where there is none or the actor does not stand above the person."""
    rows = [row for row in devices.devices_of(person) if row.revoked_at is None]
    return {"rows": rows} if rows and may_keep_account(actor, person) else None


panels.register("person.page", panels.Panel("phones", "grid/person_phones.html", phones_of, 60))


def patrols_of(actor: Actor, grid: Grid) -> Mapping[str, Any] | None:
    """The grid's plan, how far its cycle is, who walks today, and what is missing; places, never counts of a person."""
    if not allowed(actor, Permission.SEE_COVERAGE, path=grid.path) or grid.closed_on is not None:
        return None
    plan, day = standing.open_plan(grid=grid), clock.today()
    found = coverage.audit(actor, day, coverage.Filters(grid=str(grid.pk)))
    gaps = found.counts()
    return {
        "plan": plan,
        "progress": coverage.progress_of(found, day).get(grid.pk),
        "gaps": [(gap, gaps[gap]) for gap in Gap if gaps[gap]],
        "walks": walks(plan, day) if plan is not None else [],
        "may_plan": allowed(actor, Permission.PLAN, path=grid.path),
    }


panels.register("grid.page", panels.Panel("patrols", "grid/grid_panel.html", patrols_of, 20, Permission.SEE_COVERAGE))
