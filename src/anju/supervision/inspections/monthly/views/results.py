"""What is published of a month: figures in words, the sample, the bulletin, a look and what is said against it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.kernel.permissions import MissingPermissionError, allowed
from anju.supervision.inspections.monthly import wording
from anju.supervision.inspections.monthly.actions.drawing import redrawn
from anju.supervision.inspections.monthly.actions.objecting import object_to
from anju.supervision.inspections.monthly.actions.publishing import record_export
from anju.supervision.inspections.monthly.enums import BAD, Half, MonthState, Outcome, TaskState
from anju.supervision.inspections.monthly.forms import ObjectForm
from anju.supervision.inspections.monthly.models import Month, Result, Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months, objections, tasks
from anju.supervision.inspections.monthly.queries.results import Line, figures
from anju.supervision.inspections.monthly.views.who import READERS, who
from anju.ui import parts

PAGE = 100


def _published(request: HttpRequest, pk: int) -> tuple[Actor, Month]:
    actor = who(request, *READERS)
    month = months.month_for(actor, pk)
    if month is None or month.state != MonthState.PUBLISHED:
        raise Http404
    return actor, month


def _worded(line: Line) -> tuple[Line, str, str, str, str]:
    said = wording.share(line.share), wording.equals(line), wording.past(line)
    return (line, str(Half(line.half).label), *said)


def _figures(actor: Actor, month: Month) -> dict[str, Any]:
    found = figures(actor, month)
    return {
        "month": month,
        "whole": [(wording.HALVES[half], wording.share(told)) for half, told in found.whole.items()],
        "streets": [_worded(line) for line in found.streets],
        "companies": [_worded(line) for line in found.companies],
        "no_entry": found.no_entry,
        "corrected": found.corrected,
        "false_closures": found.false_closures,
        "wide": allowed(actor, Permission.READ, path=month.path),
    }


@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """By street and by company, with what can and what cannot be said."""
    actor, month = _published(request, pk)
    context = _figures(actor, month)
    context["same"] = redrawn(month)
    return render(request, "monthly/results.html", context)


@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """督查通报, to print."""
    actor, month = _published(request, pk)
    return render(request, "monthly/bulletin.html", {**_figures(actor, month), "now": clock.now()})


@require_GET
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The published sample within reach; filters and page stand in the address."""
    actor, month = _published(request, pk)
    given = {name: request.GET.get(name, "") for name in ("street", "half", "outcome")}
    rows = _filtered(tasks.published(actor, month), given)
    text = request.GET.get("page", "")
    page = max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
    shown = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    last = tasks.last_results([row.pk for row in shown])
    here, query = reverse("monthly:sample", args=[pk]), {name: value for name, value in given.items() if value}
    streets = months.streets(month.path)
    context = {
        "month": month,
        "rows": [(row, streets.get(row.street, ""), _came_to(row, last.get(row.pk))) for row in shown[:PAGE]],
        "filters": _bar(given, query, here, streets if allowed(actor, Permission.READ, path=month.path) else {}),
        "clear_url": here,
        "export_url": f"{reverse('monthly:export', args=[pk])}?{urlencode(query)}",
        "wide": allowed(actor, Permission.READ, path=month.path),
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode({**query, 'page': page - 1})}" if page > 1 else "",
            next_url=f"{here}?{urlencode({**query, 'page': page + 1})}" if len(shown) > PAGE else "",
        ),
    }
    return render(request, "monthly/sample.html", context)


def _filtered(rows: QuerySet[Task], given: dict[str, str]) -> QuerySet[Task]:
    if given["street"]:
        rows = rows.filter(street=given["street"])
    if given["half"]:
        rows = rows.filter(half=given["half"])
    if given["outcome"] == TaskState.NO_ENTRY:
        return rows.filter(state=TaskState.NO_ENTRY)
    return tasks.that_came_to(rows, given["outcome"]) if given["outcome"] else rows


