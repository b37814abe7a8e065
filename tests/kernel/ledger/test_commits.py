"""What only shows when transactions really commit: on a copy of the database."""

import threading
import time

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from anju.kernel import actors
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import NoActorError, Ref, deed
from anju.kernel.ledger.models import Entry, Seal
from anju.kernel.ledger.verify import verify
from anju.places.models import Place
from tests.kernel.ledger.conftest import Write

pytestmark = [pytest.mark.usefixtures("own_database"), pytest.mark.horizon]


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker: DjangoDbBlocker, own_database: str):  # type: ignore[no-untyped-def]
    with django_db_blocker.unblock():
        yield


def order() -> list[str]:
    ids = list(Seal._all.order_by("id").values_list("entry_id", flat=True))
    return [Entry._all.get(id=entry_id).subject_id for entry_id in ids]


def sealed(wanted: int) -> int:
    """Seal until so many entries are: another suite's open transaction on the same cluster holds the horizon back."""
    total, until = 0, time.monotonic() + 90
    while total < wanted and time.monotonic() < until:
        total += seals.seal().entries
        time.sleep(0.05 if total < wanted else 0)
    return total


def test_without_an_actor_nothing_is_written() -> None:
    with pytest.raises(NoActorError), deed(by=None):  # type: ignore[arg-type]
        raise AssertionError("the block must not run")
    assert Entry._all.count() == 0


def test_an_exception_writes_neither_rows_nor_entries() -> None:
    with pytest.raises(ZeroDivisionError), deed(by=actors.system("test")) as act:
        row = Place._all.create(parent=None, kind="district", name="x", full_name="x", path="/zz/")
        act.enter("place.added", row, path="/zz/")
        raise ZeroDivisionError
    assert (Entry._all.count(), Place._all.count()) == (0, 0)


def test_a_failed_part_leaves_neither_rows_nor_entries_where_the_whole_goes_on() -> None:
    by = actors.system("test")
    with deed(by=by) as act:
        with pytest.raises(ZeroDivisionError), deed(by=by) as part:
            row = Place._all.create(parent=None, kind="district", name="x", full_name="x", path="/zz/")
            part.enter("place.added", row, path="/zz/")
            raise ZeroDivisionError
        act.enter("thing.done", Ref("thing", "whole"), path="/cc/")
    assert list(Entry._all.values_list("verb", flat=True)) == ["thing.done"]
    assert Place._all.count() == 0


def test_a_deed_inside_another_actors_deed_is_refused() -> None:
    with pytest.raises(NoActorError, match="cannot hold"), deed(by=actors.system("a")), deed(by=actors.system("b")):
        raise AssertionError("the block must not run")


def test_a_late_commit_with_a_lower_id_is_not_skipped_and_shows_as_lag_meanwhile(write: Write) -> None:
    if connection.vendor != "postgresql":
        write("early")
        write("late")
        seals.seal()
        assert order() == ["early", "late"]  # writers stand in line: ids are in the order of commits
        return
    written, go = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            with deed(by=actors.system("late")) as act:
                act.enter("thing.done", Ref("thing", "late"), path="/cc/")
            written.set()
            go.wait(20)
        connections.close_all()

    other = threading.Thread(target=late)
    other.start()
    assert written.wait(20)
    write("early")
    assert seals.seal().entries == 0
    assert seals.unsealed_count() == 1
    go.set()
    other.join(20)
    assert sealed(2) == 2
    assert order() == ["late", "early"]
    assert list(verify()) == []


def test_many_writers_lose_no_entry() -> None:
    def some(number: int) -> None:
        for step in range(3):
            with deed(by=actors.system("test")) as act:
                act.enter("thing.done", Ref("thing", f"{number}-{step}"), path="/cc/")
        connections.close_all()

    threads = [threading.Thread(target=some, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sealed(150) == 150
    assert len(set(order())) == Entry._all.count() == 150
    assert list(verify()) == []
