"""What leaves Anju: lines by state, dead letters of both kinds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel.actors import Actor
from anju.notify import actions
from anju.notify.enums import DeliveryState
from anju.notify.permissions import Permission
from anju.notify.queries import keeping, outbox, webhooks
from anju.notify.render import words
from anju.notify.views.inbox import actor_of
from anju.ui import parts

STATES = (
    DeliveryState.DEAD, DeliveryState.WAITING, DeliveryState.TRIAL, DeliveryState.SENT, DeliveryState.NEEDLESS,
    DeliveryState.DISCARDED,
)  # fmt: skip


@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """Lines in one state. No address and no wording beyond the notice's title."""
    actor = actor_of(request)
    path = keeping.district_path(actor, Permission.SEE_OUTBOX)
    state = request.GET.get("state", DeliveryState.DEAD)
    if state not in STATES:
        raise Http404
    counts, here = outbox.counts(actor), reverse("notify:outbox")
    rows = outbox.lines(actor, state)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: outbox.PAGE + 1])
    page = found[: outbox.PAGE]
    titles = words(line.notice for line in page)
    context = {
        "rows": [(line, titles[line.notice_id].title) for line in page],
        "events": list(webhooks.dead_events(actor)[: outbox.PAGE]) if state == DeliveryState.DEAD else [],
        "state": state,
        "trial": outbox.is_trial(path),
        "tabs": [parts.Tab(s.label, f"{here}?state={s}", counts.get(s, 0), s == state) for s in STATES],
        "pager": parts.Pager(
            next_url=f"{here}?state={state}&before={page[-1].pk}" if len(found) > len(page) else "",
            summary=_("本页 %(count)s 条") % {"count": len(page)},
        ),
    }
    return render(request, "notify/outbox.html", context)


@require_POST
def settle(request: HttpRequest, kind: str) -> HttpResponse:
    """Try dead letters (or dead events) again, or give them up with a reason."""
    actor = actor_of(request)
    keeping.district_path(actor, Permission.KEEP_OUTBOX)
    if kind not in ("letters", "events"):
        raise Http404
    chosen = [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal()]
    try:
        said = _settle(actor, kind, chosen, request.POST)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, said)
    return redirect("notify:outbox")


def _settle(actor: Actor, kind: str, chosen: list[int], form: QueryDict) -> str:
    again, reason = form.get("as") == "retry", form.get("reason", "")
    if kind == "letters":
        count = (
            actions.retry_letters(by=actor, letters=chosen)
            if again
            else actions.discard_letters(by=actor, letters=chosen, reason=reason)
        )
    elif again:
        count = actions.retry_events(by=actor, events=chosen)
    else:
        count = actions.discard_events(by=actor, events=chosen, reason=reason)
    return (_("%(count)s 条重新排队发送。") if again else _("%(count)s 条已放弃，原因已记录。")) % {"count": count}
