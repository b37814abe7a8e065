"""A claimed job in its handler's hands."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from anju.kernel import clock
from anju.kernel.jobs import loop
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger import canon

LEASE = timedelta(minutes=3)
"""A handler finishes a piece, or says `progress`, more often than this; a silent one counts as dead."""


class StoppedError(Exception):
    """The job is no longer this worker's: cancelled, or taken over after a silence."""


class FailedError(Exception):
    """It cannot be done, and trying again would not help; the message tells the person what to do."""


class Run:
    """What a handler is given: the params, the place to go on from, and ways to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = json.loads(job.params)
        self.state: dict[str, Any] = json.loads(job.checkpoint) if job.checkpoint else {}

    @property
    def account(self) -> int | None:
        """Whose rights it has; the handler builds the actor anew, so a post that ended meanwhile is not used."""
        return self.job.account

    @property
    def folder(self) -> Path:
        """A folder for what the job makes; emptied `KEPT` after the end."""
        path = folder_of(self.job)
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far it is and hold the lease. Raises StoppedError."""
        values: dict[str, Any] = {"done": done, "note": note[:200]}
        if total is not None:
            values["total"] = total
        self._write(values)

    @contextmanager
    def piece(self, *, done: int, state: Mapping[str, Any], total: int | None = None, note: str = "") -> Iterator[None]:
        """One transaction: the rows of the block and the place to go on from. Raises StoppedError and writes nothing
        where the job is no longer ours.
        """
        with transaction.atomic():
            yield
            values: dict[str, Any] = {"done": done, "checkpoint": canon.dumps(dict(state)), "note": note[:200]}
            if total is not None:
                values["total"] = total
            self._write(values)
        self.state = dict(state)

    def _write(self, values: Mapping[str, Any]) -> None:
        if loop.stopping.is_set():
            raise StoppedError("the worker ends")
        if not held(self.job).update(lease_until=clock.now() + LEASE, **values):
            raise StoppedError(f"{self.job} is no longer ours")
        for name, value in values.items():
            setattr(self.job, name, value)


def folder_of(job: Job) -> Path:
    """Where a job's files lie, whether or not it made any."""
    return Path(settings.ANJU_DATA_DIR) / "jobs" / str(job.pk)


def held(job: Job) -> QuerySet[Job]:
    """The job's row as long as it is ours."""
    return Job._all.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)
