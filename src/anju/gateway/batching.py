"""Group commit: what came from all connections is made durable together, and answered afterwards.

While one batch is being stored the next one gathers, so a batch is as large as the store is slow: one frame on a quiet
night, thousands in a storm. Frames that speak of a fire go into a batch of their own, which is stored first.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

LOG = logging.getLogger("anju.gateway")
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of one batch; what does not fit waits for the next."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
"""Seconds before a batch that could not be stored is tried again; doubled each time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames that are stored together."""

    at: int
    """When it was closed: microseconds since 1970 UTC."""
    listener: str
    """Which of our ears heard them: `gbt26875:tcp:5200`."""
    frames: Sequence[bytes]
    seen: dict[bytes, int]
    """Senders of heartbeats, which are not kept one by one, and when each was last heard (microseconds)."""
    urgent: bool = False
    """Whether a frame of it speaks of a fire."""


class Sink(Protocol):
    """Where frames become durable."""

    def store(self, batch: Batch) -> None:
        """Return when nothing of it can be lost any more. Raises where it could not be stored; it is given again."""


@runtime_checkable
class Closing(Protocol):
    """A sink that has something to close when the gateway ends."""

    async def close(self) -> None:
        """On the gateway's loop, after the last store."""


@dataclass(slots=True)
class _Gathered:
    frames: list[bytes] = field(default_factory=list)
    size: int = 0
    answers: list[Callable[[], None]] = field(default_factory=list)

    def take(self) -> "_Gathered":
        taken = _Gathered(self.frames, self.size, self.answers)
        self.frames, self.size, self.answers = [], 0, []
        return taken


class Committer:
    """One for each listener. `executor` has one thread: stores follow one another."""

    def __init__(
        self,
        sink: Sink,
        listener: str,
        executor: Executor,
        now_us: Callable[[], int],
        relieved: Callable[[], None] = lambda: None,
    ) -> None:
        self._sink, self._listener, self._executor, self._now = sink, listener, executor, now_us
        self._relieved = relieved
        self._usual, self._urgent = _Gathered(), _Gathered()
        self._seen: dict[bytes, int] = {}
        self._wake = asyncio.Event()
        self._ending = False
        self.stored = 0
        """Frames made durable since the beginning."""
        self.failing = False
        """The last attempt to store failed."""

    @property
    def waiting(self) -> int:
        """Bytes that came and are not durable yet, without those being stored just now."""
        return self._usual.size + self._urgent.size

    def add(self, frames: Sequence[bytes], answer: Callable[[], None], *, urgent: bool = False) -> None:
        """Frames of one connection; `answer` is called once they, and all that came before them, are durable."""
        gathered = self._urgent if urgent else self._usual
        gathered.frames += frames
        gathered.size += sum(map(len, frames))
        gathered.answers.append(answer)
        self._wake.set()

    def see(self, source: bytes) -> None:
        """A heartbeat: its moment is stored with the next batch, or by `tick`."""
        self._seen[source] = self._now()

    def tick(self) -> None:
        """Store heartbeats though no frame came. Called every few seconds."""
        if self._seen:
            self._wake.set()

    async def run(self) -> None:
        """Store what gathers until `stop`; what had gathered by then is stored too."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._urgent.frames or self._usual.frames or self._usual.answers or self._seen:
                urgent = bool(self._urgent.frames or self._urgent.answers)
                await self._commit((self._urgent if urgent else self._usual).take(), urgent)
            if self._ending:
                return

    def stop(self) -> None:
        """End `run` once everything is durable."""
        self._ending = True
        self._wake.set()

    async def _commit(self, taken: _Gathered, urgent: bool) -> None:
        seen, self._seen = self._seen, {}
        for batch in self._batches(taken.frames, seen, urgent):
            await self._store(batch)
        self.stored += len(taken.frames)
        for answer in taken.answers:
            answer()
        self._relieved()

    def _batches(self, frames: list[bytes], seen: dict[bytes, int], urgent: bool) -> list[Batch]:
        at, found, begin, size = self._now(), list[Batch](), 0, 0
        for place, frame in enumerate(frames):
            if size and size + len(frame) > MOST_BYTES:
                found.append(Batch(at, self._listener, frames[begin:place], {}, urgent))
                begin, size = place, 0
            size += len(frame)
        if begin < len(frames) or seen:
            found.append(Batch(at, self._listener, frames[begin:], seen, urgent))
        return found

    async def _store(self, batch: Batch) -> None:
        """Until it is stored: a device that is not answered sends again, and what it sent must not be given up."""
        pause = FIRST_PAUSE
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._executor, self._sink.store, batch)
            except Exception:
                if not self.failing:
                    LOG.exception("%s: %d frames could not be stored, trying again", self._listener, len(batch.frames))
                self.failing = True
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                if self.failing:
                    LOG.warning("%s: frames are stored again", self._listener)
                self.failing = False
                return
