"""One run: its columns, its check, its import, its result."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.intake import actions, uploads
from anju.intake.enums import WORKING, Fate, RunState
from anju.intake.forms import ColumnsForm, SheetForm
from anju.intake.models import ImportRun
from anju.intake.problems import TableRefused
from anju.intake.queries import runs as queries
from anju.intake.queries.made import lines_of
from anju.intake.reading import Opened, opened
from anju.intake.targets import TARGETS
from anju.intake.views.common import crumbs, importer, run_of, steps
from anju.intake.wording import label, reasons, said
from anju.kernel.jobs import heart
from anju.ui import parts

SHOWN_WRONG = 20


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a run stands and what can be done next."""
    actor = importer(request)
    row = run_of(actor, pk)
    if row.state == RunState.UPLOADED:
        return redirect("intake:columns", pk=pk)
    after = request.GET.get("after", "")
    made, more = queries.made_of(row, after=int(after) if after.isdecimal() else 0)
    here = reverse("intake:run", args=[pk])
    context = {
        "run": row,
        "target": TARGETS[row.target],
        "steps": steps(row),
        "crumbs": crumbs(parts.Crumb(row.file_name)),
        "working": row.state in WORKING,
        "worker_silent": row.state in WORKING and not heart.is_alive(),
        "figures": _figures(row),
        "wrong": [(error.row, reasons(error.problems)) for error in queries.errors_of(row, limit=SHOWN_WRONG)],
        "wrong_rows": row.wrong or row.found.get("wrong", 0),
        "has_errors": bool(row.stored) and uploads.errors_path(row.stored).exists(),
        "samples": _samples(row),
        "made": lines_of(made),
        "pager": parts.Pager(
            previous_url=here if after else "", next_url=f"{here}?{urlencode({'after': more})}" if more else ""
        ),
        "may_import": row.state == RunState.CHECKED and row.total > row.found.get("wrong", 0),
    }
    return render(request, "intake/run.html", context)


def _figures(row: ImportRun) -> list[parts.Figure]:
    """New, changed, unchanged, wrong: as found by the check, or as they came in."""
    if row.started_at is not None:
        told = {"new": row.added, "changed": row.changed, "unchanged": row.unchanged, "wrong": row.wrong}
    else:
        told = {str(fate): row.found.get(str(fate), 0) for fate in Fate}
    return [parts.Figure(told[str(fate)], fate.label, unit=_("行")) for fate in Fate]


def _samples(row: ImportRun) -> list[tuple[int, list[tuple[str, str, str]]]]:
    names = {spec.name: label(spec) for spec in TARGETS[row.target].fields}
    return [
        (sample["row"], [(names.get(field, field), old, new) for field, old, new in sample["changes"]])
        for sample in row.found.get("samples", ())
    ]


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column feeds which field; then the check begins. Another sheet or header row is a GET."""
    actor = importer(request)
    row = run_of(actor, pk)
    if row.started_at is not None or row.state in (*WORKING, RunState.CANCELLED):
        return redirect("intake:run", pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    try:
        table = opened(row, sheet=given.get("sheet", ""), header_row=_number(given.get("header_row", "")))
    except TableRefused as error:
        messages.error(request, said(error.problem))
        if request.GET:
            return redirect("intake:columns", pk=pk)
        return redirect("intake:targets")
    form = ColumnsForm(row, table, data=given if _chosen(given) else None)
    if request.method == "POST" and form.is_valid() and _check_asked(request, row, table, form):
        return redirect("intake:run", pk=pk)
    return render(
        request, "intake/columns.html", _columns_context(row, table, form), status=422 if request.POST else 200
    )


def _check_asked(request: HttpRequest, row: ImportRun, table: Opened, form: ColumnsForm) -> bool:
    """Keep the columns and let the worker begin; what is wrong with them is told in the form."""
    actor = importer(request)
    choice = actions.Choice(
        mapping=form.mapping(),
        sheet=table.table.sheet,
        header_row=table.header.last_row,
        create_parents=form.cleaned_data.get("create_parents", False),
    )
    try:
        actions.choose(by=actor, run=row.pk, choice=choice)
        actions.ask_check(by=actor, run=row.pk)
    except actions.MappingWrongError as error:
        for problem in error.problems:
            form.add_error(None, said(problem))
        return False
    except actions.NotNowError:
        messages.warning(request, _("这次导入已在别处继续，请看现在的状态。"))
    return True


def _columns_context(row: ImportRun, table: Opened, form: ColumnsForm) -> dict[str, Any]:
    at = {"sheet": table.table.sheet, "header_row": table.header.last_row}
    return {
        "run": row,
        "target": table.target,
        "form": form,
        "sheet_form": SheetForm(table, initial=at),
        "at": at,
        "opened": table,
        "names": [table.header.names.get(column, "") for column in range(max(table.header.names) + 1)],
        "steps": steps(row),
        "crumbs": crumbs(parts.Crumb(row.file_name)),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _chosen(given: QueryDict) -> bool:
    return any(name.startswith("column_") for name in given)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the checked rows in, or go on with what stopped."""
    actor = importer(request)
    row = run_of(actor, pk)
    try:
        actions.ask_import(by=actor, run=row.pk, skip_wrong=request.POST.get("skip_wrong") == "1")
    except actions.NotNowError:
        messages.warning(request, _("这次导入已在别处继续，请看现在的状态。"))
    return redirect("intake:run", pk=pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop."""
    actor = importer(request)
    row = run_of(actor, pk)
    try:
        stopped = actions.cancel(by=actor, run=row.pk)
    except actions.NotNowError:
        messages.warning(request, _("这次导入已经结束，不能再取消。"))
    else:
        came = stopped.added + stopped.changed
        if came:
            messages.success(request, _("已停止；之前写入的 %(count)s 行保留。") % {"count": came})
        else:
            messages.success(request, _("已取消，什么都没有写入。"))
    return redirect("intake:run", pk=pk)


@require_POST
def errors(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same rows with the column 错误原因. A POST: that they left is entered in the ledger."""
    actor = importer(request)
    row = run_of(actor, pk)
    try:
        path = actions.give_errors_back(by=actor, run=row.pk)
    except PermissionDenied:
        raise Http404 from None
    if path is None:
        messages.warning(request, _("这次导入没有错误，或文件已过保存期。"))
        return redirect("intake:run", pk=pk)
    name = row.file_name.rpartition(".")[0] or row.file_name
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}_错误原因.xlsx")
