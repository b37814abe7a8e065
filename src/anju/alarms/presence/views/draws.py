"""The draws of months: what was promised, the seed once a month is over, and the month drawn again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anju.alarms.presence import queries
from anju.alarms.presence.permissions import Permission
from anju.ui.asking import who_may


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Months, latest first. Of the running one nothing is shown but the commitment."""
    actor = who_may(request, Permission.CHECK)
    rows = [(row, queries.repeated(row) if row.seed else None) for row in queries.draws(actor)]
    return render(request, "presence/draws.html", {"rows": rows})
