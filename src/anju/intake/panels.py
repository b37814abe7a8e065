"""What imports tell on others' pages: inspections that others made at a place; the way in for a table of devices."""

from collections.abc import Mapping
from typing import Any

from anju.intake.enums import TargetKey
from anju.intake.permissions import Intake
from anju.intake.queries.runs import grant_for, inspections_at
from anju.intake.targets import TARGETS
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.permissions import Permission
from anju.ui import panels

SHOWN = 8


def of_place(actor: Actor, place: Place) -> Mapping[str, Any] | None:
    """The latest outside inspections at or below the place; no panel where there is none."""
    rows = inspections_at(actor, place.path, limit=SHOWN)
    return {"inspections": rows} if rows else None


def of_devices(actor: Actor) -> Mapping[str, Any] | None:
    """The way to bring in a table of devices, for who may."""
    return _way(actor, TargetKey.DEVICES)


def of_points(actor: Actor, **_given: object) -> Mapping[str, Any] | None:
    """The way to bring in a panel's list of points, for who may."""
    return _way(actor, TargetKey.POINTS)


def _way(actor: Actor, target: TargetKey) -> Mapping[str, Any] | None:
    return {"target": str(target)} if grant_for(actor, TARGETS[target]) is not None else None


panels.register("devices.actions", panels.Panel("import", "intake/import_button.html", of_devices, 10, Intake.IMPORT))
panels.register("points.actions", panels.Panel("import", "intake/import_button.html", of_points, 10, Intake.IMPORT))
panels.register(
    "place.page", panels.Panel("outside_inspections", "intake/place_panel.html", of_place, 60, Permission.SEE)
)
