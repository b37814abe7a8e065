"""From batches to devices, readings, signals and what holds."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection

from anju.gateway.protocols.gbt26875 import by_name
from anju.gateway.protocols.gbt26875 import objects as o
from anju.kernel.ledger.models import Entry
from anju.telemetry.actions import naming, projecting
from anju.telemetry.actions.projecting import Projector, run_once
from anju.telemetry.models import Cursor, Device, DeviceModel, FrameBatch, Heard, Point, Reading, Signal, Unread
from tests.telemetry.made import (
    CLEAR,
    FAULT,
    FIRE,
    T0,
    ZERO,
    analog,
    batch,
    component,
    holding,
    label,
    of,
    readings,
    sent,
    signals,
    system,
    us,
)

pytestmark = pytest.mark.django_db


def test_an_address_nobody_knows_becomes_a_device_that_waits_with_one_entry() -> None:
    batch([system(CLEAR, 0), system(CLEAR, 1)], 2)
    batch([system(CLEAR, 3)], 4)
    assert run_once() == 3
    device = Device._all.get()
    assert (device.scheme, device.key, device.state, device.place) == ("gbt26875", of(1).hex(), "quarantined", None)
    entries = Entry._all.filter(verb="device.heard")
    assert [(one.actor, one.subject_id) for one in entries] == [("system:telemetry", str(device.pk))]
    heard = Heard._all.get()
    assert (heard.first_us, heard.last_us, heard.skew_s) == (us(2), us(4), -1)


def test_a_first_report_of_a_clear_word_makes_no_signals() -> None:
    batch([system(CLEAR, 0)], 1)
    run_once()
    assert signals() == []
    assert Point._all.get().word == CLEAR


def test_only_changes_become_signals_and_a_fire_comes_first() -> None:
    batch([system(CLEAR, 0), system(FIRE | FAULT, 5), system(FIRE | FAULT, 6), system(FAULT, 9)], 10)
    run_once()
    assert signals() == [("1/0", "fire", True, 5), ("1/0", "fault", True, 5), ("1/0", "fire", False, 9)]
    assert holding() == {("1/0", "fault")}


def test_the_test_bit_never_takes_the_fire_away() -> None:
    batch([system(0x02, 0)], 1)
    run_once()
    assert holding() == {("1/0", "fire"), ("1/0", "test")}


def test_what_was_said_last_counts_though_it_claims_an_earlier_moment() -> None:
    batch([system(CLEAR, 100)], 101)
    batch([system(FIRE, 40)], 102)
    run_once()
    assert holding() == {("1/0", "fire")}
    assert signals() == [("1/0", "fire", True, 40)]


@pytest.mark.parametrize("at", [ZERO, label(-8 * 86_400), label(600)])
def test_a_moment_that_cannot_be_believed_is_replaced_by_when_it_came(at: object) -> None:
    batch([analog(3120, at), system(FIRE, at)], 50)  # type: ignore[arg-type]
    run_once()
    assert readings() == [(50, 312_000)]
    assert signals()[0][3] == 50


def test_a_late_reading_keeps_its_own_moment() -> None:
    batch([analog(3120, -3 * 86_400)], 50)
    run_once()
    assert readings() == [(-3 * 86_400, 312_000)]


def test_a_frame_stored_twice_across_a_death_of_the_gateway_counts_once() -> None:
    frames = [
        analog(3120, 0),
        analog(3000, ZERO, serial=1),
        system(FIRE, ZERO, serial=2),
        system(CLEAR, ZERO, serial=3),
    ]
    batch(frames, 1)
    batch(frames, 20)
    run_once()
    assert readings() == [(0, 312_000), (1, 300_000)]
    assert [one[:3] for one in signals()] == [("1/0", "fire", True), ("1/0", "fire", False)]


def test_a_reader_that_begins_anew_still_knows_the_last_minute() -> None:
    frames = [system(FIRE, ZERO, serial=2), system(CLEAR, ZERO, serial=3), analog(3000, ZERO, serial=1)]
    batch(frames, 1)
    run_once()
    batch(frames, 20)
    run_once()
    assert len(readings()) == 1
    assert len(signals()) == 2
    batch(frames, 400)
    run_once()
    assert len(readings()) == 2
    assert len(signals()) == 4


def test_the_same_moment_out_of_another_message_is_news() -> None:
    """A clock that stands still must not hide a fire."""
    for serial, word in enumerate((FIRE, CLEAR, FIRE)):
        batch([system(word, 5, serial=serial)], 10 + serial)
    run_once()
    assert signals() == [("1/0", "fire", True, 5), ("1/0", "fire", False, 5), ("1/0", "fire", True, 12)]
    assert holding() == {("1/0", "fire")}


def test_components_systems_and_the_device_itself_are_points_of_their_own() -> None:
    frames = [
        component(FIRE, 1, name="3层走道"),
        system(FIRE, 1, serial=1),
        sent(21, o.UitdStatus(0x21, label(1)), serial=2),
        sent(4, o.SystemOperation(1, 0, 0x01, 7, label(2)), serial=3),
        sent(24, o.UitdOperation(0x20, 7, label(3)), serial=4),
    ]
    batch(frames, 5)
    run_once()
    assert signals() == [
        ("1/0/589827/42", "fire", True, 1),
        ("1/0", "fire", True, 1),
        ("", "link_fault", True, 1),
        ("1/0", "!reset", True, 2),
        ("", "!duty_answered", True, 3),
    ]
    point = Point._all.get(key="1/0/589827/42")
    assert (point.name, point.kinds) == ("3层走道", "gbt26875.system:1 gbt26875.component:42")


def test_a_bit_of_something_done_is_told_when_it_comes_not_while_it_stays() -> None:
    batch([system(0x2001, 0), system(0x2001, 1, serial=1), system(CLEAR, 2, serial=2), system(0x2001, 3, serial=3)], 5)
    run_once()
    assert signals() == [("1/0", "!reset", True, 0), ("1/0", "!reset", True, 3)]
    assert holding() == set()


def test_a_model_says_how_its_devices_are_read() -> None:
    model = DeviceModel._all.create(
        code="x", name="x", scheme="gbt26875", profile='{"dialect": "fb18", "steps": {"4": "0.001"}}'
    )
    Device._all.create(scheme="gbt26875", key=of(2).hex(), model=model, registered_at=T0)
    fb18 = by_name("fb18")
    over = sent(0x86, o.SystemStatus(1, 0, FIRE, label(4)), device=2, serial=3, dialect=fb18)
    batch(
        [
            analog(4, 0, kind=4), analog(312, 0, kind=4, device=2), system(FIRE, 1, device=2, serial=1), over,
            system(FIRE, 6, device=2, serial=4),
        ],
        7,
    )  # fmt: skip
    run_once()
    assert sorted(milli for _at, milli in readings()) == [312_000, 400_000]
    assert [one[1:] for one in signals()] == [("fire", True, 1), ("fire", False, 4), ("fire", True, 6)]


def test_what_no_profile_reads_counts_at_its_device() -> None:
    odd = sent(3, o.ComponentAnalog(11, 0, 91, 1, 200, 5, label(0)), o.ComponentAnalog(11, 0, 91, 1, 5, 7, label(0)))
    broken = bytearray(system(FIRE, 1))
    broken[28] = 3  # three objects are said, one is there
    batch([odd, bytes(broken)], 2)
    run_once()
    assert Heard._all.get().unknown == 2
    assert readings() == [(0, 700)]


def test_an_address_of_zero_is_known_by_its_listener() -> None:
    batch([system(CLEAR, 0, device=bytes(6))], 1)
    batch([], 2, seen=json.dumps({bytes(6).hex(): us(2), of(9).hex(): us(2)}))
    run_once()
    assert set(Device._all.values_list("key", flat=True)) == {"tcp:5200", of(9).hex()}
    assert set(Heard._all.values_list("last_us", flat=True)) == {us(2)}


def test_a_frame_that_cannot_be_read_is_put_down_and_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    gather = projecting.gbt.gather
    poison = system(FAULT, 3, serial=3)

    def strict(heap: projecting.gbt.Heap, *rest: object) -> None:
        if poison in heap.data:
            raise ZeroDivisionError("no such thing")
        gather(heap, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(projecting.gbt, "gather", strict)
    first = batch([system(CLEAR, 0), system(FIRE, 1, serial=1)], 2)
    second = batch([analog(5, 2, serial=2), poison, system(CLEAR, 4, serial=4)], 5)
    assert run_once() == 5
    row = Unread._all.get()
    assert (row.batch, row.place, row.why) == (second.pk, 1, "ZeroDivisionError: no such thing")
    assert first.pk < second.pk
    assert [one[1:3] for one in signals()] == [("fire", True), ("fire", False)]
    assert readings() == [(2, 500)]
    assert run_once() == 0


def test_a_batch_that_cannot_be_taken_apart_is_put_down_and_passed() -> None:
    bad = batch([system(FIRE, 1)], 2)
    bad.lengths = b"\x01"
    bad.save()
    batch([system(FAULT, 3)], 4)
    run_once()
    assert Unread._all.get().place == -1
    assert holding() == {("1/0", "fault")}


def test_a_large_batch_is_worked_out_in_pieces_and_can_be_left_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "MOST_BYTES", 200)
    frames = [analog(n, n, serial=n) for n in range(20)]
    batch(frames[:2], 30)
    last = batch(frames[2:], 31)
    assert Projector().run(2) < 20
    cursor = Cursor._all.get(name="frames")
    assert cursor.part > 0
    Projector().run()
    assert len(readings()) == 20
    cursor.refresh_from_db()
    assert (cursor.at, cursor.part) == (last.pk, 0)


def test_who_finds_the_cursor_moved_throws_its_work_away(monkeypatch: pytest.MonkeyPatch) -> None:
    batch([system(FIRE, 1)], 2)
    other = Projector()
    facts = projecting.facts_of

    def meanwhile(slices: object, words: object) -> object:
        monkeypatch.setattr(projecting, "facts_of", facts)
        other.run()
        return facts(slices, words)  # type: ignore[arg-type]

    monkeypatch.setattr(projecting, "facts_of", meanwhile)
    Projector().run()
    assert len(signals()) == 1


def test_made_up_addresses_fill_no_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST_WAITING", 3)
    monkeypatch.setattr(naming, "MOST_POINTS", 2)
    batch([system(FIRE, 1, device=n) for n in range(1, 9)], 2)
    batch([component(FIRE, 1, address=n, serial=n) for n in range(9)], 3)
    assert run_once() == 17
    assert Device._all.count() == 3
    assert Point._all.filter(device__key=of(1).hex()).count() == 2


def test_steady_work_asks_the_database_the_same_however_much_comes() -> None:
    projector = Projector()
    batch([analog(n, 0, device=n, serial=n) for n in range(1, 30)], 1)
    projector.run()
    batch([analog(n, 10, device=n, serial=n) for n in range(1, 30)], 11)
    with Counted() as few:
        projector.run(1)
    batch([analog(n, 20, device=n % 29 + 1, serial=n) for n in range(1, 300)], 21)
    with Counted() as many:
        projector.run(1)
    assert many.count <= few.count <= 14
    assert Reading._all.count() == 29 + 29 + 29
    assert not Signal._all.exists()


class Counted:
    """Statements inside; many of one kind count once."""

    count = 0

    def __enter__(self) -> "Counted":
        self.wrapper = connection.execute_wrapper(self._count)
        self.wrapper.__enter__()
        return self

    def _count(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        self.count += 1
        return execute(sql, params, many, context)  # type: ignore[operator]

    def __exit__(self, *_: object) -> None:
        self.wrapper.__exit__(None, None, None)


def test_on_postgresql_a_batch_whose_commit_is_slow_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two listeners write: what got its id first may be committed last, and a fire in it must not be passed over."""
    oldest = [70]
    monkeypatch.setattr(projecting.queries, "newest_transaction", lambda: 80)
    monkeypatch.setattr(projecting.queries, "oldest_running", lambda: oldest[0])
    monkeypatch.setattr(projecting, "connection", SimpleNamespace(vendor="postgresql"))
    first = batch([system(CLEAR, 0)], 1)
    oldest[0] = 90
    projector = Projector()
    assert projector.run() == 1
    oldest[0] = 70
    late = batch([system(FIRE, 5)], 6)
    batch([system(FIRE | FAULT, 8)], 9)
    FrameBatch._all.filter(pk=late.pk).delete()  # not committed yet
    assert projector.run() == 0
    assert projector.run() == 0
    late.save(force_insert=True)
    assert projector.run() == 2
    assert [state for _point, state, _on, _at in signals()] == ["fire", "fault"]
    assert first.pk < late.pk


def test_on_postgresql_an_id_that_was_given_back_is_passed_once_nobody_can_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oldest = [70]
    monkeypatch.setattr(projecting.queries, "newest_transaction", lambda: 80)
    monkeypatch.setattr(projecting.queries, "oldest_running", lambda: oldest[0])
    monkeypatch.setattr(projecting, "connection", SimpleNamespace(vendor="postgresql"))
    given_back = batch([system(CLEAR, 0)], 1)
    batch([system(FIRE, 8)], 9)
    FrameBatch._all.filter(pk=given_back.pk).delete()
    projector = Projector()
    assert projector.run() == 0
    oldest[0] = 80
    assert projector.run() == 1
