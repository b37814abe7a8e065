"""What imports tell on the page of a place: inspections that others made there."""

from collections.abc import Mapping
from typing import Any

from anju.intake.queries.runs import inspections_at
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.permissions import Permission
from anju.ui import panels

SHOWN = 8


def of_place(actor: Actor, place: Place) -> Mapping[str, Any] | None:
    """The latest outside inspections at or below the place; no panel where there is none."""
    rows = inspections_at(actor, place.path, limit=SHOWN)
    return {"inspections": rows} if rows else None


panels.register(
    "place.page", panels.Panel("outside_inspections", "intake/place_panel.html", of_place, 60, Permission.SEE)
)
