"""Facts are worked out while others write; they go in once, or not at all."""

from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from anju.kernel.figures import adding
from anju.kernel.figures import consumers as figures
from anju.kernel.figures.adding import Sums
from anju.kernel.figures.folding import Change, Told
from anju.kernel.figures.models import Fact, Tally
from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.consumers import SealedEntry
from anju.kernel.ledger.models import Cursor
from tests.kernel.figures.histories import History
from tests.kernel.figures.test_random_histories import let_read, tables

pytestmark = pytest.mark.django_db
STEPS = [
    ("report", 1, 1), ("report", 3, 2), ("submit", 0, 5), ("report", 5, 1), ("pass", 0, 7), ("load", 4, 1),
    ("hand_over", 1, 3), ("move", 2, 2), ("reopen", 0, 30), ("load", 8, 2), ("submit", 1, 5), ("merge", 0, 1),
]  # fmt: skip


@pytest.fixture
def history() -> History:
    told = History()
    for step in STEPS:
        told.step(*step)
    seals.seal()
    return told


def in_between(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> list[int]:
    """Do something once, after entries were folded and before they are written; how often a step was begun."""
    begun: list[int] = []
    told = next(one for one in consumers.registered() if one.name == "figures")
    project = told.handle_sealed
    assert project is not None

    def slow(district: str, entries: Sequence[SealedEntry]) -> consumers.Write:
        begun.append(len(entries))
        write = project(district, entries)
        if len(begun) == 1:
            what()
        return write

    changed = consumers.Consumer("figures", "projection", told.verbs, told.handle, told.reset, slow, told.wanted)
    monkeypatch.setitem(consumers._consumers, "figures", changed)
    return begun


def others(monkeypatch: pytest.MonkeyPatch) -> consumers.Consumer:
    return next(one for one in consumers.registered() if one.name == "figures")


def read_by(consumer: consumers.Consumer) -> None:
    """Another process reads everything meanwhile."""
    consumers._advance(consumer, "cc")


def test_what_another_has_read_meanwhile_is_not_counted_twice(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_read()
    kept = tables()
    consumers.rebuild("figures")
    assert tables() == kept
    Cursor._all.filter(consumer="figures").delete()
    figures.empty()
    other = others(monkeypatch)
    begun = in_between(monkeypatch, lambda: read_by(other))
    let_read()
    assert len(begun) == 1  # its step was thrown away, and then nothing was left to read
    assert tables() == kept


def test_a_rebuild_in_between_leaves_nothing_of_the_step_that_it_overtook(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_read()
    history.step("report", 7, 1)
    history.step("submit", 2, 1)
    seals.seal()
    other = others(monkeypatch)

    def rebuilt() -> None:
        Cursor._all.filter(consumer="figures").delete()
        figures.empty()
        Cursor._all.create(consumer="figures", district="cc", index=0)
        consumers._step_sealed(other, "cc", Cursor._all.count() + 27)

    in_between(monkeypatch, rebuilt)
    let_read()
    now = tables()
    consumers.rebuild("figures")
    assert tables() == now


def test_a_write_that_fails_leaves_neither_facts_nor_sums_nor_a_moved_cursor(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def fails(*_args: object, **_more: object) -> None:
            raise RuntimeError("the disk is full")

        patch.setattr(figures, "add_up", fails)
        with pytest.raises(RuntimeError, match="disk"):
            let_read()
    assert (Fact._all.count(), Tally._all.count()) == (0, 0)
    assert list(Cursor._all.filter(consumer="figures").values_list("index", flat=True)) == [0]
    let_read()
    kept = tables()
    consumers.rebuild("figures")
    assert tables() == kept
    assert Fact._all.exists()


def test_nothing_is_read_or_folded_inside_the_transaction(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[int] = []
    in_between(monkeypatch, lambda: depths.append(len(connection.savepoint_ids)))
    before = len(connection.savepoint_ids)
    let_read()
    assert depths == [before]


def test_only_the_verbs_that_facts_are_made_of_are_handed_over(history: History) -> None:
    handed: list[SealedEntry] = []
    size = seals.load("cc").size
    handed = consumers._told("cc", 0, size, ["duty.passed"])
    assert {one.verb for one in handed} == {"duty.passed"}
    assert consumers._told("cc", 0, size, []) == []
    assert figures.wanted() >= {"duty.passed", "hazard.reported"}
    assert "duty.commented" not in figures.wanted()


def test_sums_are_carried_up_to_every_place_that_keeps_them() -> None:
    sums = Sums()
    deep = Told("lists.found", "duty:1", "/cc/1/2/3/4/", 1_767_200_400_000_000, ("ES-01", "general", "patrol"), 1)
    top = Told("lists.found", "duty:2", "/cc/", 1_767_200_400_000_000, ("ES-01", "general", ""), 1)
    nowhere = Told("lists.found", "duty:3", "", 1_767_200_400_000_000, ("ES-01", "general", ""), 1)
    sums.add([Change(fact, fact.happened, 1) for fact in (deep, top, nowhere)])
    rows = {row[:6]: row[6] for row in sums.rows()}
    month = {path: rows.get(("lists.found", path, "m", "", 202601, "")) for path in adding.ancestors(deep.path)}
    assert month == {"/cc/": 2, "/cc/1/": 1, "/cc/1/2/": 1, "/cc/1/2/3/": 1}
    assert rows["lists.found", "/cc/1/2/", "d", "", 20260101, ""] == 1
    assert ("lists.found", "/cc/1/2/3/", "d", "", 20260101, "") not in rows
    assert rows["lists.found", "/cc/", "m", "kind", 202601, "ES-01"] == 2
    assert [row[:6] for row in sums.rows()] == sorted(row[:6] for row in sums.rows())


def test_what_begins_and_is_taken_back_at_once_adds_up_to_no_row() -> None:
    sums = Sums()
    fact = Told("lists.found", "duty:1", "/cc/1/", 1_767_200_400_000_000, ("ES-01", "general", "patrol"), 1)
    sums.add([Change(fact, fact.happened, 1), Change(fact, fact.happened, -1)])
    assert sums.rows() == []


def test_another_value_of_as_many_facts_is_carried_up_too() -> None:
    sums = Sums()
    told = ("lists.found", "duty:1", "/cc/1/2/3/", 1_767_200_400_000_000, ("ES-01", "general", ""), 1)
    sums.add([Change(Told(*told, value=9), told[3], 1), Change(Told(*told, value=4), told[3], -1)])
    total = {row[1]: row[6:] for row in sums.rows() if row[2:4] == ("m", "")}
    assert total == dict.fromkeys(("/cc/", "/cc/1/", "/cc/1/2/", "/cc/1/2/3/"), (0, 5))
