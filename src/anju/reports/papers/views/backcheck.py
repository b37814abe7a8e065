"""事故反查报告: begun from its dossier, and who reads it by a decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.kernel.actors import Actor
from anju.people.rules import mask_name
from anju.reports.papers import actions
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.forms import ReaderForm
from anju.reports.papers.queries import backcheck, register
from anju.reports.papers.views.common import read, trail
from anju.supervision.inspections.backcheck.queries import people


@require_POST
def report(request: HttpRequest, fire: int) -> HttpResponse:
    """Begin one. For whoever is not of the group there is no dossier; of the group, it must have been opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if backcheck.open_dossier(actor, fire) is None:
        raise Http404
    try:
        sent = request.POST.get("client_ref", "")[:60]
        row = actions.report(by=actor, fire=fire, client_ref=f"report:{actor.id}:{sent}")
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("backcheck:dossier", pk=fire)
    messages.success(request, _("已按卷宗起草。只有反查组看得到。"))
    return redirect("papers:paper", pk=row.pk)


@require_http_methods(["GET", "POST"])
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reads the issued report besides the group; the lead names them by a decision."""
    actor, paper = read(request, pk)
    if paper.kind != PaperKind.BACKCHECK or not register.signs(actor, paper):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = ReaderForm(sent, people=people.offered(paper.path))
    if sent is not None and form.is_valid():
        try:
            account, decision = form.chosen(), form.cleaned_data["decision"]
            actions.name_reader(by=actor, paper=pk, account=account, decision=decision)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已写明。印发之后这个人能看。"))
            return redirect("papers:readers", pk=pk)
    context = {
        "paper": paper,
        "form": form,
        "named": [(one, mask_name(one.account.name)) for one in register.readers(paper)],
        "crumbs": trail(paper, _("谁可以看")),
    }
    return render(request, "papers/readers.html", context, status=422 if form.errors else 200)