def _bar(given: dict[str, str], query: dict[str, str], here: str, streets: dict[str, str]) -> list[parts.Filter]:
    shown: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("half", _("看什么"), [(one.value, one.label) for one in Half]),
        ("outcome", _("情况"), [*((one.value, one.label) for one in Outcome), ("no_entry", _("没有看成"))]),
    ]
    if streets:
        shown.insert(0, ("street", _("街道"), list(streets.items())))
    return [
        parts.Filter(
            name, label, [("", _("全部")), *options], given[name],
            f"{here}?{urlencode({key: value for key, value in query.items() if key != name})}",
        )
        for name, label, options in shown
    ]  # fmt: skip


def _came_to(row: Task, result: Result | None) -> str:
    if row.state == TaskState.NO_ENTRY:
        return str(row.get_no_entry_display())
    return str(Outcome(result.outcome).label) if result is not None else ""


@require_POST
def export(request: HttpRequest, pk: int) -> FileResponse:
    """The published sample with its results as an Excel file, as filtered; no inspector stands in it."""
    actor, month = _published(request, pk)
    given = {name: request.GET.get(name, "") for name in ("street", "half", "outcome")}
    rows = _filtered(tasks.published(actor, month), given)
    sheet = Sheet(
        _("督查样本和结果"),
        [
            Column(_("街道"), 16), Column(_("看什么"), 14), Column(_("地点"), 40), Column(_("隐患"), 28),
            Column(_("同类"), 24), Column(_("物业"), 24), Column(_("抽中的机会（%）"), 14), Column(_("情况"), 24),
            Column(_("登记隐患"), 10), Column(_("更正"), 8), Column(_("看的时间"), 18),
        ],
        _lines(rows, months.streets(month.path)),
        head=[
            _("%(month)s　制表时间：%(at)s　制表人：%(who)s")
            % {"month": f"{month.month:%Y-%m}", "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", "who": actor.name},
            _("种子 %(seed)s　抽样范围的指纹 %(digest)s") % {"seed": month.seed, "digest": month.digest},
        ],
    )  # fmt: skip
    content, count = written(sheet)
    record_export(by=actor, month=month, rows=count, what="sample")
    answer = FileResponse(iter([content]), content_type=TYPE, as_attachment=True)
    answer["Content-Disposition"] = f'attachment; filename="monthly-{month.month:%Y%m}.xlsx"'
    return answer


def _lines(rows: QuerySet[Task], streets: dict[str, str]) -> Iterator[list[Any]]:
    last = tasks.last_results(rows)
    for row in rows:
        result = last.get(row.pk)
        yield [
            streets.get(row.street, ""), row.get_half_display(), row.place.full_name,
            row.duty.hazard.kind.facts.name if row.duty is not None else "", row.get_group_display(),
            row.company.name if row.company is not None else "", row.chance_e6 / 10_000, _came_to(row, result),
            result.found if result is not None else 0, _("是") if result is not None and result.number > 1 else "",
            row.looked_at,
        ]  # fmt: skip


@require_POST
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """What was drawn from, word for word: with seed and sizes anybody who reads the district's results draws again."""
    actor, month = _published(request, pk)
    if not allowed(actor, Permission.READ, path=month.path):
        raise Http404
    record_export(by=actor, month=month, rows=0, what="frame")
    answer = HttpResponse(month.frame, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="frame-{month.month:%Y%m}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """One published look with every result it had; its street and company object here."""
    actor = who(request, *READERS)
    row = tasks.published_one(actor, pk)
    if row is None:
        raise Http404
    said = objections.of_task(row)
    organisation = tasks.own_organisation(actor, row)
    if request.method == "POST" and organisation is None:
        raise MissingPermissionError(Permission.OWN)
    found = tasks.results_of(row)
    bad = bool(found) and found[-1].outcome in BAD
    until = row.month.object_until
    in_time = until is not None and clock.now() <= until
    mine = any(one.organisation_id == organisation for one in said)
    form = ObjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(by=actor, task=pk, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("异议已提出，区消委办会在期限内答复。"))
            return redirect("monthly:look", pk)
    context = {
        "task": row,
        "results": found,
        "finds": tasks.finds_of(row),
        "objections": [(one, objections.words(one)) for one in said]
        if organisation or actor.holds(Permission.READ)
        else [],
        "form": form if organisation and bad and in_time and not mine else None,
        "late": bool(organisation and bad and not in_time and not mine),
        "until": until,
    }
    return render(request, "monthly/look.html", context, status=422 if form.errors else 200)
