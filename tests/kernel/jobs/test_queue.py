"""Jobs are done once, in pieces, by whoever holds the lease; a crash, a cancellation or a restart loses nothing."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.jobs import handlers, loop, queue, tasks
from anju.kernel.jobs.handlers import Handler, Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger.models import Cursor, Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 2, tzinfo=UTC)
PERSON = Actor(kind=ActorKind.PERSON, id="7", account=7)
STRANGER = Actor(kind=ActorKind.PERSON, id="8", account=8)
KIND = "test.count"


@pytest.fixture(autouse=True)
def simulated(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.ANJU_DATA_DIR = tmp_path
    loop.stopping.clear()
    with clock.simulated(NOW):
        yield


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Declare what jobs of `KIND` do."""

    def does(handle: handlers.Handle, *, attempts: int = 3, lane: Lane = Lane.SHORT) -> None:
        monkeypatch.setattr(handlers, "_handlers", {KIND: Handler(KIND, handle, "数数", lane, attempts)})

    return does


def count_to_three(run: queue.Run) -> Mapping[str, Any]:
    """Three pieces, each a row of its own beside the progress."""
    for number in range(run.state.get("at", 0) + 1, 4):
        with run.piece(done=number, total=3, state={"at": number}):
            Cursor._all.create(consumer=f"counted {number}", district="cc")
    return {"counted": 3}


def ask(**more: Any) -> Job:
    return queue.ask(by=PERSON, kind=KIND, params={"n": 1}, path="/cc/", **more)


def verbs() -> list[str]:
    return list(Entry._all.order_by("id").values_list("verb", flat=True))


def test_a_job_is_done_with_its_progress_result_and_entries(does: Any) -> None:
    does(count_to_three)
    job = ask()
    assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 3, 3, '{"counted":3}')
    assert job.lease is None
    assert verbs() == ["job.asked", "job.done"]
    assert set(Entry._all.values_list("district", flat=True)) == {"cc"}
    assert not queue.run_one(Lane.SHORT)


def test_a_kind_that_nobody_declares_is_refused() -> None:
    with pytest.raises(handlers.UnknownJobError):
        queue.ask(by=PERSON, kind="no.such")
    assert Job._all.count() == 0


def test_asked_twice_it_is_one_job_where_once_is_wished(does: Any) -> None:
    does(count_to_three)
    first = ask(once=True)
    assert ask(once=True).pk == first.pk
    assert ask().pk != first.pk
    other = queue.ask(by=STRANGER, kind=KIND, params={"n": 1}, once=True)
    assert other.pk != first.pk


def test_a_job_waits_for_its_time(does: Any) -> None:
    does(count_to_three)
    ask(not_before=NOW + timedelta(hours=1))
    assert not queue.run_one(Lane.SHORT)
    with clock.simulated(NOW + timedelta(hours=2)):
        assert queue.run_one(Lane.SHORT)


def test_each_lane_takes_only_its_own_kinds(does: Any) -> None:
    does(count_to_three, lane=Lane.LONG)
    ask()
    assert tasks.run_short() is False
    assert tasks.run_long() is True


def test_two_workers_never_claim_the_same_job(does: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    does(count_to_three)
    job = ask()
    seen = Job._all.get(pk=job.pk)
    assert queue.claim(Lane.SHORT, NOW) is not None
    late = Job._all.filter(pk=seen.pk, state=seen.state, lease=seen.lease).update(note="x")
    assert late == 0  # the condition of the second claim no longer holds
    assert queue.claim(Lane.SHORT, NOW) is None


def test_after_a_silence_another_worker_goes_on_from_the_last_piece(does: Any) -> None:
    does(count_to_three)
    job = ask()
    dead = queue.claim(Lane.SHORT, NOW)
    assert dead is not None
    run = queue.Run(dead)
    with run.piece(done=1, total=3, state={"at": 1}):
        Cursor._all.create(consumer="counted 1", district="cc")
    with clock.simulated(NOW + queue.LEASE + timedelta(seconds=1)):
        assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == (JobState.DONE, 3, 2)
    assert Cursor._all.filter(consumer__startswith="counted").count() == 3


def test_a_worker_thought_dead_commits_no_piece_twice(does: Any) -> None:
    does(count_to_three)
    ask()
    slow = queue.claim(Lane.SHORT, NOW)
    assert slow is not None
    with clock.simulated(NOW + queue.LEASE + timedelta(seconds=1)):
        assert queue.claim(Lane.SHORT, clock.now()) is not None
    with pytest.raises(queue.StoppedError), queue.Run(slow).piece(done=1, state={"at": 1}):
        Cursor._all.create(consumer="counted 1", district="cc")
    assert not Cursor._all.filter(consumer="counted 1").exists()


def test_a_failed_start_is_tried_again_later_and_at_last_told_to_the_person(does: Any) -> None:
    def ill(run: queue.Run) -> None:
        raise ZeroDivisionError

    does(ill, attempts=2)
    job = ask()
    assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.not_before) == (JobState.WAITING, NOW + queue.FIRST_PAUSE)
    with clock.simulated(NOW + timedelta(hours=1)):
        assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "ZeroDivisionError" in job.note
    assert verbs() == ["job.asked", "job.failed"]


