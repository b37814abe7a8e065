"""The live tail hands each entry out once, also one that commits late with a lower id."""

import pytest

from anju.kernel import actors, ids
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.live import tail
from anju.live.queries import newest
from anju.live.tail import Tail, since

pytestmark = pytest.mark.django_db


def _write(*subjects: str) -> None:
    with deed(by=actors.system("test")) as act:
        for subject in subjects:
            act.enter("thing.done", Ref("thing", subject), path="/cc/")


def _late(id_: int) -> None:
    """An entry under a lower id than the newest, as a slow transaction on PostgreSQL writes it."""
    row = Entry._all.order_by("-id")[0]
    row.pk, row.subject_id = id_, "late"
    row.uid = ids.uuid7()
    row.save(force_insert=True)


def test_only_what_comes_after_the_start_is_read() -> None:
    _write("1")
    place = Tail()
    assert place.read() == []
    _write("2", "3")
    assert [news.subject for news in place.read()] == ["2", "3"]
    assert place.read() == []


def test_a_late_commit_with_a_lower_id_is_not_skipped() -> None:
    _write("1")
    place = Tail(newest() - 2)  # the id before the newest is still being written
    assert [news.subject for news in place.read()] == ["1"]
    _late(newest() - 1)
    assert [news.subject for news in place.read()] == ["late"]
    assert place.read() == []


def test_an_id_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    _write("1")
    place = Tail(newest() - 2)
    monkeypatch.setattr(tail, "LATE", -1.0)
    place.read()
    place.read()
    assert place.floor == newest()


def test_a_returning_page_gets_what_it_missed_or_is_told_to_load_again() -> None:
    before = newest()
    _write("1", "2", "3")
    missed = since(before, 3)
    assert missed is not None
    assert [news.subject for news in missed] == ["1", "2", "3"]
    assert since(before, 2) is None


def test_an_addressed_entry_names_its_accounts() -> None:
    before = newest()
    with deed(by=actors.system("test")) as act:
        act.enter("notice.told", Ref("notice", "1"), data={"accounts": [4, 5]})
    missed = since(before, 9)
    assert missed is not None
    assert missed[0].accounts == {4, 5}
