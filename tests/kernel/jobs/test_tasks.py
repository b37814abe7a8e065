"""The kernel's own ticks on a real ledger."""

import pytest
from pytest_django import DjangoAssertNumQueries

from anju.kernel import actors
from anju.kernel.jobs import tasks
from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.deeds import Ref, deed

pytestmark = pytest.mark.django_db


def _write() -> None:
    with deed(by=actors.system("test")) as act:
        act.enter("thing.done", Ref("thing", "1"), path="/cc/")


@pytest.mark.horizon
def test_an_idle_sealer_only_reads(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2 if seals.connection.vendor == "sqlite" else 3) as seen:
        assert tasks.seal() is False
    assert not [query for query in seen.captured_queries if "INSERT" in query["sql"] or "BEGIN" in query["sql"]]


@pytest.mark.horizon
def test_what_was_written_is_sealed_and_then_nothing_waits() -> None:
    _write()
    if seals.connection.vendor == "sqlite":  # PostgreSQL: the test's own transaction is still running
        assert tasks.seal() is True
        assert not seals.is_waiting()
    else:
        assert not seals.is_waiting()


def test_consumers_read_what_anybody_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    known = {"t": consumers.Consumer("t", "projection", frozenset(), lambda es: heard.extend(e.verb for e in es))}
    monkeypatch.setattr(consumers, "_consumers", known)
    news = consumers.News()
    _write()
    seals.seal(everything=True)
    assert (news.run(), news.run(), heard) == (1, 0, ["thing.done"])


def test_nothing_new_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    news = consumers.News()
    news.run()
    with django_assert_num_queries(1):
        news.run()


def test_a_failing_consumer_stops_no_other_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def ill(_entries: object) -> None:
        raise ValueError("ill")

    known = {
        "a": consumers.Consumer("a", "projection", frozenset(), ill),
        "b": consumers.Consumer("b", "projection", frozenset(), lambda es: heard.extend(e.verb for e in es)),
    }
    monkeypatch.setattr(consumers, "_consumers", known)
    news = consumers.News()
    _write()
    seals.seal(everything=True)
    for _ in range(2):
        with pytest.raises(ExceptionGroup, match="consumers failed"):
            news.run()
    assert heard == ["thing.done"]
