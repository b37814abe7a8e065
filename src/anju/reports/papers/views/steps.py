"""Moves of a document, and the answers of whoever was asked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from anju.reports.papers import actions
from anju.reports.papers.actions import Sent
from anju.reports.papers.enums import CARDS, Answer, Move, PaperKind, PaperState
from anju.reports.papers.forms import AnswerForm, MoveForm
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import checking
from anju.reports.papers.rules import moving
from anju.reports.papers.views import paper as pages
from anju.reports.papers.views.common import looked, number, own, paper_of, trail, who

ASKED = {
    Move.CONSULT: gettext_lazy("选要征求意见的单位。它们在答复期间能看到这一稿；你退回或送会签后就看不到了。"),
    Move.COUNTERSIGN: gettext_lazy("选要会签的单位；没有要会签的，不选也可以送。"),
    Move.SIGN: gettext_lazy("签发时所有实时数字定数，各有引用码；两个清单也按此刻定下。"),
    Move.ISSUE: gettext_lazy("印发后，本区有权看公文的人都能看到，包括人大代表。"),
    Move.RETURN: gettext_lazy("退回后可以修改；已经征求过的意见都留着，要会签的重新会签。"),
    Move.DROP: gettext_lazy("不再发的公文留在列表里，不能再改。"),
}
ISSUED = {
    **dict.fromkeys(CARDS, gettext_lazy("印发后，被写的单位和看全区督查结果的人能看到，别的单位看不到。")),
    PaperKind.BACKCHECK: gettext_lazy("印发后，仍然只有反查组和决定写明的人看得到。"),
}
"""What issuing means for documents that are not read by the whole district."""


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step further, or back: what it means, and what it asks for."""
    actor, paper = own(request, pk)
    if what not in Move.values or moving.after(PaperState(paper.state), Move(what)) is None:
        if request.method == "POST" and what in Move.values:
            messages.error(request, _("这一步已经办过了，或者现在不能办。"))
            return redirect("papers:paper", pk=pk)
        raise Http404
    step, told = Move(what), looked(actor, paper)
    form = MoveForm(request.POST if request.method == "POST" else None, paper=paper, what=step, clashes=told.hindering)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = Sent(
            number(request.POST.get("version", "")) or 0, data.get("asked", ()), data.get("reason", ""),
            data.get("number", ""), told.hindering if data.get("seen") else 0,
        )  # fmt: skip
        try:
            row = actions.move(by=actor, paper=pk, what=step, sent=sent)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("现在是“%(state)s”。") % {"state": row.get_state_display()})
            return redirect("papers:paper", pk=pk)
    context = {
        "paper": paper,
        "form": form,
        "crumbs": trail(paper, str(step.label)),
        "label": step.label,
        "said": ISSUED.get(PaperKind(paper.kind), ASKED[step]) if step is Move.ISSUE else ASKED[step],
        "ready": checking.ready(actor, paper) if step is Move.SIGN else None,
        "clashes": told.clashes if step is Move.SIGN else [],
        "numbers": told.numbers,
    }
    return render(request, "papers/move.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the own organisation says to the draft."""
    actor = who(request, Permission.OPINE)
    paper = paper_of(actor, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(
                by=actor, paper=pk, said=Answer(form.cleaned_data["said"]), opinion=form.cleaned_data["opinion"]
            )
        except ValidationError as error:
            form.add_error("opinion", error)
        else:
            messages.success(request, _("已答复。在这一步结束之前可以再改。"))
            return redirect("papers:paper", pk=pk)
    return pages.draw(request, actor, paper, form)
