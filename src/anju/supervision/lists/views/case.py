"""The page of one case: what, who answers and why, what may happen next and by whom, the story from the ledger."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists import actions
from anju.supervision.lists.actions import capacities
from anju.supervision.lists.enums import Event, Party, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import story, work
from anju.supervision.lists.queries.cases import denial_of, linked, request_of, seen_by, words_of_request
from anju.supervision.lists.views import deeds, evidence, words
from anju.supervision.lists.views.papers import may_propose
from anju.supervision.lists.views.sheets import share_of

ASKED = {
    State.REPORTED: (Party.CHECKER, _("请核查：现场是否如上报所说")),
    State.ASSIGNED: (Party.ACCOUNTABLE, _("请整改，改完提交照片")),
    State.SUBMITTED: (Party.VERIFIER, _("请复核：是否已经整改到位")),
    State.DEFERRED: (Party.ACCOUNTABLE, _("延期中，请落实临时防范措施")),
}


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One hazard and its duty."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    duty = seen_by(actor, number)
    if duty is None:
        raise Http404
    context = {**context_of(actor, duty), "share": share_of(request, duty)}
    if request.GET.get(deeds.JUST) == Event.MERGE and Event.UNMERGE in actions.offered(actor, duty):
        context["undo_url"] = reverse("lists:act", args=[number, Event.UNMERGE])
    return render(request, "lists/case.html", context)


ANSWERS = {
    Event.RECHECK: _("请核定：核查的说不属实"),
    Event.UPHOLD: _("请裁定异议"),
    Event.DEFER: _("请答复延期申请"),
    Event.DISCHARGE: _("请出具回执，另派责任方"),
}
"""What comes before the work itself, of whoever may answer it."""
WAITING = {
    State.REPORTED: _("等核查方到现场核查"),
    State.ASSIGNED: _("等责任方整改"),
    State.SUBMITTED: _("等复核方复核"),
    State.DEFERRED: _("延期中，由责任方落实临时防范措施"),
}
"""The same for everybody who is not asked."""


def _asked(actor: Actor, duty: Duty, offered: list[deeds.Deed]) -> tuple[object, bool]:
    """What is asked for now, and whether of this actor. An answer that is waited for comes before the work itself."""
    for event, answer in ANSWERS.items():
        if any(deed.event is event for deed in offered):
            return answer, True
    party, title = ASKED.get(State(duty.state), (None, ""))
    mine = party in capacities(actor, duty)
    if duty.deferral_open:
        still = mine and duty.asked_late
        return (_("请继续整改：逾期后才申请延期，答复前期限照走") if still else _("等街道答复延期申请")), still
    if duty.denied:
        return _("核查的说不属实，等上一级核定"), False
    if mine or party is None:
        return title, mine
    return WAITING[State(duty.state)], False


def context_of(actor: Actor, duty: Duty) -> dict[str, object]:
    """Everything the page of a case shows to this actor."""
    offered = deeds.offered(actor, duty)
    title, is_mine = _asked(actor, duty, offered)
    return {
        "duty": duty,
        "hazard": duty.hazard,
        "facts": duty.hazard.kind.facts,
        "now": clock.now(),
        "ring": words.ring_of(duty),
        "crumbs": words.crumbs_of(duty),
        "steps": words.steps_of(duty),
        "events": words.events_of(duty, story.of_case(duty)),
        "card": words.card_of(duty),
        "asked": title,
        "is_mine": is_mine,
        "deeds": offered,
        "evidence": evidence.shown(actor, duty),
        "linked": linked(duty),
        "denial": denial_of(duty),
        "asked_for": (asked_for := request_of(duty)),
        "asked_words": words_of_request(asked_for) if asked_for is not None else "",
        "papers": work.papers_of_case(duty),
        "may_propose": may_propose(actor, duty),
        "rungs": words.rungs_of(duty),
        "coming": words.events_of(duty, [])[:1],
    }
