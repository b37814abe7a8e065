"""A worker is killed in the middle of a long export: nobody gets half a file, and the next worker writes all of it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoDbBlocker

from anju.kernel import clock
from anju.kernel.jobs import exports, handlers, queue
from anju.kernel.jobs.exports import GoneError, file_of
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.jobs.run import folder_of
from tests.cast import Cast, make_cast
from tests.kernel.jobs.exporter import KIND, LINES, declare
from tests.kernel.ledger.conftest import own_database
from tests.supervision.lists.test_two_workers import ROOT, _environment

__all__ = ["own_database"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.horizon]
MIDWAY = LINES // 3


@pytest.fixture
def town(
    own_database: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch, settings: LazySettings,
    tmp_path: Path,
) -> Iterator[Cast]:  # fmt: skip
    """People whose rows are committed, and a kind of export that takes its time."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    monkeypatch.setattr(exports, "_kinds", dict(exports._kinds))
    settings.ANJU_DATA_DIR = tmp_path
    declare()
    with django_db_blocker.unblock():
        yield make_cast()


def test_a_killed_export_is_taken_up_again_and_written_whole(town: Cast, tmp_path: Path) -> None:
    by = town.street_officer
    job = exports.ask(by=by, kind=KIND, asked={}, path="/cc/")
    command = [sys.executable, "-m", "tests.kernel.jobs.exporter"]
    worker = subprocess.Popen(command, env=_environment(tmp_path), cwd=ROOT, text=True, stdout=subprocess.PIPE)
    with worker:
        assert worker.stdout is not None
        for line in worker.stdout:
            if int(line) == MIDWAY:
                worker.send_signal(signal.SIGKILL)
                break
    assert worker.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)
    assert MIDWAY < job.done < LINES
    [left] = folder_of(job).iterdir()
    assert left.is_dir()
    assert file_of(job) is None
    with pytest.raises(GoneError):
        exports.fetch(by=by, job=job)
    assert not queue.run_one(Lane.LONG), "its lease has not run out: it may still be alive"

    with clock.simulated(clock.now() + queue.LEASE + timedelta(seconds=1)):
        assert queue.run_one(Lane.LONG)
    job = Job._all.get(pk=job.pk)
    assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, LINES)
    path, name = exports.fetch(by=by, job=job)
    assert name == "名单.txt"
    assert path.read_text(encoding="utf-8") == "".join(f"{line}\n" for line in range(LINES))
    assert [one.name for one in folder_of(job).iterdir()] == [path.name]
