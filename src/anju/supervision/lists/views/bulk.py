"""Many rows at once, and what one keeps of a list."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists import actions
from anju.supervision.lists import forms as asked
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import listing
from anju.supervision.lists.queries.cases import reached
from anju.supervision.lists.views.batch import picked

MOST = 200
PAGES = ("hazards", "duties")


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Assign or extend the cases ticked in a list: each on its own, and each says what became of it.

    An extension is shown first, old date beside new, and done when it is confirmed.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ids = picked(request.POST.getlist("ids"))[:MOST]
    cases = reached(actor, ids)
    form = asked.ExtendForm(request.POST) if "extend" in request.POST else None
    if form is not None and not form.is_valid():
        return _shown(request, [(duty, _first_error(form)) for duty in cases], 422)
    if form is not None and cases and "confirmed" not in request.POST:
        return _asked_again(request, cases, form)
    results = [(duty, _done(actor, duty, form)) for duty in cases]
    status = 422 if results and all(said for _duty, said in results) else 200
    return _shown(request, results, status)


def _asked_again(request: HttpRequest, cases: list[Duty], form: forms.Form) -> HttpResponse:
    """Many dates at once are moved only after one has seen which: old and new, case by case."""
    context = {
        "cases": cases,
        "due_on": form.cleaned_data["due_on"],
        "reason": form.cleaned_data["reason"],
        "page": request.POST.get("page", ""),
        "back": _back(request),
        "now": clock.now(),
    }
    return render(request, "lists/bulk_confirm.html", context)


def _back(request: HttpRequest) -> str:
    return reverse("lists:duties" if request.POST.get("page") == "duties" else "lists:hazards")


def _first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _done(actor: Actor, duty: Duty, form: forms.Form | None) -> str:
    """Empty when it was done, else why not."""
    try:
        if form is None:
            actions.check_report(by=actor, duty_id=duty.pk)
        else:
            due_on: date = form.cleaned_data["due_on"]
            actions.extend(by=actor, duty_id=duty.pk, due_on=due_on, reason=form.cleaned_data["reason"])
    except (ValueError, LookupError, PermissionDenied) as error:
        return str(error)
    return ""


def _shown(request: HttpRequest, results: list[tuple[Duty, str]], status: int) -> HttpResponse:
    done = sum(not said for _duty, said in results)
    context = {"results": results, "done": done, "failed": len(results) - done, "back": _back(request)}
    return render(request, "lists/bulk.html", context, status=status)


@require_POST
def save_view(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filters of the address under a name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if page not in PAGES:
        raise Http404
    form = asked.ViewNameForm(request.POST)
    query = listing.Filters.read(request.GET).as_query()
    back = reverse(f"lists:{page}") + (f"?{query}" if query else "")
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect(back)
    try:
        view = actions.save_view(by=actor, page=page, name=form.cleaned_data["name"], query=query)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已存为常用筛选：%(name)s") % {"name": view.name})
    return redirect(back)


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own saved filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actions.drop_view(by=actor, pk=pk):
        raise Http404
    messages.success(request, _("已删去这个常用筛选"))
    return redirect("lists:hazards")
