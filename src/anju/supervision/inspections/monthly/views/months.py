"""Months: the list, and one month for who runs it. Nothing here says what was found before it is published."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.rules import mask_name
from anju.supervision.inspections.monthly.actions.drawing import assign_rest, draw_month, reassign
from anju.supervision.inspections.monthly.actions.looking import leave_out
from anju.supervision.inspections.monthly.actions.opening import first_of_month, open_month
from anju.supervision.inspections.monthly.actions.publishing import publish
from anju.supervision.inspections.monthly.enums import MonthState, TaskState
from anju.supervision.inspections.monthly.forms import OpenForm
from anju.supervision.inspections.monthly.models import Month, Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months, objections, tasks
from anju.supervision.inspections.monthly.views.who import READERS, who

SHOWN = 60


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Every month within reach; whoever runs them opens the present one here."""
    actor = who(request, Permission.MANAGE) if request.method == "POST" else who(request, *READERS)
    district = months.district_of(actor)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = open_month(by=actor, district=district, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("本月督查已开启，种子的承诺已记入台账。下一步：抽样。"))
            return redirect("monthly:month", row.pk)
    this = first_of_month(clock.now())
    may_open = bool(district) and months.of(district, this) is None
    context = {
        "rows": list(months.seen(actor)[:SHOWN]),
        "this": this,
        "form": form if may_open else None,
        "waiting": objections.waiting(actor).count() if district else 0,
        "manages": bool(district),
    }
    return render(request, "monthly/months.html", context, status=422 if form.errors else 200)


@require_GET
def month(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a month is. Whoever only inspects is led to his tasks, whoever only reads to what is published."""
    actor = who(request, *READERS, Permission.INSPECT)
    row = months.managed(actor, pk) if actor.holds(Permission.MANAGE) else None
    if row is None:
        if months.month_for(actor, pk) is not None:
            return redirect("monthly:results", pk)
        if actor.holds(Permission.INSPECT):
            return redirect("monthly:tasks")
        raise Http404
    streets = months.streets(row.path)
    open_now = tasks.of_month(row, [TaskState.OPEN])
    context = {
        "month": row,
        "lines": [(streets.get(line.street, ""), line) for line in months.progress(row)],
        "open": [(task, streets.get(task.street, ""), _name(task)) for task in open_now],
        "unassigned": sum(task.inspector_id is None for task in open_now),
        "over": first_of_month(clock.now()) > row.month,
        "left_out": [(task, streets.get(task.street, "")) for task in tasks.of_month(row, [TaskState.NO_ENTRY])],
        "may_publish": row.state == MonthState.DRAWN and not open_now,
    }
    return render(request, "monthly/month.html", context)


def _name(task: Task) -> str:
    return mask_name(task.inspector.name) if task.inspector is not None else ""


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Draw, give away what nobody has, take a task out, publish."""
    actor = who(request, Permission.MANAGE)
    row = months.managed(actor, pk)
    if row is None or deed not in DEEDS:
        raise Http404
    try:
        messages.success(request, DEEDS[deed](actor, row, request.POST.get("task", "")))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if deed == "publish":
            return redirect("monthly:results", pk)
    return redirect("monthly:month", pk)


def _draw(actor: Actor, row: Month, _task: str) -> str:
    draw_month(by=actor, month=row.pk)
    return _("抽好了，已派给督查员。抽样范围的指纹已记入台账。")


def _assign(actor: Actor, row: Month, _task: str) -> str:
    count = assign_rest(by=actor, month=row.pk)
    return _("又派出 %(count)s 处。") % {"count": count}


def _reassign(actor: Actor, row: Month, task: str) -> str:
    if not (task.isdecimal() and len(task) < 16) or not tasks.in_month(row, int(task)):
        raise Http404
    if reassign(by=actor, task=int(task)):
        return _("已改派给另一位督查员。")
    return _("没有别的不相关的督查员，这一处现在没有人看。")


def _leave_out(actor: Actor, row: Month, task: str) -> str:
    if not (task.isdecimal() and len(task) < 16) or not tasks.in_month(row, int(task)):
        raise Http404
    leave_out(by=actor, task=int(task))
    return _("已撤下，公布时写明没有看。")


def _publish(actor: Actor, row: Month, _task: str) -> str:
    publish(by=actor, month=row.pk)
    return _("已公布，街道和物业可以看到并提出异议。")


DEEDS = {"draw": _draw, "assign": _assign, "reassign": _reassign, "leave-out": _leave_out, "publish": _publish}
