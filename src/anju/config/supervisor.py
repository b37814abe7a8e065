"""Keeps a few processes alive: restarts what crashes, ends all together, leaves nobody behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger("anju.up")

LOOK = 0.2
GRACE = 35.0
"""Seconds a process has to finish its work."""
STEADY = 30.0
"""A process that ran this long starts its pauses anew."""
LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1


def pause(crashes: int) -> float:
    """Seconds to wait before the next start."""
    return 0.0 if crashes == 0 else min(0.5 * 2.0 ** (crashes - 1), LONGEST_PAUSE)


@dataclass(slots=True)
class Child:
    """One process and its history."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    crashes: int = 0
    started: float = 0.0
    next_start: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            list(self.command),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - runs before any thread of ours exists in the child
        )
        self.started = time.monotonic()
        log.info("started", process=self.name, pid=self.process.pid)

    def signal(self, number: int) -> None:
        """To the process and whatever it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """To the process alone: it ends its own helpers in good order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


class Supervisor:
    """Runs children until `end`. A changed `watched` file (a swapped database) restarts them all."""

    def __init__(
        self, children: Sequence[Child], *, environment: Mapping[str, str] | None = None, watched: Path | None = None
    ) -> None:
        self.children = children
        self.environment = environment or {}
        self.watched = watched
        self._inode = _inode(watched)
        self._ending = threading.Event()

    def end(self) -> None:
        """Stop everything; safe in a signal handler."""
        self._ending.set()

    def run(self) -> None:
        """Blocks until `end` was called and every child is gone."""
        try:
            while not self._ending.wait(LOOK):
                self._look()
        finally:
            self._stop_all()

    def _look(self) -> None:
        if self.watched is not None and (inode := _inode(self.watched)) != self._inode and inode is not None:
            self._inode = inode
            log.warning("the database file was replaced: restarting")
            self._stop_all()
        for child in self.children:
            self._tend(child)

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                child.start(self.environment)
            return
        code = child.process.poll()
        if code is None:
            return
        child.signal(signal.SIGKILL)  # helpers of a dead process would keep its port
        child.crashes = 1 if now - child.started > STEADY else child.crashes + 1
        child.next_start = now + pause(child.crashes)
        child.process = None
        log.error("ended unexpectedly", process=child.name, code=code, again_in=round(pause(child.crashes), 1))

    def _stop_all(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("did not end in time", process=child.name)
            child.signal(signal.SIGKILL)
            child.process.wait()
            child.process, child.next_start = None, 0.0


def _inode(path: Path | None) -> int | None:
    try:
        return path.stat().st_ino if path is not None else None
    except FileNotFoundError:
        return None


def _die_with_parent() -> None:
    """On Linux the kernel ends the child when the supervisor is killed; elsewhere it lives on until stopped by hand."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
