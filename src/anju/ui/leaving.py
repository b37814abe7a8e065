"""A button that takes rows out: a file at once where they are few, the page of the worker's job where they are many."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE
from anju.kernel.jobs import exports


def answer(request: HttpRequest, kind: str, asked: Mapping[str, Any], *, back: str) -> HttpResponse | FileResponse:
    """All the rows, or why not (then back to the page they stand on). Raises PermissionDenied, Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    leaving = exports.prepared(actor, kind, asked)
    there = leaving.count()
    if there > exports.MOST:
        messages.error(
            request,
            _("共 %(n)s 行，一个文件最多放 %(most)s 行，没有导出。请缩小期间、地点或筛选范围，分几次导出。")
            % {"n": f"{there:,}", "most": f"{exports.MOST:,}"},
        )
        return redirect(back)
    if there > exports.AT_ONCE:
        job = exports.ask(by=actor, kind=kind, asked=asked, path=leaving.path)
        return redirect(settings.ANJU_JOB_PAGE, pk=job.pk)
    return at_once(leaving.name, lambda path: leaving.write(path, lambda _rows: None), leaving.record)


def at_once(name: str, write: Callable[[Path], int], record: Callable[[int], None]) -> FileResponse:
    """A file of few rows; `record` enters that so many leave."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / exports.FILE
        record(write(path))
        return sent(path, name)


def sent(path: Path, name: str) -> FileResponse:
    """A written file; it may be deleted while it is sent."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPE)
