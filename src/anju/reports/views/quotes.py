"""A number quoted on paper: keeping it, and finding it again by its code."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.places.queries import by_path
from anju.reports import actions
from anju.reports.queries import quoting
from anju.reports.views import asked as asks
from anju.ui import parts


@require_POST
def quote(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the number of the address, and show it under its code."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    asked = asks.question(actor, asks.figure_of(actor, code), wished)
    try:
        made = actions.quote(by=actor, asked=asked)
    except actions.NotOneDistrictError:
        messages.error(request, _("引用的数字要在一个区内，请先选一个区。"))
        return redirect(asks.address(code, wished))
    return redirect("reports:quoted", code=made.code)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The way from a code on paper to its page."""
    code = request.GET.get("code", "").strip().upper()[:12]
    if not code.isalnum():
        return redirect("reports:figures")
    return redirect("reports:quoted", code=code)


@require_GET
def quoted(request: HttpRequest, code: str) -> HttpResponse:
    """The number as it was quoted, counted again as of then, and as it is today."""
    again = quoting.found(asks.actor_of(request), code)
    if again is None:
        raise Http404
    place = by_path(again.quote.path)
    wished = asks.Wish(place, again.asked.span, dict(again.asked.narrowed))
    context = {
        "again": again,
        "figure": again.asked.figure,
        "words": asks.in_words(again.asked, wished),
        "url": asks.address(again.asked.figure, wished),
        "crumbs": [parts.Crumb(_("数字"), reverse("reports:figures")), parts.Crumb(again.quote.code)],
    }
    return render(request, "reports/quoted.html", context)
