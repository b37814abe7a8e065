"""The queue: asked for once, claimed with a conditional UPDATE, done in pieces that commit with their progress.

Whoever holds a job's `lease` works on it. Every write of the worker names its lease, so a worker that was thought dead,
or whose job was cancelled, finds no row to write to and stops before it commits a piece twice.
"""

import shutil
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.jobs import handlers
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.jobs.run import LEASE, FailedError, Run, StoppedError, folder_of, held
from anju.kernel.ledger import canon
from anju.kernel.ledger.deeds import deed

FIRST_PAUSE = timedelta(seconds=10)
KEPT = timedelta(days=7)
"""Files a job made can be fetched this long."""
OPEN = (JobState.WAITING, JobState.RUNNING)
WORKER = system("jobs")

__all__ = ["LEASE", "FailedError", "Run", "StoppedError", "again", "ask", "cancel", "claim", "folder_of", "of_account"]

log = structlog.get_logger("anju.jobs")


def ask(
    *,
    by: Actor,
    kind: str,
    params: Mapping[str, Any] | None = None,
    path: str = "",
    not_before: datetime | None = None,
    once: bool = False,
) -> Job:
    """Ask for a piece of work; the caller has asked the permission that the work itself needs.

    `once`: an open job of the same person, kind and params is returned instead of a second one. Raises UnknownJobError.
    """
    handlers.of(kind)
    text = canon.dumps(dict(params or {}))
    now = clock.now()
    with deed(by=by) as act:
        if once and (same := _same(by, kind, text)) is not None:
            return same
        job = Job._all.create(
            kind=kind,
            account=by.account,
            actor=str(by),
            post=by.acting.post if by.acting else None,
            params=text,
            path=path,
            created_at=now,
            not_before=not_before or now,
        )
        act.enter("job.asked", job, path=path, data=_said(job))
    return job


def _same(by: Actor, kind: str, params: str) -> Job | None:
    """The open job that was asked for before; two who ask in the same moment come one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{by.account} {kind} {params}"])
    return Job._all.filter(state__in=OPEN, kind=kind, account=by.account, params=params).first()


def of_account(account: int) -> QuerySet[Job]:
    """A person's own work, newest first."""
    return Job._all.filter(account=account).order_by("-id")


def cancel(*, by: Actor, job: Job) -> bool:
    """Stop a job of one's own, waiting or running; false where it had ended already. Finished pieces stay."""
    _own(by, job)
    with deed(by=by) as act:
        found = Job._all.filter(pk=job.pk, state__in=OPEN)
        if not found.update(state=JobState.CANCELLED, lease=None, lease_until=None, finished_at=clock.now()):
            return False
        job.refresh_from_db()
        act.enter("job.cancelled", job, path=job.path, data=_said(job))
    return True


def again(*, by: Actor, job: Job) -> bool:
    """Put a failed job of one's own back into the queue, to go on from its last piece; false where it is not failed."""
    _own(by, job)
    now = clock.now()
    with deed(by=by) as act:
        found = Job._all.filter(pk=job.pk, state=JobState.FAILED)
        if not found.update(state=JobState.WAITING, attempts=0, note="", not_before=now, finished_at=None):
            return False
        job.refresh_from_db()
        act.enter("job.asked_again", job, path=job.path, data=_said(job))
    return True


def _said(job: Job) -> dict[str, Any]:
    """What every entry says: the account is who hears of it on an open page."""
    return {"kind": job.kind, "account": job.account} if job.account is not None else {"kind": job.kind}


def _own(by: Actor, job: Job) -> None:
    if by.account is None or job.account != by.account:
        raise Job.DoesNotExist(job.pk)


def claim(lane: handlers.Lane, now: datetime) -> Job | None:
    """The next job of a lane, with a fresh lease; one whose worker fell silent comes back with its checkpoint."""
    due = Q(state=JobState.WAITING, not_before__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    for job in Job._all.filter(due, kind__in=handlers.kinds_of(lane)).order_by("not_before", "id")[:20]:
        lease = uuid.uuid4()
        mine = Job._all.filter(pk=job.pk, state=job.state, lease=job.lease).update(
            state=JobState.RUNNING, lease=lease, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if mine:
            job.refresh_from_db()
            return job
    return None


def run_one(lane: handlers.Lane) -> bool:
    """Do the next job of a lane; false when none was waiting."""
    job = claim(lane, clock.now())
    if job is None:
        return False
    known = handlers.of(job.kind)
    if job.attempts > known.attempts:
        _end(job, JobState.FAILED, note=_("多次中断，已停止。请查看原因后重新开始。"))
        return True
    try:
        result = known.handle(Run(job))
    except StoppedError:
        _give_back(job)
    except FailedError as failure:
        _end(job, JobState.FAILED, note=str(failure))
    except Exception as error:
        log.exception("job failed", job=job.pk, kind=job.kind, attempts=job.attempts)
        _failed(job, known, error)
    else:
        _end(job, JobState.DONE, result=result)
    return True


def _failed(job: Job, known: handlers.Handler, error: Exception) -> None:
    if job.attempts >= known.attempts:
        _end(
            job,
            JobState.FAILED,
            note=_("没有完成（%(what)s）。可重新开始，或把编号报给管理员。") % {"what": type(error).__name__},
        )
        return
    pause = FIRST_PAUSE * (1 << (job.attempts - 1))
    held(job).update(state=JobState.WAITING, lease=None, lease_until=None, not_before=clock.now() + pause)


def _give_back(job: Job) -> None:
    """The worker ends: the next one goes on at once, and the start does not count. Not ours any more: nothing to do."""
    held(job).update(state=JobState.WAITING, lease=None, lease_until=None, attempts=F("attempts") - 1)


def _end(job: Job, state: JobState, *, result: Mapping[str, Any] | None = None, note: str = "") -> None:
    values: dict[str, Any] = {"state": state, "lease": None, "lease_until": None, "finished_at": clock.now()}
    if note:
        values["note"] = note[:200]
    if result is not None:
        values["result"] = canon.dumps(dict(result))
    with deed(by=WORKER) as act:
        if not held(job).update(**values):
            return
        job.refresh_from_db()
        act.enter(f"job.{state}", job, path=job.path, data=_said(job))


def tidy(now: datetime) -> int:
    """Remove the files of jobs that ended long ago; return how many folders went."""
    gone = 0
    root = Path(settings.ANJU_DATA_DIR) / "jobs"
    for folder in root.iterdir() if root.exists() else ():
        job = Job._all.filter(pk=int(folder.name)).first() if folder.name.isdecimal() else None
        if job is None or (job.finished_at is not None and job.finished_at < now - KEPT):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
