"""Crossed figures that are kept: one's own, and those of one's offices."""

from dataclasses import dataclass

from django.db.models import Q

from anju.kernel.actors import Actor
from anju.kernel.figures.registry import Figure, figures
from anju.kernel.permissions import granting
from anju.reports.models import SavedCrossing


@dataclass(frozen=True, slots=True)
class Saved:
    """One of them, and whether it is the reader's own."""

    row: SavedCrossing
    figure: Figure
    own: bool


def visible(actor: Actor) -> list[Saved]:
    """The reader's own first, then the office's; of figures that the reader may read, by name."""
    rows = SavedCrossing._all.filter(Q(made_by=actor.account or 0) | Q(office__in=actor.organisations))
    found = [
        Saved(row, figures[row.figure], row.made_by == actor.account)
        for row in rows.order_by("name", "pk")[:200]
        if row.figure in figures and granting(actor, figures[row.figure].permission)
    ]
    return sorted(found, key=lambda one: not one.own)