def test_what_cannot_be_done_is_not_tried_again_and_says_why(does: Any) -> None:
    def refuse(run: queue.Run) -> None:
        raise queue.FailedError("文件已删除，请重新上传。")

    does(refuse)
    job = ask()
    queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.note, job.attempts) == (JobState.FAILED, "文件已删除，请重新上传。", 1)


def test_a_job_that_kills_its_worker_is_given_up(does: Any) -> None:
    does(count_to_three, attempts=1)
    job = ask()
    assert queue.claim(Lane.SHORT, NOW) is not None  # and the process dies here
    with clock.simulated(NOW + timedelta(hours=1)):
        assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "多次中断" in job.note


def test_a_cancelled_job_stops_before_its_next_piece_and_keeps_the_finished_ones(does: Any) -> None:
    job = None

    def counting(run: queue.Run) -> None:
        with run.piece(done=1, state={"at": 1}):
            Cursor._all.create(consumer="counted 1", district="cc")
        assert job is not None
        queue.cancel(by=PERSON, job=job)
        with run.piece(done=2, state={"at": 2}):
            Cursor._all.create(consumer="counted 2", district="cc")

    does(counting)
    job = ask()
    queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.CANCELLED, 1)
    assert Cursor._all.filter(consumer__startswith="counted").count() == 1
    assert verbs() == ["job.asked", "job.cancelled"]
    assert not queue.cancel(by=PERSON, job=job)


def test_nobody_else_cancels_or_restarts_a_job(does: Any) -> None:
    does(count_to_three)
    job = ask()
    for deed in (queue.cancel, queue.again):
        with pytest.raises(Job.DoesNotExist):
            deed(by=STRANGER, job=job)
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert list(queue.of_account(8)) == []
    assert list(queue.of_account(7)) == [job]


def test_a_failed_job_goes_on_from_its_last_piece_when_asked_again(does: Any) -> None:
    broken = [True]

    def counting(run: queue.Run) -> Mapping[str, Any]:
        for number in range(run.state.get("at", 0) + 1, 4):
            if number == 2 and broken:
                raise queue.FailedError("断了")
            with run.piece(done=number, state={"at": number}):
                Cursor._all.create(consumer=f"counted {number}", district="cc")
        return {}

    does(counting)
    job = ask()
    queue.run_one(Lane.SHORT)
    broken.clear()
    assert queue.again(by=PERSON, job=job)
    assert not queue.again(by=PERSON, job=job)
    queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 3)
    assert verbs() == ["job.asked", "job.failed", "job.asked_again", "job.done"]


def test_when_the_worker_ends_the_job_goes_back_and_the_start_does_not_count(does: Any) -> None:
    def counting(run: queue.Run) -> None:
        run.progress(1)
        loop.stopping.set()
        run.progress(2)

    does(counting)
    job = ask()
    queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == (JobState.WAITING, 1, 0)


def test_files_of_a_job_are_kept_a_week_and_then_go(does: Any) -> None:
    def writing(run: queue.Run) -> Mapping[str, Any]:
        (run.folder / "out.txt").write_text("x")
        return {"file": "out.txt"}

    does(writing)
    job = ask()
    queue.run_one(Lane.SHORT)
    assert queue.tidy(NOW + queue.KEPT) == 0
    assert (queue.folder_of(job) / "out.txt").read_text() == "x"
    assert queue.tidy(NOW + queue.KEPT + timedelta(seconds=1)) == 1
    assert not queue.folder_of(job).exists()


def test_a_kind_is_declared_by_one_place_only_and_tried_at_least_once() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        handlers.handler("ledger.verify", label="x")(count_to_three)
    with pytest.raises(ValueError, match="at least once"):
        handlers.handler("other", label="x", attempts=0)
    assert handlers.label_of("ledger.verify") == "核验台账"
    assert handlers.label_of("gone.kind") == "gone.kind"
