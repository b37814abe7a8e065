"""The list of documents, and beginning one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.reports.papers import actions
from anju.reports.papers.actions import Wanted
from anju.reports.papers.enums import PaperKind, PaperState
from anju.reports.papers.forms import NewForm
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import register, schedules
from anju.reports.papers.views.common import ANY, number, who
from anju.ui import parts


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Own drafts, what waits for an answer and what was issued; filters live in the address."""
    actor = who(request, *ANY)
    asked = {name: request.GET.get(name, "")[:60].strip() for name in ("state", "kind", "q")}
    waits = asked["state"] == "waiting"
    filters = register.Filters("" if waits else asked["state"], asked["kind"], asked["q"], waits)
    start = number(request.GET.get("from", "")) or 0
    rows = list(register.listed(actor, filters)[start : start + register.PAGE + 1])
    here, query = reverse("papers:papers"), {name: value for name, value in asked.items() if value}

    def link(**change: object) -> str:
        kept = {name: value for name, value in {**query, **change}.items() if value not in ("", 0)}
        return f"{here}?{urlencode(kept)}" if kept else here

    states: list[tuple[str, parts.Words]] = [("", _("全部")), ("waiting", _("等我单位答复")), *PaperState.choices]
    context = {
        "rows": rows[: register.PAGE],
        "asked": asked,
        "tabs": [parts.Tab(label, link(state=state), current=asked["state"] == state) for state, label in states],
        "filters": [
            parts.Filter("kind", _("文种"), [("", _("全部")), *PaperKind.choices], asked["kind"], link(kind=""))
        ],
        "keep": [("state", asked["state"])] if asked["state"] else [],
        "clear_url": here,
        "writes": actor.holds(Permission.WRITE),
        "schedules": schedules.owner_of(actor) is not None,
        "pager": parts.Pager(
            previous_url=link(**{"from": max(start - register.PAGE, 0)}) if start else "",
            next_url=link(**{"from": start + register.PAGE}) if len(rows) > register.PAGE else "",
        ),
    }
    return render(request, "papers/papers.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a document from its template."""
    actor = who(request, Permission.WRITE)
    form = NewForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(data["kind"], data["place"], data["period"], source=data.get("source", ""))
        try:
            row = actions.draft(by=actor, wanted=wanted, client_ref=f"desk:{actor.id}:{data['client_ref']}")
        except ValidationError as error:
            form.add_error("source" if "source" in form.fields else None, error)
        else:
            messages.success(request, _("已按模板起草，数字是现在的；没有把握的地方写着“请补充”。"))
            return redirect("papers:edit", pk=row.pk)
    return render(request, "papers/new.html", {"form": form}, status=422 if form.errors else 200)
