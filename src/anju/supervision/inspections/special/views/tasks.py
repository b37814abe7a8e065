"""The tasks of a campaign: the list with bulk assignment and Excel, one task for the phone, the acceptance queue."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.kernel.files.sniff import RefusedError
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.actions.working import accepts_at, independent, may_work
from anju.supervision.inspections.special.enums import CampaignState, Outcome, TaskState
from anju.supervision.inspections.special.forms import AssignForm, FindForm, FinishForm, ReasonForm
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places, words
from anju.supervision.inspections.special.queries.progress import cases_at, progress, sees_dwellings
from anju.supervision.inspections.special.rules.counting import Tally
from anju.supervision.inspections.special.views.asking import (
    campaign_of,
    day_words,
    refuse,
    root_of,
    task_of,
    who_may,
    words_of,
)
from anju.supervision.lists.actions import Photos, Spot
from anju.ui import parts

Refused = (ValidationError, PermissionDenied)
STEPS = {
    "campaign_task.assigned": gettext_lazy("分派"),
    "campaign_task.done": gettext_lazy("办完"),
    "campaign_task.accepted": gettext_lazy("验收通过"),
    "campaign_task.returned": gettext_lazy("退回重办"),
    "campaign_task.dropped": gettext_lazy("移出范围"),
    "campaign_task.extended": gettext_lazy("延长期限"),
}
"""Steps of a task → what they are called here."""


def _asked(request: HttpRequest) -> campaigns.Filters:
    said = {name: request.GET.get(name, "") for name in ("state", "street", "unit")}
    if not said["street"].startswith("/") or not said["street"].endswith("/"):
        said["street"] = ""
    return campaigns.Filters(**said, late=request.GET.get("late") == "1")


@require_GET
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """`?state=&street=&unit=&late=1&page=2`."""
    actor = who_may(request)
    row, asked = campaign_of(actor, pk), _asked(request)
    within = campaigns.tasks_of(actor, row)
    rows = campaigns.filtered(within, asked, clock.today())
    number = max(int(page), 1) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 6 else 1
    total = rows.count()
    shown = list(rows[(number - 1) * campaigns.PAGE : number * campaigns.PAGE])
    tallies = _tallies(actor, row, shown)
    context = {
        "campaign": row,
        "rows": [(task, tallies.get(task.path, Tally())) for task in shown],
        "today": clock.today(),
        "days": day_words(row, clock.today()),
        "may_assign": actor.holds(Permission.ASSIGN) and row.state == CampaignState.RUNNING,
        "may_export": actor.holds(Permission.EXPORT),
        "form": AssignForm(district=row.path) if actor.holds(Permission.ASSIGN) else None,
        "query": request.GET.urlencode(),
        "crumbs": [
            parts.Crumb(_("专项督查"), reverse("special:campaigns")),
            parts.Crumb(row.name, reverse("special:campaign", args=[row.pk])), parts.Crumb(_("任务")),
        ],
        **_narrowing(row, within, asked, number, total),
    }  # fmt: skip
    return render(request, "special/tasks.html", context)


def _tallies(actor: Actor, row: Campaign, shown: list[Task]) -> dict[str, Tally]:
    if row.launched_at is None:
        return {}
    return progress(row, shown, dwellings=sees_dwellings(actor, row)).places


def _narrowing(row: Campaign, within: Any, asked: campaigns.Filters, number: int, total: int) -> dict[str, Any]:
    here = reverse("special:tasks", args=[row.pk])
    held = {"state": asked.state, "street": asked.street, "unit": asked.unit, "late": "1" if asked.late else ""}
    held = {name: value for name, value in held.items() if value}

    def address(**more: str) -> str:
        query = {name: value for name, value in {**held, **more}.items() if value}
        return f"{here}?{urlencode(query)}" if query else here

    streets = words.streets_of(within)
    units = [("none", _("未分派")), *((str(pk), name) for pk, name in campaigns.units_of(within))]
    tabs = [parts.Tab(_("全部"), address(state=""), current=not asked.state)]
    tabs += [parts.Tab(one.label, address(state=str(one)), current=asked.state == one) for one in TaskState]
    last = (total + campaigns.PAGE - 1) // campaigns.PAGE
    return {
        "tabs": tabs,
        "filters": [
            parts.Filter("street", _("街道"), [("", _("全部")), *streets], asked.street, address(street="")),
            parts.Filter("unit", _("单位"), [("", _("全部")), *units], asked.unit, address(unit="")),
            parts.Filter("late", _("期限"), [("", _("全部")), ("1", _("逾期未办"))], held.get("late", ""),
                         address(late="")),
        ],
        "keep": [("state", asked.state)] if asked.state else [],
        "clear_url": here,
        "pager": parts.Pager(
            previous_url=address(page=str(number - 1)) if number > 1 else "",
            next_url=address(page=str(number + 1)) if number < last else "",
            summary=_("共 %(count)s 处") % {"count": total},
            definition=_("启动时的数固定不变；现在的数按清单实时数，一条隐患只计一次"),
        ),
    }  # fmt: skip


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the ticked tasks to a unit."""
    actor = who_may(request, Permission.ASSIGN)
    row = campaign_of(actor, pk)
    picked = [int(one) for one in request.POST.getlist("tasks") if one.isdecimal() and len(one) < 16][:500]
    held = set(campaigns.tasks_of(actor, row).filter(pk__in=picked).values_list("pk", flat=True))
    posted = request.POST.copy()
    posted.setlist("tasks", [str(one) for one in sorted(held)])
    form = AssignForm(posted, district=row.path, tasks=sorted(held))
    if not form.is_valid():
        for said in form.errors.values():
            messages.error(request, " ".join(map(str, said)), extra_tags="e")
        return redirect("special:tasks", row.pk)
    data = form.cleaned_data
    unit = words.organisation(data["unit"])
    try:
        count = actions.assign(by=actor, campaign=row.pk, tasks=data["tasks"], unit=unit, due_on=data["due_on"])
    except Refused as error:
        refuse(request, error)
    else:
        messages.success(request, _("已把 %(count)s 处派给%(unit)s。") % {"count": count, "unit": unit.name})
    return redirect("special:tasks", row.pk)


