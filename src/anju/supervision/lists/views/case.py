"""The page of one case: what, who answers and why, what may happen next and by whom, the story from the ledger."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists.actions import capacities
from anju.supervision.lists.enums import Party, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import story
from anju.supervision.lists.queries.cases import seen_by
from anju.supervision.lists.rules.transitions import possible
from anju.supervision.lists.views import deeds, words
from anju.ui import parts

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
    return render(request, "lists/case.html", context_of(actor, duty))


def context_of(actor: Actor, duty: Duty) -> dict[str, object]:
    """Everything the page of a case shows to this actor."""
    mine = capacities(actor, duty)
    party, title = ASKED.get(State(duty.state), (None, ""))
    offered = [row.event for row in possible(State(duty.state), duty.outcome) if row.parties & mine]
    return {
        "duty": duty,
        "hazard": duty.hazard,
        "facts": duty.hazard.kind.facts,
        "now": clock.now(),
        "ring": words.ring_of(duty),
        "crumbs": words.crumbs_of(duty),
        "steps": words.steps_of(duty),
        "events": words.events_of(duty, story.of_case(duty)),
        "card": _card(duty),
        "asked": title,
        "is_mine": party in mine,
        "deeds": deeds.offered(actor, duty, offered),
        "coming": words.events_of(duty, [])[:1],
    }


def _card(duty: Duty) -> parts.Duty:
    funds = "" if duty.funds_fen is None else f"{duty.funds_fen // 100:,} 元 · {duty.get_funds_source_display()}"
    return parts.Duty(
        party=str(duty.accountable) if duty.accountable else _("核查后确定"),
        number=duty.number,
        reasons=words.reasons_of(duty),
        verifier=str(duty.verifier or ""),
        fixes=(
            parts.Fix(_("措施"), duty.measure, _("缺：怎样整改")),
            parts.Fix(_("资金"), funds, _("缺：多少钱、从哪里出")),
            parts.Fix(_("责任人"), duty.responsible, _("缺：谁来办")),
            parts.Fix(_("时限"), words.when_and_who(duty.due_at, "")[0] if duty.due_at else "", _("派责后确定")),
            parts.Fix(_("预案"), duty.contingency, _("缺：整改前的临时防范措施")),
        ),
    )
