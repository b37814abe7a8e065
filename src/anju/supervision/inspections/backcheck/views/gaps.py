"""待核实: gaps with what was done beside them, asked, decided, handed on; and the page where a party answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.catalogue.queries import in_use
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.people.rules import mask_name
from anju.supervision.inspections.backcheck import words
from anju.supervision.inspections.backcheck.actions import gaps as actions
from anju.supervision.inspections.backcheck.enums import Decision, GapState
from anju.supervision.inspections.backcheck.forms import DecideForm, DutyForm, ProposeForm, WordsForm
from anju.supervision.inspections.backcheck.models import Accountability, Dossier, Gap
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.backcheck.queries import gaps as queries
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import Past, past_of
from anju.supervision.inspections.backcheck.views.common import crumbs, dossier_of, say, who
from anju.ui import parts


def behind_the_door(request: HttpRequest, pk: int) -> tuple[Actor, Dossier]:
    """Who asks and the dossier, opened lately. Raises Http404 for others; PermissionDenied before it was opened."""
    actor, dossier = dossier_of(request, pk)
    if not entry.is_open(actor, dossier):
        raise PermissionDenied(_("先打开卷宗"))
    return actor, dossier


def _past(dossier: Dossier) -> Past:
    ground = ground_of(dossier.fire)
    return past_of(ground) if ground is not None else Past(())


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every gap of a dossier."""
    actor, dossier = dossier_of(request, pk)
    if not entry.is_open(actor, dossier):
        return redirect("backcheck:dossier", pk=pk)
    fire = dossier.fire
    proposals = queries.proposals_of(dossier)
    said = texts.read([one for row in proposals for one in (row.wording, row.reason) if one is not None])
    context = {
        "fire": fire,
        "cards": words.cards(queries.gaps_of(dossier), _past(dossier)),
        "now": clock.now(),
        "proposals": [_proposal(row, said, actor) for row in proposals],
        "crumbs": crumbs(
            fire, parts.Crumb(_("卷宗"), reverse("backcheck:dossier", args=[fire.pk])), parts.Crumb(_("待核实"))
        ),
    }
    return render(request, "backcheck/gaps.html", context)


def _proposal(row: Accountability, said: dict[int, str | None], actor: Actor) -> dict[str, Any]:
    return {
        "row": row,
        "approver": mask_name(row.approver.name),
        "wording": said.get(row.wording or 0) or "",
        "reason": said.get(row.reason or 0) or "",
        "mine": row.approver_id == actor.account and row.decision == Decision.PENDING,
    }


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for gaps."""
    actor, dossier = behind_the_door(request, pk)
    try:
        count = actions.list_gaps(by=actor, dossier=dossier)
    except ValidationError as error:
        say(request, error)
    else:
        messages.success(request, _("新列出 %(count)s 项。每项都先问过责任方再认定。") % {"count": count})
    return redirect("backcheck:gaps", pk=pk)


def _gap(dossier: Dossier, gap: int) -> Gap:
    found = queries.gap_of(dossier, gap)
    if found is None:
        raise Http404
    return found


@require_POST
def ask(request: HttpRequest, pk: int, gap: int) -> HttpResponse:
    """Put it to its party."""
    actor, dossier = behind_the_door(request, pk)
    try:
        actions.ask(by=actor, gap=_gap(dossier, gap))
    except ValidationError as error:
        say(request, error)
    else:
        messages.success(request, _("已请责任方说明情况，期限 %(days)s 个工作日。") % {"days": actions.ANSWER_DAYS})
    return redirect("backcheck:gaps", pk=pk)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int, gap: int) -> HttpResponse:
    """Decide a gap; once confirmed, make it a duty or propose accountability."""
    actor, dossier = behind_the_door(request, pk)
    row = _gap(dossier, gap)
    what = request.POST.get("what", "")
    given = request.POST if request.method == "POST" else None
    district = dossier.path.split("/", 2)[1]
    kinds = [(kind.facts.code, f"{kind.facts.name}（{kind.facts.code}）") for kind in in_use(district)]
    people = [(str(one.pk), mask_name(one.name)) for one in queries.named_approvers(dossier) if one.pk != actor.account]
    forms: dict[str, Any] = {
        "decide": DecideForm(given if what == "decide" else None),
        "duty": DutyForm(given if what == "duty" else None, kinds=kinds),
        "propose": ProposeForm(given if what == "propose" else None, people=people),
    }
    form = forms.get(what)
    if form is not None and form.is_valid() and _did(request, actor, row, what, form):
        return redirect("backcheck:gaps", pk=pk)
    context = {
        "fire": dossier.fire,
        "card": words.cards([row], _past(dossier))[0],
        "forms": forms,
        "confirmed": row.state == GapState.CONFIRMED,
        "now": clock.now(),
        "crumbs": crumbs(
            dossier.fire, parts.Crumb(_("卷宗"), reverse("backcheck:dossier", args=[pk])), parts.Crumb(_("待核实"))
        ),
    }
    return render(request, "backcheck/gap.html", context, status=422 if request.method == "POST" else 200)


def _did(request: HttpRequest, actor: Actor, row: Gap, what: str, form: Any) -> bool:
    """Do it, or put the refusal into the form."""
    data = form.cleaned_data
    try:
        if what == "decide":
            actions.decide(by=actor, gap=row, state=form.chosen(), reason=data["reason"])
        elif what == "duty":
            duty = actions.to_lists(by=actor, gap=row, code=data["code"], description=data["description"])
            messages.success(request, _("已转成责任 %(number)s。") % {"number": duty.hazard.number})
        else:
            approver = next(one for one in queries.named_approvers(row.dossier) if str(one.pk) == data["approver"])
            actions.propose(by=actor, gap=row, approver=approver, wording=data["wording"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def decide_proposal(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """The named person approves or declines."""
    actor, dossier = behind_the_door(request, pk)
    row = queries.proposal_of(dossier, proposal)
    if row is None or row.approver_id != actor.account:
        raise Http404
    approved = request.POST.get("decision") == Decision.APPROVED
    try:
        actions.decide_proposal(by=actor, proposal=row, approved=approved, reason=request.POST.get("reason", "")[:1000])
    except ValidationError as error:
        say(request, error)
    return redirect("backcheck:gaps", pk=pk)


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """What one's own organisation is asked. Nothing else of any dossier."""
    actor = who(request, Permission.ANSWER)
    rows = [(gap, words.sentence(gap)) for gap in queries.asked_of(actor)]
    return render(request, "backcheck/answers.html", {"rows": rows, "now": clock.now()})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, with what is on record of one's own deeds, and the answer."""
    actor = who(request, Permission.ANSWER)
    gap = queries.asked_gap(actor, pk)
    if gap is None:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(by=actor, gap=gap, words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已交给反查组。认定之前还可以补充。"))
            return redirect("backcheck:answers")
    context = {
        "card": words.cards([gap], _past(gap.dossier))[0],
        "form": form,
        "now": clock.now(),
        "crumbs": [parts.Crumb(_("待核实"), reverse("backcheck:answers")), parts.Crumb(str(gap.place))],
    }
    return render(request, "backcheck/answer.html", context, status=422 if form.errors else 200)
