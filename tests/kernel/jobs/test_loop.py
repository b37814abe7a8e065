"""The worker's loop: a failing tick waits longer and stops no other; stopping lets the present run end."""

import threading
from datetime import timedelta

import pytest

from anju.kernel.jobs import loop
from anju.kernel.jobs.loop import Loop
from anju.kernel.jobs.ticks import Tick, registered, tick

SOON = timedelta(milliseconds=5)
PATIENCE = 20


def _looping(*ticks: Tick) -> Loop:
    running = Loop(ticks, beating=False)
    running.start()
    return running


def test_a_tick_comes_again_and_again() -> None:
    third, times = threading.Event(), []

    def run() -> None:
        times.append(1)
        if len(times) == 3:
            third.set()

    running = _looping(Tick("count", SOON, run))
    assert third.wait(PATIENCE)
    assert running.stop(PATIENCE) == []


def test_a_failing_tick_stops_no_other_and_is_named() -> None:
    enough, failed, times = threading.Event(), threading.Event(), []

    def well() -> None:
        times.append(1)
        if len(times) > 5 and failed.is_set():
            enough.set()

    def ill() -> None:
        failed.set()
        raise ValueError("no luck")

    running = _looping(Tick("ill", SOON, ill), Tick("well", SOON, well))
    assert enough.wait(PATIENCE)
    assert running.stop(PATIENCE) == []
    assert running.failing == {"ill"}


def test_stopping_waits_for_the_present_run() -> None:
    began, finish, ended = threading.Event(), threading.Event(), threading.Event()

    def run() -> None:
        began.set()
        finish.wait(PATIENCE)
        ended.set()

    running = _looping(Tick("long", SOON, run))
    assert began.wait(PATIENCE)
    threading.Timer(0.05, finish.set).start()
    assert running.stop(PATIENCE) == []
    assert ended.is_set()


def test_a_run_that_does_not_end_is_reported() -> None:
    never = threading.Event()
    running = _looping(Tick("stuck", SOON, lambda: never.wait(PATIENCE)))
    assert running.stop(0.1) == ["stuck"]
    never.set()


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0.005), (1, 1.0), (3, 4.0), (50, loop.LONGEST_WAIT)])
def test_each_failure_doubles_the_pause_up_to_a_minute(failures: int, seconds: float) -> None:
    assert loop._pause(Tick("x", SOON, lambda: None), False, failures) == seconds


def test_more_work_is_fetched_at_once() -> None:
    assert loop._pause(Tick("x", SOON, lambda: None), True, 0) == 0.0


def test_the_kernel_declares_sealing_within_200_milliseconds() -> None:
    sealing = {known.name: known for known in registered()}["ledger.seal"]
    assert sealing.every <= timedelta(milliseconds=200)


def test_two_ticks_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="two ticks"):
        tick("ledger.seal", every=SOON)(lambda: None)


def test_a_tick_needs_an_interval() -> None:
    with pytest.raises(ValueError, match="interval"):
        tick("now", every=timedelta())
