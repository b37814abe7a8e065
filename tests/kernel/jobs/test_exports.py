"""Exports: whole files or none, for who asked, with the rights held at each step; memory that stays."""

import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.kernel import clock, permissions
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.documents import workbook
from anju.kernel.documents.workbook import Column, Sheet
from anju.kernel.jobs import exports, handlers, loop, queue
from anju.kernel.jobs.exports import Leaving, Told
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.jobs.run import folder_of
from anju.kernel.ledger.models import Cursor, Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 2, tzinfo=UTC)
KIND, SEE = "test.export", "test.see"
LATER = queue.LEASE + timedelta(minutes=1)
ASKED = {"filters": "state=late"}


class Killed(BaseException):
    """The worker's process is gone: nothing runs after it, no `except`, no `finally`."""


def person(*paths: str, account: int = 7, masked: bool = False, places: frozenset[int] = frozenset()) -> Actor:
    grant = Grant(1, "street", 3, frozenset({SEE}), paths=paths, places=places, masked=masked)
    return Actor(kind=ActorKind.PERSON, id=str(account), account=account, grants=(grant,) if paths else ())


NORTH = person("/cc/1/")


class House:
    """What a domain declares, and who is who at the moment."""

    def __init__(self) -> None:
        self.actor: Actor | None = NORTH
        self.written: list[int] = []
        self.between: Callable[[int], None] = lambda line: None
        self.left: list[int] = []

    def prepare(self, by: Actor, asked: Mapping[str, Any]) -> Leaving:
        if not by.grants:
            raise PermissionDenied
        assert asked == ASKED
        return Leaving("名单.xlsx", (SEE,), lambda: 5, self.write, self.left.append, path="/cc/")

    def write(self, path: Path, told: Told) -> int:
        with path.open("a") as file:  # what another has begun would show
            for line in range(1, 6):
                file.write(f"{line}\n")
                file.flush()
                self.between(line)
                told(line)
        self.written.append(5)
        return 5


@pytest.fixture
def house(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    settings.ANJU_DATA_DIR = tmp_path
    loop.stopping.clear()
    made = House()
    monkeypatch.setattr(exports, "_kinds", {})
    monkeypatch.setattr(exports, "_who", [lambda account, post: made.actor])
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setitem(permissions._labels, SEE, "看")
    exports.declare(KIND, label="名单", prepare=made.prepare)
    with clock.simulated(NOW):
        yield made


def ask(by: Actor = NORTH) -> Job:
    return exports.ask(by=by, kind=KIND, asked=ASKED, path="/cc/")


def work(at: datetime = NOW) -> None:
    with clock.simulated(at):
        assert queue.run_one(Lane.LONG)


def content(job: Job) -> str:
    path, name = exports.fetch(by=NORTH, job=job)
    assert name == "名单.xlsx"
    return path.read_text()


def names(job: Job) -> list[str]:
    return sorted(path.name for path in folder_of(job).iterdir())


WHOLE = "1\n2\n3\n4\n5\n"


def test_the_file_is_written_with_progress_and_fetched_as_often_as_wished(house: House) -> None:
    job, seen = ask(), []
    house.between = lambda line: seen.append(Job._all.values_list("done", "total").get())
    work()
    job.refresh_from_db()
    assert seen == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)]
    assert (job.state, job.done, job.total) == (JobState.DONE, 5, 5)
    assert names(job) == [exports.FILE]
    assert house.left == []  # written is not taken out
    assert content(job) == content(job) == WHOLE
    assert house.left == [5, 5]


def test_asked_again_while_it_runs_it_is_the_same_and_afterwards_a_new_one(house: House) -> None:
    job = ask()
    assert ask() == job
    assert ask(person("/cc/1/", account=8)) != job
    again: set[int] = set()
    house.between = lambda line: again.add(ask().pk)
    work()
    assert again == {job.pk}
    assert ask() != job


def test_before_the_end_there_is_no_file(house: House) -> None:
    job = ask()

    def look(line: int) -> None:
        job.refresh_from_db()
        assert exports.file_of(job) is None
        assert exports.FILE not in names(job)

    house.between = look
    with pytest.raises(exports.GoneError):
        content(job)
    work()
    job.refresh_from_db()
    assert content(job) == WHOLE


def test_a_worker_killed_in_the_middle_leaves_no_file_and_the_next_writes_it_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask()

    def kill(line: int) -> None:
        if line == 3:
            raise Killed

    house.between = kill
    with monkeypatch.context() as dead, pytest.raises(Killed):
        dead.setattr(exports.shutil, "rmtree", lambda *args, **kwargs: None)  # the dead tidy nothing
        work()
    job.refresh_from_db()
    [half] = folder_of(job).rglob("*.xlsx")
    assert half.read_text() == "1\n2\n3\n"
    assert half.parent != folder_of(job)
    assert exports.file_of(job) is None
    assert not queue.run_one(Lane.LONG)  # its lease still stands
    house.between = lambda line: None
    work(NOW + LATER)
    job.refresh_from_db()
    assert (job.state, names(job), content(job)) == (JobState.DONE, [exports.FILE], WHOLE)


