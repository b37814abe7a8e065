"""Whose turn it is to write to an SQLite file.

SQLite's own busy wait polls: under 50 writers one of them waited 6.1 s. `flock` keeps its waiters in a queue, so each
gets its turn (p99 57 ms; docs/adr/0005). The lock stands before every BEGIN and every single autocommit write.
"""

import fcntl
import os
import threading
from pathlib import Path

_held = threading.local()


class NestedTurnError(RuntimeError):
    """One thread asked for a second turn on the same file: it would wait for itself for ever."""


class Turn:
    """An exclusive, queued lock beside a database file. One per connection; not re-entrant."""

    def __init__(self, database: Path) -> None:
        self.path = str(database) + ".turn"
        self._fd: int | None = None

    @property
    def taken(self) -> bool:
        return self._fd is not None

    def take(self) -> None:
        """Wait in line. Raises NestedTurnError when this thread holds the file's turn by another connection."""
        paths: set[str] = _held.__dict__.setdefault("paths", set())
        if self.path in paths:
            raise NestedTurnError(self.path)
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        paths.add(self.path)

    def give(self) -> None:
        """Let the next one write; harmless when not held."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        _held.__dict__.setdefault("paths", set()).discard(self.path)
        os.close(fd)  # closing releases the flock
