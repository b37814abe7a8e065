"""后台任务: one's own long work, how far it is, what came of it."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.jobs import exports, handlers, heart, queue
from anju.kernel.jobs.checking import VERIFY
from anju.kernel.jobs.models import Job, JobState
from anju.supervision.lists.actions.settings import RECOUNT
from anju.ui import leaving, parts

SHOWN = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _own(request: HttpRequest, pk: int) -> Job:
    """One's own job; another's is not there."""
    account = _actor(request).account
    job = queue.of_account(account).filter(pk=pk).first() if account is not None else None
    if job is None:
        raise Http404
    return job


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I asked for, newest first."""
    account = _actor(request).account
    rows = list(queue.of_account(account)[:SHOWN]) if account is not None else []
    context = {
        "rows": [(job, handlers.label_of(job.kind), _share(job)) for job in rows],
        "silent": not heart.is_alive(),
        "pager": parts.Pager(summary=_("最近 %(count)s 件") % {"count": len(rows)}),
    }
    return render(request, "portals/jobs.html", context)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; while it runs, the page asks for this part again every two seconds."""
    job = _own(request, pk)
    context = {
        "job": job,
        "label": handlers.label_of(job.kind),
        "share": _share(job),
        "runs": job.state in queue.OPEN,
        "silent": not heart.is_alive(),
        "crumbs": [parts.Crumb(_("后台任务"), reverse("portals:jobs")), parts.Crumb(handlers.label_of(job.kind))],
        **_result(job),
        **_export(job),
    }
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "job"
    return render(request, "portals/job_state.html" if part else "portals/job.html", context)


def _share(job: Job) -> int | None:
    """Per cent; None where the total is not known."""
    return min(100, 100 * job.done // job.total) if job.total else None


def _result(job: Job) -> dict[str, Any]:
    """What the page says of the outcome; each kind of work that has a page of its own shows it there."""
    if job.state != JobState.DONE or not job.result:
        return {}
    found: dict[str, Any] = json.loads(job.result)
    if job.kind == VERIFY:
        return {"checked": found, "checked_at": clock.from_us(found["at"])}
    return {"recounted": found} if job.kind == RECOUNT else {}


def _export(job: Job) -> dict[str, Any]:
    """Of an export its file, or that it is gone."""
    if not exports.is_export(job.kind) or job.state != JobState.DONE or job.finished_at is None:
        return {}
    path = exports.file_of(job)
    rows = json.loads(job.result)["rows"]
    if path is None:
        return {"export": {"rows": rows}}
    return {"export": {"rows": rows, "size": path.stat().st_size, "until": job.finished_at + queue.KEPT}}


@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file of one's own export. Here it leaves the house: a POST, an entry, and the reach is asked again."""
    job = _own(request, pk)
    try:
        path, name = exports.fetch(by=_actor(request), job=job)
    except exports.GoneError:
        raise Http404 from None
    except PermissionDenied:
        messages.error(request, _("您现在的权限范围比生成时小，这个文件不能再下载。请按现在的范围重新导出。"))
        return redirect("portals:job", pk=pk)
    return leaving.sent(path, name)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it; finished pieces stay."""
    job = _own(request, pk)
    if queue.cancel(by=_actor(request), job=job):
        whole = exports.is_export(job.kind)
        messages.success(request, _("已停止，没有生成文件。") if whole else _("已停止；已完成的部分保留。"))
    else:
        messages.info(request, _("这件任务已经结束，没有可停止的。"))
    return redirect("portals:job", pk=pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a failed one again, from where it stopped."""
    if queue.again(by=_actor(request), job=_own(request, pk)):
        messages.success(request, _("已重新排队，从上次停下的地方继续。"))
    return redirect("portals:job", pk=pk)
