"""Before a run: the history, what can be imported, templates, the upload."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.intake import actions
from anju.intake.blank_book import write_template
from anju.intake.forms import UploadForm
from anju.intake.problems import TableRefused
from anju.intake.queries import runs as queries
from anju.intake.views.common import crumbs, importer, steps, target_of
from anju.intake.wording import label, said
from anju.kernel.jobs import heart
from anju.ui import parts


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Imports of the own reach, newest first."""
    actor = importer(request)
    target, before = request.GET.get("target", ""), request.GET.get("before", "")
    rows, more = queries.history(actor, target=target, before=int(before) if before.isdecimal() else 0)
    here = reverse("intake:runs")
    options: list[tuple[str, Any]] = [("", _("全部"))]
    options += [(str(each.key), each.key.label) for each in queries.targets_for(actor)]
    query = {"target": target} if target else {}
    context = {
        "rows": rows,
        "filters": [parts.Filter("target", _("类型"), options, target, here if target else "")],
        "clear_url": here if target else "",
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if before else "",
            next_url=f"{here}?{urlencode({**query, 'before': more})}" if more else "",
            summary=_("本范围内的导入，新的在前"),
        ),
        "worker_silent": not heart.is_alive(),
    }
    return render(request, "intake/runs.html", context)


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """What can be imported, in the order in which one thing needs another."""
    found = [
        (target, [label(spec) for spec in target.fields if spec.required])
        for target in queries.targets_for(importer(request))
    ]
    return render(request, "intake/targets.html", {"targets": found, "crumbs": crumbs(parts.Crumb(_("选择类型")))})


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, target: str) -> HttpResponse:
    """Hand in a table."""
    actor = importer(request)
    described = target_of(actor, target)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.upload(by=actor, target=target, file_name=file.name, chunks=file.chunks())
        except TableRefused as error:
            form.add_error("file", said(error.problem))
        else:
            return redirect("intake:columns", pk=run.pk)
    context = {
        "form": form,
        "target": described,
        "notes": [_(note) for note in described.notes],
        "steps": steps(None),
        "crumbs": crumbs(parts.Crumb(_("选择类型"), reverse("intake:targets")), parts.Crumb(described.key.label)),
    }
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


@require_GET
def template(request: HttpRequest, target: str) -> HttpResponseBase:
    """A workbook to fill in."""
    described = target_of(importer(request), target)
    stream = io.BytesIO()
    write_template(described, stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{described.key.label}_模板.xlsx")
