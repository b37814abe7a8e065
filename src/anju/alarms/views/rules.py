"""Rules: which are on, the next version of one, and what one would have done over past readings."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.alarms import actions, words
from anju.alarms.forms import RuleForm, TryForm
from anju.alarms.models import Rule
from anju.alarms.permissions import Permission
from anju.alarms.queries import watching
from anju.alarms.rules import terms
from anju.catalogue.shipped import facility_kinds
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.enums import PlaceKind
from anju.places.queries.tree import names_at
from anju.telemetry.models import Point
from anju.ui.asking import who_may

POINTS, SHOWN = 40, 200
"""Points tried at once, and lines shown of what would have been."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rules in force, by kind of facility."""
    actor = who_may(request, Permission.RULES)
    rows = list(watching.rules_for(actor))
    kinds = facility_kinds()
    names = names_at([row.path for row in rows], list(PlaceKind))
    shown = [(row, kinds[row.facility_kind].name, names.get(row.path, row.path)) for row in rows]
    return render(request, "alarms/rules.html", {"rows": shown})


def _rule(actor: Actor, pk: int) -> Rule:
    row = watching.rule_for(actor, pk)
    if row is None:
        raise Http404
    return row


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off: `on=1`."""
    actor = who_may(request, Permission.RULES)
    row = actions.switch_rule(by=actor, rule=_rule(actor, pk).pk, on=request.POST.get("on") == "1")
    said = _("已启用：%(name)s。从现在起判断，以前的读数不报警") if row.enabled else _("已停用：%(name)s")
    messages.success(request, said % {"name": row.name})
    return redirect("alarms:rules")


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, switched off until somebody has tried it."""
    actor = who_may(request, Permission.RULES)
    row = _rule(actor, pk)
    initial = {"name": row.name, "definition": watching.definition(row)}
    form = RuleForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        path = data["place"].path if data["place"] else row.path
        try:
            made = actions.change_rule(
                by=actor, rule=row.pk, path=path, definition=data["definition"], name=data["name"]
            )
        except ValidationError as error:
            form.add_error("definition", error)
        else:
            messages.success(request, _("已存为第 %(n)d 版，还没有启用。先试算，再启用") % {"n": made.version})
            return redirect("alarms:rule-try", pk=made.pk)
    return render(request, "alarms/rule.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Tried:
    """An alarm there would have been."""

    point: Point
    since: datetime
    until: datetime | None
    lasted: str


@require_GET
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rule would have done: points, from when to when. Nothing is raised and nothing written."""
    actor = who_may(request, Permission.RULES)
    row = _rule(actor, pk)
    today = clock.today()
    asked = request.GET if "since" in request.GET else None
    form = TryForm(asked, actor=actor, initial={"since": today - timedelta(days=7), "until": today})
    context: dict[str, Any] = {"row": row, "form": form, "definition": _shown(row)}
    if asked is not None and form.is_valid():
        data = form.cleaned_data
        path = data["place"].path if data["place"] else row.path
        points = watching.points_at(row, path, POINTS) if path.startswith(row.path) else []
        found = [one for point in points for one in _tried(row, point, data["since"], data["until"])]
        found.sort(key=lambda one: one.since, reverse=True)
        context |= {"points": len(points), "most": POINTS, "found": found[:SHOWN], "total": len(found), "tried": True}
    return render(request, "alarms/rule_try.html", context)


def _shown(row: Rule) -> str:
    return json.dumps(watching.definition(row), ensure_ascii=False, indent=2)


def _tried(row: Rule, point: Point, since: date, until: date) -> list[Tried]:
    start, end = _midnight(since), min(_midnight(until + timedelta(days=1)), clock.now_us())
    definition = watching.definition(row)
    memory, changes, at = terms.begin(start), [], start
    while True:
        stretch = watching.said(point, terms.wanted(definition), at, end)
        memory, some = terms.run(definition, memory, stretch.said, end if stretch.whole else stretch.upto)
        changes += some
        if stretch.whole:
            break
        at = stretch.upto
    return [_one(point, one) for one in terms.paired(changes)]


def _midnight(day: date) -> int:
    return clock.to_us(datetime(day.year, day.month, day.day, tzinfo=clock.DISTRICT_TIME))


def _one(point: Point, one: terms.WouldBe) -> Tried:
    since = clock.from_us(one.since)
    until = None if one.until is None else clock.from_us(one.until)
    return Tried(point, since, until, words.ago(since, until or clock.now()))
