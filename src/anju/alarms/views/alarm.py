"""One alarm: the page of the desk, the page of the phone, and the steps people take."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.alarms import actions, words
from anju.alarms.enums import AlarmKind, Event, Outcome, State
from anju.alarms.forms import JudgeForm
from anju.alarms.models import Alarm
from anju.alarms.queries import events
from anju.alarms.rules.transitions import NotPossibleError, next_events
from anju.alarms.story import story_of
from anju.alarms.views.shared import alarm_of, who
from anju.facilities.queries import building, stations, water
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.people.actions.help import open_for
from anju.people.enums import HelpOpened
from anju.places.queries import point_of

DO: dict[str, Callable[..., Alarm]] = {
    "take": actions.acknowledge,
    "arrive": actions.arrive,
    "fire": actions.confirm_fire,
    "close": actions.close,
    "cannot": actions.cannot,
    "dialled": actions.dialled,
}
GROUPS = (
    ("water", _("消火栓和立管")), ("supply", _("水泵、水箱和阀门")), ("cutoffs", _("燃气和电源切断")),
    ("panels", _("报警控制器")),
)  # fmt: skip
"""What the plan card of `facilities` groups, and what it is called here."""
_WAYS = {Event.ACKNOWLEDGE: "take", Event.ARRIVE: "arrive", Event.CONFIRM: "fire", Event.CLOSE: "close"}


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything somebody at a desk needs: what, where, who was called, what holds there, water and ways."""
    actor = who(request)
    row = alarm_of(actor, pk)
    point, card = point_of(row.place), building.plan_of(row.place)
    context = {
        **_common(actor, row),
        "card": card,
        "groups": [(title, found) for name, title in GROUPS if (found := getattr(card, name))],
        "water": water.nearest(*point) if point else [],
        "stations": stations.nearest(*point, at=clock.now(), limit=3) if point else [],
        "around": events.around(row),
        "story": story_of(row),
        "note": texts.by_field("alarm", [row.pk]).get((str(row.pk), "note"), ""),
    }
    return render(request, "alarms/alarm.html", context)


@require_GET
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for somebody who runs: one button. Asked by htmx, only the part that changes."""
    actor = who(request)
    row = alarm_of(actor, pk)
    point = point_of(row.place)
    context = {**_common(actor, row), "water": water.nearest(*point, limit=2) if point else []}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "alarms/go_now.html" if part else "alarms/go.html", context)


def _common(actor: Actor, row: Alarm) -> dict[str, Any]:
    may = row.state != State.CLOSED and events.may_respond(actor, row)
    now = clock.now()
    steps = next_events(State(row.state), AlarmKind(row.kind)) if may else ()
    return {
        "row": row,
        "next_at": clock.local(row.next_at) if row.next_at else None,
        "first": clock.from_us(row.first_us),
        "ago": words.ago(clock.from_us(row.first_us), now),
        "icon": words.KIND_ICONS[row.kind],
        "look": words.STATE_LOOKS[row.state],
        "asked": words.ASKED[row.state],
        "points": [
            (line, words.said(line.state), clock.local(clock.from_us(line.at))) for line in events.points_of(row)
        ],
        "steps": [(_WAYS.get(event, "judge"), words.STEPS[event]) for event in steps],
        "may": may,
        "was_called": may and events.open_call(row, actor.account),
        "said": words.said,
    }


@require_POST
def help_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who in the building needs help to get out, for who answers the alarm while it is open; reading it is an entry."""
    actor = who(request)
    row = alarm_of(actor, pk)
    if row.state == State.CLOSED or not events.may_respond(actor, row):
        raise PermissionDenied(gettext("只有正在处置这起报警的人能看需协助疏散人员。"))
    needs = open_for(by=actor, place=row.place, reason=HelpOpened.ALARM, ref=f"alarm:{row.pk}")
    return render(request, "alarms/help.html", {"row": row, "needs": needs})


@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step. A step that somebody else took meanwhile is said, and is no fault."""
    actor = who(request)
    if what not in DO:
        raise Http404
    alarm_of(actor, pk)
    try:
        DO[what](by=actor, alarm=pk)
    except NotPossibleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _done(what))
    return _back(request, pk)


def _done(what: str) -> str:
    said = {
        "take": _("已接警。到场后请按“我到了”"),
        "arrive": _("已记下到场"),
        "fire": _("已确认是火，大队、街道和物业都会收到。请由人拨打119"),
        "close": _("报警已结束"),
        "cannot": _("已记下你去不了，正在呼叫下一级"),
        "dialled": _("已记下拨打119的时间"),
    }
    return str(said[what])


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """It was no fire: what it was."""
    actor = who(request)
    row = alarm_of(actor, pk)
    if not events.may_respond(actor, row):
        raise PermissionDenied
    form = JudgeForm(request.POST or None, kind=AlarmKind(row.kind))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = Outcome(data["outcome"])
        try:
            actions.judge(by=actor, alarm=pk, outcome=outcome, cause=data.get("cause", ""), note=data["note"])
        except NotPossibleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("报警已结束：%(what)s") % {"what": outcome.label})
            return _back(request, pk)
    context = {**_common(actor, row), "form": form, "phone": request.GET.get("from") == "phone"}
    return render(request, "alarms/judge.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """To the page one came from: the phone's or the desk's."""
    return redirect(reverse("alarms:go" if request.GET.get("from") == "phone" else "alarms:alarm", args=[pk]))
