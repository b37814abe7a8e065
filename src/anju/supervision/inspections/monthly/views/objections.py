"""异议: what waits for an answer, and the answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.supervision.inspections.monthly.actions.objecting import answer
from anju.supervision.inspections.monthly.enums import Decision
from anju.supervision.inspections.monthly.forms import AnswerForm
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import objections, tasks
from anju.supervision.inspections.monthly.views.who import who


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """All of the district for whoever answers, the own ones for streets and companies."""
    actor = who(request, Permission.MANAGE, Permission.OWN)
    context = {"pending": objections.pending(actor), "decided": objections.decided(actor)}
    return render(request, "monthly/objections.html", context)


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection; the district office answers here."""
    actor = (
        who(request, Permission.MANAGE) if request.method == "POST" else who(request, Permission.MANAGE, Permission.OWN)
    )
    row = objections.one(actor, pk)
    if row is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer(by=actor, objection=pk, decision=Decision(said["decision"]), reason=said["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已答复，对方会收到通知。"))
            return redirect("monthly:objection", pk)
    may_answer = actor.holds(Permission.MANAGE) and row.decision == Decision.PENDING
    context = {
        "objection": row,
        "words": objections.words(row),
        "results": tasks.results_of(row.task),
        "finds": tasks.finds_of(row.task),
        "form": form if may_answer else None,
    }
    return render(request, "monthly/objection.html", context, status=422 if form.errors else 200)
