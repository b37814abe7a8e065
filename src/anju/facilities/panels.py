"""What stands ready at a place, on the place's page."""

from collections.abc import Mapping
from typing import Any

from anju.facilities import shipped, words
from anju.facilities.enums import FacilityState
from anju.facilities.permissions import Permission
from anju.facilities.queries import register
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.places.models import Place
from anju.ui import panels

SHOWN = 8
WIDE = ("district", "street", "community")
"""Places whose facilities the register shows better."""


def at_place(actor: Actor | None, place: Place, **_given: object) -> Mapping[str, Any] | None:
    """Those out of service by name, the others counted by kind; away where there is nothing and nobody to add it."""
    if actor is None or place.kind in WIDE:
        return None
    rows = register.standing_at(actor, place.path)
    keeps = allowed(actor, Permission.KEEP, path=place.path, place=place.pk) and place.closed_on is None
    if not rows and not keeps:
        return None
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    out = [row for row in rows if row.state == FacilityState.OUT_OF_SERVICE]
    return {
        "out": [(row, words.out_words(row)) for row in out[:SHOWN]],
        "kinds": [(code, shipped.named(code), number) for code, number in sorted(counts.items())],
        "full": len(rows) == register.HERE,
        "may_keep": keeps,
    }


panels.register(
    "place.aside",
    panels.Panel("facilities", "facilities/place_panel.html", at_place, order=40, permission=Permission.SEE),
)
