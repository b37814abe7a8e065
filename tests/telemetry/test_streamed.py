"""Batches that came by streams: stored once with their lane's cursor, fires told ahead, lanes shared by locks."""

import time
from collections.abc import Sequence

import pytest
from django.db import connection

from anju.gateway.sink import Lanes
from anju.telemetry.actions import lanes, place_of, put_back, receive_streamed
from anju.telemetry.actions.ahead import tell_ahead
from anju.telemetry.actions.keeping import rebuild
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.actions.receiving import MovedError
from anju.telemetry.models import Cursor, Device, FrameBatch, Holding, Reading, Signal
from tests.telemetry.made import CLEAR, FAULT, FIRE, analog, batch, component, everything, holding, signals, system
from tests.telemetry.test_messages import kept

LANE = "stream.fire.1"
pytestmark = pytest.mark.django_db


def packed(frames: Sequence[bytes], at: float, listener: str = "gbt26875:tcp:5200") -> FrameBatch:
    """A batch that is in no table yet."""
    made = batch(frames, at, listener=listener)
    FrameBatch._all.filter(pk=made.pk).delete()
    made.pk = None
    return made


def ahead_of(frames: Sequence[bytes], at: float, listener: str = "gbt26875:tcp:5200") -> int:
    place = place_of(LANE)
    return tell_ahead(moved=(LANE, place, place + 1), rows=[packed(frames, at, listener)])


def test_batches_of_several_lanes_are_stored_as_they_came_and_all_cursors_move() -> None:
    for name in "ab":
        assert place_of(name) == 0
    rows = [packed([system(FIRE, 1), analog(5, 2)], 3), packed([b"\0\xff" * 9], 4, "plain:http"), packed([], 5)]
    rows[2].seen = '{"01": 7}'
    told = [(row.at, row.listener, row.each(), row.seen) for row in rows]
    receive_streamed(moves=[("b", 0, 2), ("a", 0, 1)], rows=rows)
    stored = FrameBatch._all.order_by("pk")
    assert [(row.at, row.listener, row.each(), row.seen) for row in stored] == told
    assert (place_of("a"), place_of("b")) == (1, 2)


def test_who_finds_a_lane_written_stores_nothing_of_any() -> None:
    for name in "ab":
        place_of(name)
    receive_streamed(moves=[("b", 0, 3)], rows=[packed([system(FIRE, 1)], 1)])
    with pytest.raises(MovedError, match="b does not stand at 0"):
        receive_streamed(moves=[("a", 0, 1), ("b", 0, 3)], rows=[packed([system(FIRE, 1)], 1)] * 2)
    assert FrameBatch._all.count() == 1
    assert (place_of("a"), place_of("b")) == (0, 3)


def test_a_lane_whose_stream_lost_its_end_is_put_back_never_forward() -> None:
    place_of("a")
    receive_streamed(moves=[("a", 0, 9)], rows=[])
    put_back(name="a", to=12)
    assert place_of("a") == 9
    put_back(name="a", to=4)
    assert place_of("a") == 4


def test_a_fire_is_told_ahead_and_its_own_frame_tells_nothing_twice() -> None:
    frames = [system(FIRE, 5)]
    assert ahead_of(frames, 6) == 1
    assert signals() == [("1/0", "fire", True, 5)]
    assert holding() == set()
    batch([system(CLEAR, 1)], 2)
    batch(frames, 6)
    run_once()
    assert signals() == [("1/0", "fire", True, 5)]
    assert holding() == {("1/0", "fire")}
    assert place_of(LANE) == 1


def test_only_the_first_of_a_fire_is_told_ahead() -> None:
    assert ahead_of([system(FIRE, 5), system(FIRE | FAULT, 6, serial=1), component(FIRE, 6)], 7) == 2
    assert ahead_of([system(FIRE, 8, serial=2)], 9) == 0
    assert [one[:3] for one in signals()] == [("1/0", "fire", True), ("1/0/589827/42", "fire", True)]


