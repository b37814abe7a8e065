"""Excel in, in two steps: a dry run that shows every row with what is wrong, then all or none.

Between the steps nothing is kept on the server: the rows travel in the page, signed.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.people import sheets
from anju.people.views.shared import file_answer
from anju.ui import parts
from anju.ui.forms import FileInput

SALT = "people.upload"
PATIENCE = 3600
SHOWN = 200
"""Rows shown on the page; the file with the reasons holds all."""


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy(".xlsx、.xls 或 .csv，不超过 4 MB。"),
        widget=FileInput,
    )


class Job(ABC):
    """What one kind of upload is: its columns, how a row is checked, and what happens in the end."""

    title: str
    verb: str
    lead: str
    back: str
    crumbs: Sequence[parts.Crumb] = ()
    headings: sheets.Headings
    needed: Sequence[str]
    example: Sequence[str] = ()

    @abstractmethod
    def check(self, rows: list[sheets.SheetRow]) -> None:
        """Add to each row's `errors` what is wrong, in words that say what to do."""

    @abstractmethod
    def commit(self, request: HttpRequest, rows: list[sheets.SheetRow]) -> HttpResponse:
        """All rows are right: do it. Raises ValidationError or PermissionDenied where the world has moved on."""


def upload_page(request: HttpRequest, actor: Actor, job: Job) -> HttpResponse:
    """The page of an upload in its three forms: asking for the file, the dry run, and the end."""
    if request.method != "POST":
        return _template(job) if request.GET.get("template") else _ask(request, job, UploadForm())
    if "file" in request.FILES or "payload" not in request.POST:
        return _dry_run(request, job)
    try:
        rows = [
            sheets.SheetRow(number, values)
            for number, values in signing.loads(request.POST["payload"], salt=f"{SALT}.{actor.id}", max_age=PATIENCE)
        ]
    except signing.BadSignature:
        return _ask(request, job, UploadForm(), _("预检结果已过期，请重新上传。"))
    job.check(rows)
    if request.POST.get("as") == "errors":
        return _reasons(job, rows)
    if any(row.errors for row in rows):
        return _preview(request, job, rows, status=422)
    try:
        return job.commit(request, rows)
    except (ValidationError, PermissionDenied) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _preview(request, job, rows, said, status=422)


def _ask(request: HttpRequest, job: Job, form: UploadForm, error: str = "") -> HttpResponse:
    columns = [(words[0], name in job.needed) for name, words in job.headings.items()]
    context = {"job": job, "form": form, "columns": columns, "error": error}
    return render(request, "people/upload.html", context, status=422 if form.errors or error else 200)


def _dry_run(request: HttpRequest, job: Job) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, job, form)
    try:
        rows = sheets.read(form.cleaned_data["file"], job.headings, needed=job.needed)
    except ValidationError as error:
        form.add_error("file", error)
        return _ask(request, job, form)
    job.check(rows)
    return _preview(request, job, rows)


def _preview(
    request: HttpRequest, job: Job, rows: list[sheets.SheetRow], error: str = "", status: int = 200
) -> HttpResponse:
    wrong = [row for row in rows if row.errors]
    names = list(job.headings)
    shown = (wrong + [row for row in rows if not row.errors])[:SHOWN]
    actor: Any = request.actor  # type: ignore[attr-defined]
    payload = [(row.number, row.values) for row in rows]
    context = {
        "job": job,
        "error": error,
        "columns": [job.headings[name][0] for name in names],
        "rows": [(row, [row.values.get(name, "") for name in names]) for row in shown],
        "total": len(rows),
        "wrong": len(wrong),
        "hidden": len(rows) - len(shown),
        "payload": signing.dumps(payload, salt=f"{SALT}.{actor.id}", compress=True),
    }
    return render(request, "people/preview.html", context, status=status)


def _template(job: Job) -> HttpResponse:
    columns = [workbook.Column(words[0], 18) for words in job.headings.values()]
    content, _count = workbook.written(workbook.Sheet(title=job.title, columns=columns, rows=[list(job.example)]))
    return file_answer(content, _("%(title)s模板") % {"title": job.title})


def _reasons(job: Job, rows: list[sheets.SheetRow]) -> HttpResponse:
    """The same rows with a column that says what is wrong with each."""
    columns = [workbook.Column(words[0], 18) for words in job.headings.values()]
    lines = ([*(row.values.get(name, "") for name in job.headings), "；".join(row.errors)] for row in rows)
    sheet = workbook.Sheet(title=job.title, columns=[*columns, workbook.Column(_("错误原因"), 50)], rows=lines)
    return file_answer(workbook.written(sheet)[0], _("%(title)s错误原因") % {"title": job.title})
