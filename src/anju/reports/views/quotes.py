"""A number quoted on paper: keeping it, and finding it again by its code."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.places.queries import by_path
from anju.reports import actions
from anju.reports.forms import SentForm
from anju.reports.queries import asking, differing, quoting
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
    """The number as it was quoted, counted again as of then, as it is today, and the rows between the two."""
    return _page(request, code, SentForm())


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """The number was sent to somebody."""
    actor, form = asks.actor_of(request), SentForm(request.POST)
    quote = quoting.by_code(actor, code)
    if quote is None:
        raise Http404
    if not form.is_valid():
        return _page(request, code, form, 422)
    told = form.cleaned_data
    try:
        row = actions.send(by=actor, quote=quote, receiver=told["receiver"], sent_on=told["sent_on"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, code, form, 422)
    messages.success(request, _("已记下：%(day)s 报给%(to)s。") % {"day": row.sent_on.isoformat(), "to": row.receiver})
    return redirect("reports:quoted", code=quote.code)


def _page(request: HttpRequest, code: str, form: SentForm, status: int = 200) -> HttpResponse:
    actor = asks.actor_of(request)
    again = quoting.found(actor, code)
    if again is None:
        raise Http404
    place = by_path(again.quote.path)
    wished = asks.Wish(place, again.asked.span, {name: value or asking.NONE for name, value in again.asked.narrowed})
    change = differing.since(again.asked, again.quote.size)
    why = request.GET.get("why", "")
    rows = [row for row in change.rows or () if not why or row.why == why]
    at = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() and len(request.GET["from"]) < 8 else 0
    here = reverse("reports:quoted", args=[again.quote.code])
    context = {
        "again": again,
        "figure": again.asked.figure,
        "ratio": again.asked.figure.of is not None,
        "words": asks.in_words(again.asked, wished),
        "url": asks.address(again.asked.figure, wished),
        "sent": quoting.sent(again.quote),
        "form": form,
        "change": change,
        "reasons": [(reason.label, number, f"{here}?why={reason}", reason == why) for reason, number in change.by_why],
        "why": why,
        "rows": differing.shown(actor, again.asked, rows[at : at + asking.PAGE]),
        "pager": parts.Pager(
            previous_url=f"{here}?why={why}" if at else "",
            next_url=f"{here}?why={why}&from={at + asking.PAGE}" if len(rows) > at + asking.PAGE else "",
        ),
        "crumbs": [parts.Crumb(_("数字"), reverse("reports:figures")), parts.Crumb(again.quote.code)],
    }
    return render(request, "reports/quoted.html", context, status=status)
