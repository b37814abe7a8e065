"""One check: what was asked, what came, what follows; and for whoever calls by hand the number and the code."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anju.alarms.presence import actions, queries, words
from anju.alarms.presence.enums import Line, Said
from anju.alarms.presence.models import Check
from anju.alarms.presence.permissions import Permission
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people.queries.walking import names_of_actors
from anju.ui.asking import who_may
from anju.ui.parts import Event


def one_or_404(actor: Actor, pk: int) -> Check:
    """A check in reach."""
    row = queries.check_for(actor, pk)
    if row is None:
        raise Http404
    return row


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The check."""
    actor = who_may(request, Permission.SEE)
    return _draw(request, actor, one_or_404(actor, pk))


def _draw(request: HttpRequest, actor: Actor, row: Check, opened: tuple[str, str] | None = None) -> HttpResponse:
    checks = allowed(actor, Permission.CHECK, path=row.path)
    reason = texts.by_field("presence_check", [row.pk]).get((str(row.pk), "reason"), "") if checks else ""
    context: dict[str, Any] = {
        "row": row,
        "look": words.LOOKS[row.outcome],
        "pressed": words.pressed(row),
        "typed": words.typed(row),
        "story": _story(row),
        "reason": reason,
        "may_check": checks,
        "calls": checks and row.line == Line.PERSON and row.typed == Said.WAITING,
        "may_answer": row.typed == Said.WAITING and queries.may_answer(actor, row),
        "opened": opened,
    }
    return render(request, "presence/check.html", context)


def _story(row: Check) -> list[Event]:
    """What happened, newest first, to the second."""
    accounts = {f"person:{pk}" for pk in (row.started_by, row.told_by, row.typed_by) if pk is not None}
    names = names_of_actors(accounts)

    def by(account: int | None) -> str:
        return names.get(f"person:{account}", "") if account is not None else ""

    told = _("打开号码和口令") if row.line == Line.PERSON else _("电话打出，说出口令")
    taken = row.order.ended_at if row.order is not None and row.order.state == "answered" else None
    found = [
        Event(row.started_at, "bell", row.get_begun_display(), by=by(row.started_by)),
        Event(taken, "access-point", _("装置收到查岗命令")),
        Event(row.told_at, "phone", told, by=by(row.told_by)),
        Event(row.pressed_at, "check", _("按下查岗键")),
        Event(row.typed_at, "message", _("填口令：%(said)s") % {"said": _typed(row)}, by=by(row.typed_by)),
        Event(row.ended_at, "clipboard-check", _("结果：%(what)s") % {"what": row.get_outcome_display()}),
    ]
    there = [
        Event(one.at, one.icon, one.deed, f"{clock.local(one.at):%H:%M:%S}", one.by)
        for one in found if one.at is not None
    ]  # fmt: skip
    return sorted(there, key=lambda one: one.at or row.started_at, reverse=True)


def _typed(row: Check) -> str:
    return _("对") if row.typed == Said.GIVEN else _("不对，%(n)d 次") % {"n": row.tries}


@require_POST
@never_cache
def open_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and code, on the answer to this request only; the term begins."""
    actor = who_may(request, Permission.CHECK)
    one_or_404(actor, pk)
    opened = actions.open_code(by=actor, check=pk)
    return _draw(request, actor, one_or_404(actor, pk), opened)


@require_POST
def unreachable(request: HttpRequest, pk: int) -> HttpResponse:
    """The line is dead: nobody is blamed for that."""
    actor = who_may(request, Permission.CHECK)
    one_or_404(actor, pk)
    actions.unreachable(by=actor, check=pk)
    messages.success(request, _("已记下电话打不通，不算无人应答"))
    return redirect("presence:check", pk=pk)
