"""What alarms tell on others' pages: open ones at a place, and on the own desk those one must answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from anju.alarms import words
from anju.alarms.permissions import Permission
from anju.alarms.queries import contacts, events
from anju.facilities.models import Facility
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.telemetry.models import Device
from anju.ui import due, panels, worklist
from anju.ui.parts import WorkLine

SHOWN = 6


def of_place(actor: Actor, place: Place) -> Mapping[str, Any] | None:
    """The last alarms at or below a place; stays away where there was none."""
    rows = events.alarms(actor).filter(path__startswith=place.path)
    query = urlencode({"tab": "all", "place": place.path})
    return _shown(rows.select_related("place").order_by("-pk"), f"?{query}")


def of_device(actor: Actor, device: Device) -> Mapping[str, Any] | None:
    """The last alarms of a device."""
    return _shown(events.alarms(actor).filter(device=device).select_related("place").order_by("-pk"), "?tab=all")


def of_facility(actor: Actor, facility: Facility) -> Mapping[str, Any] | None:
    """The last alarms of the devices at a facility."""
    rows = events.alarms(actor).filter(device__facility=facility)
    return _shown(rows.select_related("place").order_by("-pk"), "?tab=all")


def contacts_of_facility(actor: Actor, facility: Facility) -> Mapping[str, Any] | None:
    """Whom the household detectors that a facility stands for call; a link to each one's list."""
    return _contacts(actor, Q(facility=facility))


def contacts_of_device(actor: Actor, device: Device) -> Mapping[str, Any] | None:
    """The same of one detector."""
    return _contacts(actor, Q(pk=device.pk))


def _contacts(actor: Actor, which: Q) -> Mapping[str, Any] | None:
    rows = contacts.household_devices(actor, which)[:SHOWN]
    return {"rows": rows} if rows else None


def _shown(rows: Any, query: str) -> Mapping[str, Any] | None:
    found = list(rows[:SHOWN])
    if not found:
        return None
    lines = [
        (row, words.KIND_ICONS[row.kind], words.STATE_LOOKS[row.state], clock.from_us(row.first_us)) for row in found
    ]
    return {"lines": lines, "all_url": reverse("alarms:list") + query}


def waiting_lines(actor: Actor, now: datetime) -> Iterator[tuple[datetime, WorkLine]]:
    """Open alarms one was called for, and those of the own reach nobody has taken."""
    for row in events.called_for(actor):
        moment = row.next_at or now + timedelta(minutes=5)
        yield (
            row.raised_at,
            WorkLine(
                verb=_("应答"), what=f"{row.get_kind_display()} · {row.place.full_name}",
                url=reverse("alarms:go", args=[row.pk]), why=str(words.ASKED[row.state]), button=_("打开"),
                due=due.chip(moment, now, "at_once"), live=f"alarm:{row.pk}",
            ),
        )  # fmt: skip


panels.register("place.page", panels.Panel("alarms", "alarms/panel.html", of_place, 5, Permission.SEE))
panels.register("device.page", panels.Panel("alarms", "alarms/panel.html", of_device, 5, Permission.SEE))
panels.register("facility.page", panels.Panel("alarms", "alarms/panel.html", of_facility, 5, Permission.SEE))
_CONTACTS = "alarms/contacts_panel.html"
panels.register("facility.page", panels.Panel("contacts", _CONTACTS, contacts_of_facility, 6, Permission.CONTACTS))
panels.register("device.page", panels.Panel("contacts", _CONTACTS, contacts_of_device, 6, Permission.CONTACTS))
worklist.register("alarms", waiting_lines, events.open_calls)
