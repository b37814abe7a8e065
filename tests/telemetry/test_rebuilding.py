"""Worked out again, all is as it was; what was stored twice adds nothing; what is old goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.telemetry.actions import keeping
from anju.telemetry.actions.projecting import Projector, run_once
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Cursor, Device, FrameBatch, Reading, Series, Signal, Unread
from anju.telemetry.projecting.moments import AGAIN_US
from tests.telemetry.made import (
    CLEAR,
    FAULT,
    FIRE,
    ZERO,
    analog,
    batch,
    component,
    everything,
    holding,
    readings,
    signals,
    system,
    us,
)

pytestmark = pytest.mark.django_db
SOME = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Event:
    """One frame, and how much later the next batch is closed."""

    kind: str
    device: int
    value: int
    lag: int
    """Seconds by which its own moment is behind; -1: it has no clock."""
    pause: int
    """Seconds until the batch is closed; 0: the next frame is in the same one."""


EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(["system", "component", "reading", "reading"]),
        st.integers(1, 3),
        st.integers(0, 3),
        st.sampled_from([0, 0, 0, 1, 40, 4000, 8 * 86_400, -1]),
        st.sampled_from([0, 0, 1, 7, 90]),
    ),
    min_size=1,
    max_size=25,
)
WORDS = (CLEAR, FIRE, FAULT, 0x02)


def _frame(event: Event, now: int, serial: int) -> bytes:
    at = ZERO if event.lag == -1 else now - event.lag
    if event.kind == "reading":
        return analog(event.value * 100, at, device=event.device, serial=serial)
    if event.kind == "component" and event.lag != -1:
        return component(WORDS[event.value], now - event.lag, device=event.device, serial=serial)
    return system(WORDS[event.value], at, device=event.device, serial=serial)


def _batches(events: list[Event]) -> Iterator[tuple[int, list[bytes]]]:
    now, waiting = 1000, []
    for serial, event in enumerate(events):
        waiting.append(_frame(event, now, serial))
        if event.pause:
            now += event.pause
            yield now, waiting
            waiting = []
    if waiting:
        yield now + 1, waiting


@contextmanager
def _undone() -> Iterator[None]:
    """Each drawn history begins with an empty database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@SOME
@given(events=EVENTS, stops=st.sets(st.integers(0, 30)), anew=st.booleans())
def test_worked_out_at_once_bit_by_bit_or_again_it_is_the_same(
    events: list[Event], stops: set[int], anew: bool
) -> None:
    with _undone():
        projector = Projector()
        for number, (at, frames) in enumerate(_batches(events)):
            batch(frames, at)
            if number in stops:
                projector.run(1)
                projector = Projector() if anew else projector
        projector.run()
        before, ids = everything(), set(Signal._all.values_list("pk", flat=True))
        keeping.rebuild()
        assert everything() == before
        assert set(Signal._all.values_list("pk", flat=True)) == ids


@SOME
@given(events=EVENTS, twice=st.sets(st.integers(0, 24)), after=st.integers(0, 50))
def test_batches_stored_twice_within_the_minute_add_nothing(events: list[Event], twice: set[int], after: int) -> None:
    events = [replace(event, pause=max(event.pause, 1)) for event in events]
    told = []
    for doubled in (set(), twice):
        with _undone():
            last = 0
            for number, (at, frames) in enumerate(_batches(events)):
                batch(frames, max(at, last))
                last = max(at, last)
                if number in doubled:
                    batch(frames, at + min(after, events[min(number + 1, len(events) - 1)].pause))
            run_once()
            found = everything()
            told.append({key: found[key] for key in ("points", "series", "readings", "signals", "holding")})
    assert told[0] == told[1]


def test_retired_devices_are_worked_out_again_as_all_others() -> None:
    batch([system(FIRE, 0), analog(5, 0, serial=1)], 1)
    run_once()
    Device._all.update(state=DeviceState.QUARANTINED, name="kept")
    before = everything()
    keeping.rebuild()
    assert everything() == before
    assert Device._all.get().name == "kept"


def test_a_signal_that_is_not_found_again_goes_and_the_others_keep_their_ids() -> None:
    batch([system(FIRE, 0)], 1)
    batch([component(FAULT, 2, serial=1)], 3)
    run_once()
    point = Signal._all.first()
    assert point is not None
    strange = Signal._all.create(point=point.point, state="smoke", on=True, at=us(1), heard=us(1))
    kept = set(Signal._all.exclude(pk=strange.pk).values_list("pk", flat=True))
    assert keeping.rebuild() == 2
    assert set(Signal._all.values_list("pk", flat=True)) == kept
    assert Cursor._all.get(name="frames").until is None


def test_frames_go_when_they_are_old_and_what_they_said_stays() -> None:
    batch([system(FIRE, 0), analog(5, 0, serial=1)], 1)
    batch([system(FAULT, 100, serial=2), analog(6, 100, serial=3)], 101)
    assert not keeping.drop_frames(before=us(50))
    assert FrameBatch._all.count() == 2  # nothing is let go before it is worked out
    run_once()
    keeping.drop_frames(before=us(50))
    assert FrameBatch._all.count() == 1
    before = everything()
    keeping.rebuild()
    assert everything() == before
    assert holding() == {("1/0", "fault")}
    assert [one[1:3] for one in signals()] == [("fire", True), ("fire", False), ("fault", True)]


def test_readings_go_when_they_are_old_series_by_series(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SERIES_AT_ONCE", 2)
    for number in range(3):
        batch([analog(5, at, address=number, serial=number * 10 + at) for at in (0, 100)], 101)
    run_once()
    rounds = 1
    while keeping.drop_readings(before=us(50)):
        rounds += 1
    assert rounds == 2
    assert {at for at, _milli in readings()} == {100}
    assert Reading._all.count() == Series._all.count() == 3


def test_a_frame_that_could_not_be_read_is_tried_again() -> None:
    bad = batch([system(FIRE, 0)], 1)
    lengths, bad.lengths = bytes(bad.lengths), b""
    bad.save()
    run_once()
    assert Unread._all.count() == 1
    bad.lengths = lengths
    bad.save()
    keeping.rebuild()
    assert not Unread._all.exists()
    assert holding() == {("1/0", "fire")}


def test_the_minute_is_the_gateways_own() -> None:
    from anju.gateway.recent import WINDOW

    assert AGAIN_US == WINDOW * 1_000_000
