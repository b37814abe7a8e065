"""督办, 挂牌, 摘牌, 曝光, 移送: drafted or proposed, decided by a named person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.supervision.lists import actions
from anju.supervision.lists import forms as asked
from anju.supervision.lists.enums import Decision, ProposalKind, Rung, State
from anju.supervision.lists.models import Draft, Duty, Proposal
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import work
from anju.supervision.lists.queries.cases import seen_by
from anju.supervision.lists.queries.story import head_of
from anju.supervision.lists.views.deeds import asking
from anju.ui import due, parts


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a signature, a decision, a receipt or a look."""
    now = clock.now()
    here, done = reverse("lists:papers"), request.GET.get("tab") == "done"
    tabs = [
        parts.Tab(_("要签、要批、要接的"), here, current=not done),
        parts.Tab(_("办过的"), f"{here}?tab=done", current=done),
    ]
    if done:
        drafts, proposals = work.register(_actor(request))
        context = {"tabs": tabs, "drafts": drafts, "proposals": proposals, "now": now}
        return render(request, "lists/papers_done.html", context)
    waiting = work.papers(_actor(request), today=clock.local(now).date())
    return render(request, "lists/papers.html", {"papers": waiting, "tabs": tabs, "now": now})


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A 督办 as the letter that goes out, to print; before it is signed it says that it is a draft."""
    found = work.draft_of(_actor(request), pk)
    if found is None:
        raise Http404
    return render(request, "lists/letter.html", {**_letter(found), "head": head_of(found.path.split("/", 2)[1])})


def _letter(found: Draft) -> dict[str, Any]:
    return {
        "draft": found,
        "cases": work.cases_of(found),
        "level": Rung(found.level).label,
        "now": clock.now(),
        "full_day": due.day,
        "may_print": found.decision in {Decision.PENDING, Decision.APPROVED},
    }


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One drafted 督办 with its cases: signed, or declined with a reason."""
    actor = _actor(request)
    found = work.draft_of(actor, pk)
    if found is None:
        raise Http404
    form = asked.DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signed = "sign" in request.POST
        done = _try(form, lambda: actions.sign_draft(by=actor, draft_id=pk, signed=signed, reason=_reason(form)))
        if done:
            words = _("已签发：致 %(unit)s 的督办") if signed else _("未签发：致 %(unit)s 的督办稿，理由已记录")
            messages.success(request, words % {"unit": found.unit})
            return redirect("lists:papers")
    context = {
        **_letter(found),
        "form": form,
        "mine": found.decision == Decision.PENDING and _may_sign(actor, found),
        "crumbs": _crumbs(_("督办稿")),
    }
    return render(request, "lists/draft.html", context, status=422 if form.errors else 200)


def _may_sign(actor: Actor, found: Draft) -> bool:
    permission = Permission.RULE if found.level == Rung.STREET else Permission.OVERSEE
    return allowed(actor, permission, parties=[found.signer_id, found.above_id])


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: decided by the district office; a referral then received or returned by street enforcement."""
    actor = _actor(request)
    found = work.proposal_of(actor, pk)
    if found is None:
        raise Http404
    step, form = _step(actor, found, request)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _try(form, lambda: _answer(actor, found, step, form, request)):
            messages.success(request, _("已办理：%(kind)s") % {"kind": found.get_kind_display()})
            return redirect("lists:proposal", pk=pk)
    context = {
        "proposal": found,
        "duty": found.duty,
        "step": step,
        "form": form,
        "crumbs": _crumbs(found.get_kind_display()),
        "is_referral": found.kind == ProposalKind.REFERRAL,
        "now": clock.now(),
    }
    return render(request, "lists/proposal.html", context, status=422 if form is not None and form.errors else 200)


def _step(actor: Actor, found: Proposal, request: HttpRequest) -> tuple[str, Any]:
    """What is asked of this actor now, and the form for it; nothing where it is not their move."""
    given = request.POST or None
    if found.decision == Decision.PENDING and allowed(
        actor, Permission.OVERSEE, parties=[found.approver_id, found.above_id]
    ):
        return "decide", asked.DecideForm(given)
    if found.kind == ProposalKind.REFERRAL and allowed(actor, Permission.RECEIVE, parties=[found.receiver_id]):
        if found.decision == Decision.APPROVED:
            return "receive", asked.ReceiveForm(given)
        if found.decision == Decision.RECEIVED and found.ended_at is None:
            return "result", asked.ResultForm(given, initial={"outside_no": found.outside_no})
    return "", None


def _answer(actor: Actor, found: Proposal, step: str, form: Any, request: HttpRequest) -> object:
    data = form.cleaned_data
    yes = "yes" in request.POST
    match step:
        case "decide":
            return actions.decide(by=actor, proposal_id=found.pk, approved=yes, reason=data["reason"])
        case "receive":
            return actions.receive(
                by=actor, proposal_id=found.pk, received=yes, reason=data["reason"], outside_no=data["outside_no"]
            )
    return actions.record_result(by=actor, proposal_id=found.pk, result=data["result"], outside_no=data["outside_no"])


def may_propose(actor: Actor, duty: Duty) -> bool:
    """Whether the actor may propose something about a case now."""
    return allowed(actor, Permission.RULE, path=duty.path) and duty.state != State.REPORTED


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """A street or the district office proposes something about a case, or asks for the form."""
    actor = _actor(request)
    duty = seen_by(actor, number)
    if duty is None:
        raise Http404
    if request.method != "POST":
        if not may_propose(actor, duty):
            raise PermissionDenied
        context = {"duty": duty, "form": asked.ProposeForm(auto_id="propose-%s")}
        return asking(request, "lists/propose.html", "lists/propose_dialog.html", context)
    form = asked.ProposeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        kind = ProposalKind(data["kind"])
        if _try(
            form,
            lambda: actions.propose(
                by=actor, duty_id=duty.pk, kind=kind, reason=data["reason"], wording=data["wording"]
            ),
        ):
            messages.success(request, _("已提出建议：%(kind)s，等区消委办审批") % {"kind": kind.label})
            return redirect("lists:case", number=number)
    return render(request, "lists/propose.html", {"duty": duty, "form": form}, status=422)


def _try(form: Any, deed: Any) -> bool:
    """Do it, or put the refusal on the form."""
    try:
        deed()
    except (ValueError, LookupError, PermissionDenied) as error:
        form.add_error(None, str(error))
        return False
    return True


def _reason(form: Any) -> str:
    return str(form.cleaned_data["reason"])


def _crumbs(last: Any) -> list[parts.Crumb]:
    return [parts.Crumb(_("督办与审批"), reverse("lists:papers")), parts.Crumb(last)]