def test_a_worker_thought_dead_that_goes_on_spoils_nothing(house: House) -> None:
    job, inner = ask(), [False]

    def taken_over(line: int) -> None:
        if line == 4 and not inner[0]:
            inner[0] = True
            work(NOW + LATER)  # another worker, from start to end

    house.between = taken_over
    work()
    job.refresh_from_db()
    assert (job.state, names(job), content(job)) == (JobState.DONE, [exports.FILE], WHOLE)
    assert house.written == [5]  # the first one was stopped


def test_a_worker_that_ends_gives_it_back_and_the_next_goes_on(house: House) -> None:
    job = ask()
    house.between = lambda line: loop.stopping.set() if line == 2 else None
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts, names(job)) == (JobState.WAITING, 0, [])
    loop.stopping.clear()
    house.between = lambda line: None
    work()
    job.refresh_from_db()
    assert content(job) == WHOLE


def test_cancelled_it_ends_without_a_file(house: House) -> None:
    job = ask()
    house.between = lambda line: queue.cancel(by=NORTH, job=job) and None if line == 2 else None
    work()
    job.refresh_from_db()
    assert (job.state, names(job), house.written) == (JobState.CANCELLED, [], [])
    with pytest.raises(exports.GoneError):
        content(job)


def test_who_lost_the_right_before_it_began_gets_no_file_but_words(house: House) -> None:
    job = ask()
    for nobody in (person(), None):
        house.actor = nobody
        work()
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert "权限" in job.note
        assert exports.file_of(job) is None
        queue.again(by=NORTH, job=job)


@pytest.mark.parametrize(
    ("by", "fetched"),
    [
        (person("/cc/1/"), True),
        (person("/cc/"), True),
        (person("/cc/1/", places=frozenset({4})), True),
        (person("/cc/2/"), False),
        (person("/cc/1/1/"), False),
        (person("/cc/1/", masked=True), False),
        (person(), False),
    ],
)
def test_the_reach_is_asked_again_when_it_is_fetched(house: House, by: Actor, fetched: bool) -> None:
    job = ask()
    work()
    job.refresh_from_db()
    if fetched:
        assert exports.fetch(by=by, job=job)[0].read_text() == WHOLE
    else:
        with pytest.raises(PermissionDenied):
            exports.fetch(by=by, job=job)
    assert house.left == ([5] if fetched else [])


def test_another_person_fetches_nothing_even_with_the_same_reach(house: House) -> None:
    job = ask()
    work()
    job.refresh_from_db()
    with pytest.raises(exports.GoneError):
        exports.fetch(by=person("/cc/", account=8), job=job)
    assert house.left == []


def test_after_the_term_the_file_is_deleted(house: House) -> None:
    job = ask()
    work()
    job.refresh_from_db()
    queue.tidy(NOW + queue.KEPT)
    assert exports.file_of(job) is not None
    queue.tidy(NOW + queue.KEPT + timedelta(seconds=1))
    assert exports.file_of(job) is None
    with pytest.raises(exports.GoneError):
        content(job)


def test_rows_come_in_their_order_each_once_however_they_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PIECE", 10)
    Cursor._all.bulk_create(Cursor(consumer=f"c{number:03}", district="cc", index=number) for number in range(35))
    rows, told, got = Cursor._all.filter(district="cc").order_by("-index"), [], []
    with CaptureQueriesContext(connection) as queries:
        for row in exports.pieces(rows, told.append):
            got.append(row.consumer)
            if len(got) == 10:  # the last becomes the first, and one leaves
                Cursor._all.filter(consumer="c000").update(index=100)
                Cursor._all.filter(consumer="c001").update(district="dd")
    reads = [query for query in queries.captured_queries if " IN (" in query["sql"]]
    assert got == [f"c{number:03}" for number in range(34, -1, -1) if number != 1]
    assert told == [10, 20, 30, 34]
    assert len(reads) == 4  # ten rows at a time; one cursor read the ids


def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        sheet = Sheet("表", [Column("号"), Column("文")], ([number, f"第 {number} 行" * 10] for number in range(rows)))
        tracemalloc.start()
        try:
            assert workbook.put(tmp_path / f"{rows}.xlsx", sheet) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is imported and kept once
    assert peak(20_000) < peak(4_000) + 300_000  # sixteen thousand rows more are three megabytes of text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["10.xlsx", "20000.xlsx", "4000.xlsx"]


def test_what_an_entry_says_names_kind_and_account_and_no_filter(house: House) -> None:
    ask()
    assert json.loads(Entry._all.get(verb="job.asked").data) == {"kind": KIND, "account": 7}
