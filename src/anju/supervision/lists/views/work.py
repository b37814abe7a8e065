"""我的待办: what is mine, due first, one tap to act."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import work
from anju.ui import due, parts

SHOWN = 100
VERBS = {
    State.REPORTED: (_("核查上报"), _("去核查")),
    State.ASSIGNED: (_("整改"), _("去整改")),
    State.SUBMITTED: (_("复核整改"), _("去复核")),
    State.DEFERRED: (_("临时防范"), _("去登记")),
}


@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    """One work list for all of a person's posts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    mine = list(work.held(actor)[: SHOWN + 1])
    late = [duty for duty in mine if _due(duty) < now]
    today = [duty for duty in mine if duty not in late and clock.local(_due(duty)).date() == clock.local(now).date()]
    rest = [duty for duty in mine[:SHOWN] if duty not in late and duty not in today]
    groups = [(_("已逾期"), late, True), (_("今天到期"), today, False), (_("以后到期"), rest, False)]
    context = {
        "groups": [(label, [line(duty, now) for duty in cases], is_late) for label, cases, is_late in groups if cases],
        "count": f"{SHOWN}+" if len(mine) > SHOWN else len(mine),
        "late": len(late),
        "today": len(today),
        "papers": work.papers(actor, today=clock.local(now).date()),
        "others": [line(duty, now) for duty in work.waiting_for_others(actor)[:5]],
        "now": now,
    }
    return render(request, "lists/work.html", context)


def _due(duty: Duty) -> datetime:
    assert duty.holder_due_at is not None
    return duty.holder_due_at


def line(duty: Duty, now: datetime) -> parts.WorkLine:
    """A case as a line of work: the verb, what, why me, by when."""
    verb, button = (_("答复延期"), _("去答复")) if duty.deferral_open else VERBS[State(duty.state)]
    return parts.WorkLine(
        verb=verb,
        what=f"{duty.hazard.place.full_name} · {duty.hazard.kind.name}",
        url=reverse("lists:case", args=[duty.hazard.number]),
        why=f"{duty.hazard.number} · {duty.accountable or duty.holder}",
        button=button,
        due=due.chip(_due(duty), now, "working_days"),
        severity=duty.severity,
        candidate=duty.severity == "major",
        live=f"duty:{duty.pk}",
    )
