"""What presence checks tell on others' pages: a room's record on its facility's, and what asks for the code now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.alarms.presence import queries, words
from anju.alarms.presence.enums import Outcome
from anju.alarms.presence.permissions import Permission
from anju.facilities.models import Facility
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.ui import due, panels, worklist
from anju.ui.parts import WorkLine


def of_facility(actor: Actor, facility: Facility) -> Mapping[str, Any] | None:
    """The record of a control room; stays away from what is none, and where the actor may not look."""
    if facility.kind not in queries.KINDS:
        return None
    room = queries.room_for(actor, facility.pk)
    keeps = allowed(actor, Permission.ROOMS, path=facility.path, place=facility.place_id)
    if room is None and not keeps:
        return None
    record = queries.record_of(room, clock.now()) if room is not None else None
    return {
        "room": room,
        "live": room is not None and room.ended_at is None,
        "record": record,
        "present": record.outcomes.get(Outcome.PRESENT, 0) if record else 0,
        "nobody": record.outcomes.get(Outcome.NOBODY, 0) if record else 0,
        "lines": [(row, words.LOOKS[row.outcome]) for row in record.latest] if record else [],
        "keeps": keeps,
        "checks": allowed(actor, Permission.CHECK, path=facility.path, place=facility.place_id),
    }


def waiting_lines(actor: Actor, now: datetime) -> Iterator[tuple[datetime, WorkLine]]:
    """Checks that ask the own organisation now."""
    for row in queries.asked_of(actor):
        yield (
            row.started_at,
            WorkLine(
                verb=_("应答查岗"), what=row.room.facility.place.full_name, url=reverse("presence:mine"),
                why=_("接控制室电话，把听到的口令填进来，并按传输装置上的查岗键"), button=_("填口令"),
                due=due.chip(now, now, "at_once"), live=f"presence_check:{row.pk}",
            ),
        )  # fmt: skip


panels.register("facility.page", panels.Panel("presence", "presence/panel.html", of_facility, 10, Permission.SEE))
worklist.register("presence", waiting_lines, queries.asked_of)
