"""A campaign's board: what day it is, what was found and put right, where, and what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Outcome, TaskState
from anju.supervision.inspections.special.forms import ExtendForm, ReasonForm
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.queries.progress import dwellings_told, progress, sees_dwellings
from anju.supervision.inspections.special.rules.counting import FEWEST, Group, Progress, Tally, street_of
from anju.supervision.inspections.special.rules.days import every_day
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.views.asking import campaign_of, day_words, refuse, who_may
from anju.supervision.inspections.special.views.cases import Doors
from anju.ui import parts

LATELY = 14
"""Days of the short view."""
LATE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A street with its places and hazards."""

    name: str
    path: str
    places: int
    looked: int
    tally: Tally


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """`?days=all`: every day instead of the last two weeks."""
    actor = who_may(request)
    row, day = campaign_of(actor, pk), clock.today()
    context: dict[str, Any] = {
        "campaign": row,
        "days": day_words(row, day),
        "today": day,
        "may_run": campaigns.may_run(actor, row),
        "crumbs": [parts.Crumb(_("专项督查"), reverse("special:campaigns")), parts.Crumb(row.name)],
        "extend_form": ExtendForm(auto_id="extend-%s"),
        "cancel_form": ReasonForm(auto_id="cancel-%s"),
    }
    if row.launched_at is None:
        found = places.found(Asked.from_data(row.asked), row.path)
        return render(request, "special/planned.html", {**context, "count": len(found), "shown": found[:50]})
    tasks = list(campaigns.tasks_of(actor, row).exclude(state=TaskState.DROPPED))
    sees = sees_dwellings(actor, row)
    told = progress(row, tasks, dwellings=sees)
    return render(request, "special/campaign.html", {**context, **_figures(request, row, tasks, told, day, sees=sees)})


def _figures(
    request: HttpRequest, row: Campaign, tasks: list[Task], told: Progress, day: date, *, sees: bool
) -> dict[str, Any]:
    whole, doors = told.whole, Doors(row.pk)
    looked = [task for task in tasks if task.outcome == Outcome.LOOKED]
    late = [task for task in tasks if task.state == TaskState.OPEN and task.due_on < day]
    every = request.GET.get("days") == "all"
    return {
        "whole": whole,
        "places": len(tasks),
        "looked": len(looked),
        "no_entry": sum(task.outcome == Outcome.NO_ENTRY for task in tasks),
        "accepted": sum(task.state == TaskState.ACCEPTED for task in tasks),
        "waiting": sum(task.state == TaskState.DONE for task in tasks),
        "terms": [
            parts.Figure(whole.baseline, _("启动时未整改"), url=doors.to(Group.BASELINE)),
            parts.Figure(whole.found, _("期间发现"), url=doors.to(Group.FOUND)),
            parts.Figure(whole.rectified, _("已整改"), url=doors.to(Group.RECTIFIED)),
            parts.Figure(whole.owed - whole.rectified - whole.open, _("其他办结"), url=doors.to(Group.ENDED)),
        ],
        "open": parts.Figure(whole.open, _("现在未整改"), url=doors.to(Group.OPEN)),
        "doors": doors,
        "daily": _daily(row, told, day, every=every),
        "every": every,
        "streets": _streets(tasks, looked, told),
        "late": late[:LATE_SHOWN],
        "late_count": len(late),
        "late_places": places.full_names([task.place_id for task in late[:LATE_SHOWN]]),
        "dwellings": None if sees else dwellings_told(row, tasks),
        "fewest": FEWEST,
    }


def _daily(row: Campaign, told: Progress, day: date, *, every: bool) -> list[tuple[date, int, int, int]]:
    """(day, found, put right, the longest bar of all), latest first."""
    last = min(day, row.ends_on)
    days = every_day(row.starts_on, last)
    most = max([*told.by_day.values(), *told.found_by_day.values(), 1])
    wanted = days if every else days[-LATELY:]
    return [(one, told.found_by_day[one], told.by_day[one], most) for one in reversed(wanted)]


def _streets(tasks: list[Task], looked: list[Task], told: Progress) -> list[Line]:
    names = places.names(told.streets)
    return [
        Line(
            names.get(path, path), path, sum(street_of(task.path) == path for task in tasks),
            sum(street_of(task.path) == path for task in looked), told.streets[path],
        )
        for path in places.in_order(told.streets)
    ]  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Launch, extend or give up."""
    actor = who_may(request, Permission.PLAN)
    row = campaign_of(actor, pk)
    if deed not in ("launch", "extend", "cancel"):
        raise Http404
    if not campaigns.may_run(actor, row):
        raise MissingPermissionError(Permission.PLAN)
    try:
        messages.success(request, _done(request, actor, row, deed))
    except (ValidationError, PermissionDenied) as error:
        refuse(request, error)
    return redirect("special:campaign", row.pk)


def _done(request: HttpRequest, actor: Actor, row: Campaign, deed: str) -> str:
    if deed == "launch":
        actions.launch(by=actor, campaign=row.pk)
        return _("已启动，范围和启动时的隐患已固定，任务已分到各处。")
    if deed == "cancel":
        actions.cancel(by=actor, campaign=row.pk, reason=request.POST.get("reason", ""))
        return _("已取消。")
    form = ExtendForm(request.POST)
    if not form.is_valid():
        raise ValidationError([message for messages_of in form.errors.values() for message in messages_of])
    actions.extend(by=actor, campaign=row.pk, **form.cleaned_data)
    return _("已延长到 %(day)s。") % {"day": form.cleaned_data["ends_on"].isoformat()}
