"""A register of fires kept elsewhere is brought in; rows that do not fit come back in a workbook with why."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.supervision.inspections.backcheck import reading
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.enums import FireSource
from anju.supervision.inspections.backcheck.forms import UploadForm
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.views.common import crumbs, who
from anju.supervision.lists.queries import reach
from anju.ui import parts

Wrong = list[tuple[reading.Row, str]]


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """Bring in what fits; give the rest back."""
    actor = who(request, Permission.ENTER_FIRE)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = reading.rows_of(form.cleaned_data["file"].read())
        except ValidationError as error:
            form.add_error("file", error)
        else:
            entered, wrong = _enter(actor, rows)
            if wrong:
                return _given_back(entered, wrong)
            messages.success(request, _("登记了 %(count)s 起，每起都开了反查卷宗。") % {"count": entered})
            return redirect("backcheck:fires")
    context = {
        "form": form,
        "columns": reading.COLUMNS,
        "crumbs": crumbs(None, parts.Crumb(_("导入登记表"))),
    }
    return render(request, "backcheck/import.html", context, status=422 if form.errors else 200)


def _enter(actor: Actor, rows: list[reading.Row]) -> tuple[int, Wrong]:
    """Each row in a deed of its own, so that one that does not fit holds up no other."""
    district = next(path for grant in actor.grants for path in grant.paths).split("/", 2)[1]
    wrong: Wrong = []
    for row in rows:
        try:
            named = str(row.get("地点") or "").strip()
            place = reach.named(actor, Permission.ENTER_FIRE, named) if named else None
            said = reading.said_of(row, place)
            actions.enter(by=actor, said=said, district=district, source=FireSource.IMPORT)
        except ValidationError as error:
            wrong.append((row, " ".join(error.messages)))
    return len(rows) - len(wrong), wrong


def _given_back(entered: int, wrong: Wrong) -> FileResponse:
    names = list(reading.COLUMNS)
    rows: list[list[Any]] = [[*(_plain(row.get(name)) for name in names), why] for row, why in wrong]
    columns = [*(Column(name, 18) for name in names), Column(_("没有登记的原因"), 60)]
    head = [
        _("登记了 %(entered)s 起；下面 %(wrong)s 行没有登记，改好后把这个文件再传一次。")
        % {"entered": entered, "wrong": len(wrong)}
    ]
    content, _count = written(Sheet(_("没有登记的行"), columns, rows, head=head))
    return FileResponse(io.BytesIO(content), as_attachment=True, filename="fires-not-entered.xlsx", content_type=TYPE)


def _plain(value: Any) -> Any:
    """As text, so that a moment comes back as it was written."""
    return "" if value is None else str(value)
