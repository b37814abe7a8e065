"""What devices tell on others' pages: how many stand at a place and what is the matter; those on a facility."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anju.facilities.models import Facility
from anju.facilities.queries.telling import LastTold, provide
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.telemetry import words
from anju.telemetry.models import Series
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register
from anju.ui import panels


def of_place(actor: Actor, place: Place, **_given: object) -> Mapping[str, Any] | None:
    """How many devices there are at the place and below, and of how many something is the matter."""
    counts = register.at_place(actor, place, clock.now())
    return {"counts": counts} if counts["all"] else None


def of_facility(actor: Actor, facility: Facility, **_given: object) -> Mapping[str, Any] | None:
    """The devices on a facility with what holds; the same list as in the register, so the same reach."""
    rows = list(register.devices(actor).filter(facility=facility).select_related("model", "heard")[:20])
    if not rows:
        return None
    held, now = register.held_by(rows), clock.now()
    return {
        "facility": facility,
        "rows": [
            (
                row,
                [(words.state(one), words.tone(one)) for one in held.get(row.pk, [])[:3]],
                register.silent_since(row, now),
            )
            for row in rows
        ],
    }


@provide
def last_told(facilities: Collection[int]) -> Mapping[int, LastTold]:
    """What the devices of facilities said last: what holds and should not, else a reading, else that they live."""
    rows = register.on_facilities(facilities)
    held, measured = register.held_by(rows), register.measured_by(rows)
    found: dict[int, LastTold] = {}
    for row in rows:
        heard = getattr(row, "heard", None)
        if row.facility_id is None or heard is None:
            continue
        wrong = [words.state(one) for one in held.get(row.pk, []) if words.tone(one)]
        name, unit, said = _measure(measured.get(row.pk))
        text = "、".join(wrong[:2]) or (f"{name} {said} {unit}".strip() if said else _("在线，没有异常"))
        found[row.facility_id] = LastTold(text, clock.from_us(heard.last_us), bool(wrong))
    return found


def _measure(last: Series | None) -> tuple[str, str, str]:
    return ("", "", "") if last is None else (*words.quantity(last.quantity), words.value(last.last_milli))


panels.register("place.page", panels.Panel("devices", "telemetry/place_panel.html", of_place, 40, Permission.SEE))
panels.register(
    "facility.page", panels.Panel("devices", "telemetry/facility_panel.html", of_facility, 20, Permission.SEE)
)
