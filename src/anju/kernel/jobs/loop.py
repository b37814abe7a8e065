"""The worker's loop: each tick in a thread of its own, so that a slow or failing one holds up no other."""

import threading
from collections.abc import Callable, Iterable
from functools import partial

import structlog
from django.db import connections

from anju.kernel import clock
from anju.kernel.jobs import heart
from anju.kernel.jobs.ticks import Tick

LONGEST_WAIT = 60.0
"""Seconds a failing tick waits at most before the next try."""

log = structlog.get_logger("anju.worker")

stopping = threading.Event()
"""Set when the worker was asked to end; long work looks at it between two pieces."""


class Loop:
    """Runs ticks until `stop`."""

    def __init__(self, ticks: Iterable[Tick], *, beating: bool = True) -> None:
        self.ticks = tuple(ticks)
        self.beating = beating
        self.failing: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._started_at = clock.now()
        stopping.clear()

    def start(self) -> None:
        """Start every tick's thread and the heartbeat."""
        targets: list[tuple[str, Callable[[], None]]] = [(tick.name, partial(self._keep, tick)) for tick in self.ticks]
        if self.beating:
            targets.append(("heartbeat", self._beat))
        for name, target in targets:
            thread = threading.Thread(target=target, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout: float = 30.0) -> list[str]:
        """Ask every tick to finish what it does and wait for it; return the names of those that did not."""
        stopping.set()
        deadline = threading.Event()
        timer = threading.Timer(timeout, deadline.set)
        timer.daemon = True
        timer.start()
        for thread in self._threads:
            while thread.is_alive() and not deadline.is_set():
                thread.join(0.05)
        timer.cancel()
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _keep(self, tick: Tick) -> None:
        failures = 0
        while not stopping.is_set():
            more, failures = self._once(tick, failures)
            stopping.wait(_pause(tick, more, failures))
        connections.close_all()

    def _once(self, tick: Tick, failures: int) -> tuple[bool, int]:
        try:
            more = bool(tick.run())
        except Exception:
            log.exception("tick failed", tick=tick.name, failures=failures + 1)
            self.failing.add(tick.name)
            connections.close_all()  # the next try starts on a fresh connection
            return False, failures + 1
        self.failing.discard(tick.name)
        return more, 0

    def _beat(self) -> None:
        while not stopping.is_set():
            try:
                heart.beat(started_at=self._started_at, failing=self.failing)
            except Exception:
                log.exception("heartbeat failed")
                connections.close_all()
            stopping.wait(heart.BEAT.total_seconds())
        connections.close_all()


def _pause(tick: Tick, more: bool, failures: int) -> float:
    every = tick.every.total_seconds()
    if failures:
        return min(max(every, 0.5) * 2.0 ** min(failures, 10), LONGEST_WAIT)
    return 0.0 if more else every
