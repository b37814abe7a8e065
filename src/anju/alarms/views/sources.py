"""The devices that cry wolf most, so that they are mended rather than muted."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.alarms import actions
from anju.alarms.permissions import Permission
from anju.alarms.queries import defects, events
from anju.kernel import clock
from anju.supervision.lists.permissions import Permission as Lists
from anju.ui.asking import who_may

DAYS = 90


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Devices by false alarms of the last ninety days."""
    actor = who_may(request, Permission.SEE)
    rows = events.worst_sources(actor, clock.now() - timedelta(days=DAYS))
    reported = defects.reported([row.device for row in rows])
    context = {
        "rows": [(row, reported.get(row.device)) for row in rows],
        "days": DAYS,
        "may_report": actor.holds(Lists.REPORT),
        "may_open": actor.holds(Lists.SEE),
    }
    return render(request, "alarms/sources.html", context)


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a device that cries wolf on the lists, once."""
    actor = who_may(request, Permission.SEE)
    device = defects.device_for(actor, pk)
    if device is None or not actor.holds(Lists.REPORT):
        raise Http404
    duty = actions.report_source(by=actor, device=device)
    messages.success(request, _("已列入隐患清单：%(number)s") % {"number": duty.hazard.number})
    return redirect("alarms:sources")