def test_what_speaks_of_no_fire_is_not_told_ahead_but_the_lane_moves() -> None:
    assert ahead_of([system(FAULT, 5), analog(5, 1)], 6) == 0
    assert (place_of(LANE), Signal._all.count(), Device._all.count(), Reading._all.count()) == (1, 0, 0, 0)


def test_a_copy_that_comes_late_tells_nothing_of_what_is_over() -> None:
    batch([system(FIRE, 5), system(FIRE, 7, serial=1)], 8)
    batch([system(CLEAR, 9)], 10)
    run_once()
    before = signals()
    assert ahead_of([system(FIRE, 7, serial=1)], 8) == 0
    assert ahead_of([system(FIRE, 5)], 8) == 0
    assert signals() == before
    assert ahead_of([system(FIRE, 20, serial=9)], 21) == 1  # a new one


def test_a_fire_after_an_end_in_the_backlog_is_not_hidden() -> None:
    """On, over, on again: the first is told ahead, the others when their turn comes."""
    on, over, again = system(FIRE, 1), system(CLEAR, 2, serial=1), system(FIRE, 3, serial=2)
    assert ahead_of([on], 1) == 1
    assert ahead_of([again], 3) == 0
    for at, frame in ((1, on), (2, over), (3, again)):
        batch([frame], at)
    run_once()
    assert signals() == [("1/0", "fire", True, 1), ("1/0", "fire", False, 2), ("1/0", "fire", True, 3)]
    assert holding() == {("1/0", "fire")}


def test_worked_out_again_it_is_the_same() -> None:
    frames = [system(FIRE, 5), component(FIRE, 6, serial=1)]
    ahead_of(frames, 7)
    batch([system(CLEAR, 1), analog(5, 2)], 3)
    batch(frames, 7)
    batch([system(CLEAR, 9)], 10)
    run_once()
    told = everything()
    rebuild()
    assert everything() == told


def test_a_message_of_another_protocol_is_told_ahead_too() -> None:
    assert ahead_of([kept({"fire": False}, who="box")], 1, "plain:http") == 0
    assert ahead_of([kept({"fire": True}, who="box")], 3, "plain:http") == 1
    assert signals() == [("", "fire", True, 3)]


def test_what_cannot_be_read_is_left_to_the_reader_of_batches() -> None:
    assert ahead_of([b"no frame at all"], 3, "plain:http") == 0
    broken = packed([system(FIRE, 1)], 3)
    broken.lengths = b"\xff\xff\xff"
    assert tell_ahead(moved=(LANE, 1, 2), rows=[broken]) == 0
    assert place_of(LANE) == 2


def test_another_writer_of_the_lane_is_noticed() -> None:
    place_of(LANE)
    Cursor._all.filter(name=LANE).update(at=7)
    with pytest.raises(MovedError):
        tell_ahead(moved=(LANE, 0, 1), rows=[packed([system(FIRE, 1)], 2)])
    assert not Signal._all.exists()


def test_a_holding_fire_is_not_told_again() -> None:
    batch([system(FIRE, 1)], 1)
    run_once()
    Signal._all.all().delete()
    assert Holding._all.count() == 1
    assert ahead_of([system(FIRE, 3, serial=4)], 4) == 0


def test_lanes_are_shared_and_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["fire", "0", "1", "2", "3"]
    if connection.vendor != "postgresql":
        assert Lanes().hold(names) == set(names)  # the small form has one writer at most
        return
    first, second = connection.copy(), connection.copy()

    def held_by(line: object) -> set[str]:
        monkeypatch.setattr(lanes, "connection", line)
        return lanes.hold(names)

    try:
        monkeypatch.setattr(lanes, "connection", first)
        lanes.be_here()
        assert held_by(first) == set(names)
        monkeypatch.setattr(lanes, "connection", second)
        lanes.be_here()
        assert held_by(second) == set()  # the other has them still
        kept_by_first = held_by(first)
        assert len(kept_by_first) == 3
        assert held_by(second) == set(names) - kept_by_first
        first.close()
        while held_by(second) != set(names):  # until the server has noticed
            time.sleep(0.01)
    finally:
        first.close()
        second.close()
