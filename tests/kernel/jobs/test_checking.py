"""Verify now: reads a district's tree as a job and says what it found."""

import json
from typing import Any

import pytest

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.jobs import checking, loop, queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger.models import Entry, Head
from tests.kernel.ledger.conftest import Forge, Write, forge, sealed, write

pytestmark = pytest.mark.django_db
__all__ = ["forge", "sealed", "write"]

PERSON = Actor(kind=ActorKind.PERSON, id="7", account=7)


@pytest.fixture(autouse=True)
def running() -> None:
    loop.stopping.clear()


def verified(**params: Any) -> Job:
    job = queue.ask(by=PERSON, kind=checking.VERIFY, params=params)
    assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    return job


def test_a_whole_ledger_is_said_to_be_whole_and_how_far_it_was_read(sealed: Write) -> None:
    sealed("1", "2", "3")
    sealed("4", path="/dd/")
    job = verified(district="cc")
    found = json.loads(job.result)
    head = Head._all.get(district="cc")
    assert (found["entries"], found["count"], found["faults"]) == (3, 0, [])
    assert (found["size"], found["root"]) == (3, head.root)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)


def test_a_changed_entry_is_named_and_another_districts_is_not_looked_at(sealed: Write, forge: Forge) -> None:
    sealed("1", "2")
    sealed("3", path="/dd/")
    entry = Entry._all.get(subject_id="2")
    forge(f"UPDATE ledger_entry SET verb = 'x.y' WHERE id = {entry.pk}")
    assert str(entry.uid) in json.loads(verified(district="cc").result)["faults"][0]
    assert json.loads(verified(district="dd").result)["count"] == 0


def test_more_faults_than_are_named_are_counted(sealed: Write, forge: Forge) -> None:
    sealed(*(str(number) for number in range(60)))
    forge("UPDATE ledger_entry SET verb = 'x.y' WHERE subject_kind = 'thing'")
    found = json.loads(verified(district="cc").result)
    assert len(found["faults"]) == checking.SHOWN
    assert found["count"] == 120  # each has a wrong code and is not what was sealed


def test_without_a_district_it_fails_with_words() -> None:
    job = verified(district="")
    assert job.state == JobState.FAILED
    assert "哪个区" in job.note