@require_POST
def export(request: HttpRequest, pk: int) -> FileResponse:
    """The list under the filters of the address as an Excel file."""
    actor = who_may(request, Permission.EXPORT)
    row, asked = campaign_of(actor, pk), _asked(request)
    rows = list(campaigns.filtered(campaigns.tasks_of(actor, row), asked, clock.today()))
    sheet = Sheet(
        _("专项任务台账"),
        [
            Column(_("地点"), 40), Column(_("单位"), 24), Column(_("期限"), 12), Column(_("状态"), 12),
            Column(_("结果"), 12), Column(_("完成时间"), 18), Column(_("验收时间"), 18), Column(_("启动时未整改"), 12),
            Column(_("专项发现"), 12), Column(_("其他发现"), 12), Column(_("已整改"), 12), Column(_("现在未整改"), 12),
        ],
        _lines(rows, _tallies(actor, row, rows)),
        head=[
            _("%(name)s　制表时间：%(at)s　制表人：%(who)s")
            % {"name": row.name, "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", "who": actor.name}
        ],
    )  # fmt: skip
    content, count = written(sheet)
    actions.record_export(by=actor, campaign=row, rows=count)
    answer = FileResponse(iter([content]), content_type=TYPE, as_attachment=True)
    answer["Content-Disposition"] = f'attachment; filename="campaign-{row.pk}.xlsx"'
    return answer


def _lines(rows: list[Task], tallies: dict[str, Tally]) -> Iterator[list[Any]]:
    for task in rows:
        told = tallies.get(task.path, Tally())
        yield [
            task.place.full_name, task.unit.name if task.unit else "", task.due_on, task.get_state_display(),
            task.get_outcome_display(), task.done_at, task.accepted_at, told.baseline, told.found_own,
            told.found_other, told.rectified, told.open,
        ]  # fmt: skip


