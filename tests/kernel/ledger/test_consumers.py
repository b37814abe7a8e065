"""Projections are rebuilt exactly, reactors act once, and nobody reads what is not sealed."""

import pytest

from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.models import Entry
from tests.kernel.ledger.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_consumers", {})


def count_things() -> dict[str, int]:
    counted: dict[str, int] = {}

    @consumers.projection("count", verbs=("thing.",), reset=counted.clear)
    def count(entries: list[Entry]) -> None:
        for entry in entries:
            counted[entry.subject_id] = counted.get(entry.subject_id, 0) + 1

    return counted


def test_a_projection_reads_sealed_entries_only(write: Write) -> None:
    counted = count_things()
    write("1")
    assert consumers.run() == 0
    seals.seal(everything=True)
    assert consumers.run() == 1
    assert counted == {"1": 1}


def test_a_projection_rebuilt_is_exactly_what_it_was(sealed: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "CHUNK", 3)
    counted = count_things()
    for path in ("/cc/", "/dd/", "/cc/"):
        sealed("1", "2", "1", "3", path=path)
        consumers.run()
    before = dict(counted)
    assert consumers.rebuild("count") == 12
    assert counted == before == {"1": 6, "2": 3, "3": 3}


def test_what_was_read_is_not_read_again(sealed: Write) -> None:
    counted = count_things()
    sealed("1")
    assert (consumers.run(), consumers.run()) == (1, 0)
    assert counted == {"1": 1}


def test_a_reactor_acts_once_even_when_its_cursor_is_put_back(sealed: Write) -> None:
    told: list[str] = []
    consumers.reactor("tell", verbs=("thing.done",))(lambda entry: told.append(entry.subject_id))
    sealed("1", "2")
    consumers.run()
    consumers.Cursor._all.update(index=0)
    consumers.run()
    assert told == ["1", "2"]


def test_a_reactor_that_failed_is_tried_again_from_the_same_entry(sealed: Write) -> None:
    told: list[str] = []

    @consumers.reactor("tell", verbs=("thing.done",))
    def tell(entry: Entry) -> None:
        if entry.subject_id == "2" and told.count("1") == 1:
            raise ValueError("ill")
        told.append(entry.subject_id)

    sealed("1", "2")
    with pytest.raises(ValueError, match="ill"):
        consumers.run()
    told.append("1")  # the first attempt's transaction was rolled back, so 1 comes again
    consumers.run()
    assert told == ["1", "1", "1", "2"]


def test_a_reactor_is_never_rebuilt(sealed: Write) -> None:
    consumers.reactor("tell", verbs=())(lambda entry: None)
    with pytest.raises(ValueError, match="never rebuilt"):
        consumers.rebuild("tell")


def test_a_new_reactor_begins_at_the_present_head(sealed: Write) -> None:
    told: list[str] = []
    sealed("old")
    consumers.reactor("tell", verbs=())(lambda entry: told.append(entry.subject_id))
    consumers.welcome_new_reactors()
    sealed("new")
    consumers.run()
    assert told == ["new"]


def test_two_consumers_of_one_name_are_refused() -> None:
    count_things()
    with pytest.raises(ValueError, match="two consumers"):
        consumers.reactor("count", verbs=())(lambda entry: None)


def steps_of(seconds: float, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A consumer whose work on an entry takes so long; what it was handed, step by step."""
    now, handed = [0.0], []
    monkeypatch.setattr(consumers.time, "perf_counter", lambda: now[0])

    @consumers.projection("slow", verbs=("thing.",), reset=lambda: None)
    def slow(entries: list[Entry]) -> None:
        now[0] += seconds * len(entries)
        handed.append([entry.subject_id for entry in entries])

    return handed


def test_a_worker_hands_on_no_more_at_once_than_others_can_wait_for(
    sealed: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = steps_of(consumers.HOLD / 2.5, monkeypatch)
    sealed(*map(str, range(9)))
    assert consumers.News().run() == 9
    assert [len(step) for step in handed] == [1, 2, 2, 2, 2]
    assert [thing for step in handed for thing in step] == list(map(str, range(9)))


def test_what_takes_longer_than_others_can_wait_for_goes_one_by_one(
    sealed: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = steps_of(consumers.HOLD * 5, monkeypatch)
    sealed("1", "2", "3")
    consumers.News().run()
    assert handed == [["1"], ["2"], ["3"]]


def test_what_is_quick_goes_in_ever_larger_steps_and_what_is_not_wanted_costs_none(
    sealed: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = steps_of(consumers.HOLD / 1000, monkeypatch)
    sealed(*map(str, range(100)))
    consumers.reactor("never", verbs=("other.",))(lambda entry: None)
    assert consumers.News().run() == 100
    assert [len(step) for step in handed] == [1, 2, 4, 8, 16, 32, 37]
    assert set(consumers.Cursor._all.values_list("index", flat=True)) == {100}


def test_everybody_at_once_still_reads_in_whole_chunks(sealed: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    handed = steps_of(consumers.HOLD * 5, monkeypatch)
    sealed("1", "2", "3")
    consumers.run()
    assert handed == [["1", "2", "3"]]