@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what to look at, what stands open there, and the forms of what may be done."""
    actor = who_may(request)
    row = task_of(actor, pk)
    return render(request, "special/task.html", _about(actor, row))


def _about(actor: Actor, row: Task, **forms: Any) -> dict[str, Any]:
    running = row.campaign.state == CampaignState.RUNNING
    works = running and row.state == TaskState.OPEN and may_work(actor, row)
    judges = running and row.state == TaskState.DONE and accepts_at(actor, row)
    sees = sees_dwellings(actor, row.campaign)
    return {
        "task": row,
        "campaign": row.campaign,
        "cases": cases_at(row, dwellings=sees) if row.state != TaskState.DROPPED else [],
        "works": works,
        "judges": judges,
        "independent": independent(actor, row),
        "may_drop": running and campaigns.may_run(actor, row.campaign)
        and row.state in (TaskState.OPEN, TaskState.DONE),
        "finish_form": FinishForm(auto_id="finish-%s"),
        "back_form": ReasonForm(auto_id="back-%s"),
        "drop_form": ReasonForm(auto_id="drop-%s"),
        "said": [(one, STEPS.get(one.verb, "")) for one in words.said_of(row)],
        "today": clock.today(),
        "now": clock.now(),
        "crumbs": [
            parts.Crumb(row.campaign.name, reverse("special:campaign", args=[row.campaign_id])),
            parts.Crumb(_("任务"), reverse("special:tasks", args=[row.campaign_id])), parts.Crumb(str(row.place)),
        ],
        **forms,
    }  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """`finish`, `accept`, `send-back`, `drop`. A form that lacks something comes back with all that was typed."""
    actor = who_may(request)
    row = task_of(actor, pk)
    if deed not in _DEEDS:
        raise Http404
    name, form_class, done = _DEEDS[deed]
    form = form_class(request.POST, auto_id=f"{name[:-5]}-%s") if form_class else None
    if form is not None and not form.is_valid():
        return render(request, "special/task.html", _about(actor, row, **{name: form}), status=422)
    try:
        said = done(actor, row, form.cleaned_data if form else {})
    except Refused as error:
        if form is None or not isinstance(error, ValidationError):
            refuse(request, error)
            return redirect("special:task", row.pk)
        form.add_error(None, words_of(error))
        return render(request, "special/task.html", _about(actor, task_of(actor, pk), **{name: form}), status=422)
    messages.success(request, said)
    return redirect("special:acceptance" if deed in ("accept", "send-back") else "special:task", *_after(deed, row))


def _after(deed: str, row: Task) -> list[int]:
    return [] if deed in ("accept", "send-back") else [row.pk]


def _finish(actor: Actor, row: Task, data: dict[str, Any]) -> str:
    actions.finish(by=actor, task=row.pk, outcome=Outcome(data["outcome"]), note=data["note"])
    return _("已记下，等另一个单位验收。")


def _accept(actor: Actor, row: Task, data: dict[str, Any]) -> str:
    actions.accept(by=actor, task=row.pk)
    return _("已验收：%(place)s") % {"place": row.place}


def _back(actor: Actor, row: Task, data: dict[str, Any]) -> str:
    actions.send_back(by=actor, task=row.pk, reason=data["reason"])
    return _("已退回重办：%(place)s") % {"place": row.place}


def _drop(actor: Actor, row: Task, data: dict[str, Any]) -> str:
    actions.drop_place(by=actor, task=row.pk, reason=data["reason"])
    return _("已移出范围：%(place)s") % {"place": row.place}


_DEEDS: dict[str, tuple[str, Any, Any]] = {
    "finish": ("finish_form", FinishForm, _finish),
    "accept": ("accept_form", None, _accept),
    "send-back": ("back_form", ReasonForm, _back),
    "drop": ("drop_form", ReasonForm, _drop),
}


@require_http_methods(["GET", "POST"])
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """A hazard seen at the task's place: three fields and a photo, and back to the task."""
    actor = who_may(request)
    row = task_of(actor, pk)
    if not may_work(actor, row):
        raise PermissionDenied(_("这处不归你办。"))
    form = FindForm(request.POST or None, request.FILES or None, actor=actor, task=row, inside=places.inside(row.path))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        spot = Spot(form.inside[data["place"]], floor=data["floor"], spot=data["spot"])
        try:
            duty = actions.find(
                by=actor, task=row.pk, code=data["code"], spot=spot, description=data["description"],
                photos=Photos(before=data["photos"]), ref=f"desk:{actor.id}:{data['client_ref']}",
            )  # fmt: skip
        except (ValidationError, RefusedError, ValueError) as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("已上报 %(number)s。") % {"number": duty.hazard.number})
            return redirect("special:task", row.pk)
    context = {"form": form, "task": row, "campaign": row.campaign}
    return render(request, "special/hazard.html", context, status=422 if form.errors else 200)


@require_GET
def acceptance(request: HttpRequest) -> HttpResponse:
    """What waits for acceptance here, longest waiting first. What one did oneself is shown, and for whom it waits."""
    actor = who_may(request, Permission.ACCEPT)
    rows = [row for row in campaigns.waiting(actor)[:300] if accepts_at(actor, row)]
    context = {"rows": [(row, independent(actor, row)) for row in rows], "root": root_of(actor)}
    return render(request, "special/acceptance.html", context)
