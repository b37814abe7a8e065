"""Two hands: while one process tells the history, another writes down and seals what has been told.

The second is started by spawning, so it works alike on Linux and macOS. It has only plain data from the first. Where
there is one core, or no file to share, the first does everything itself.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import django
from django.db import connection, transaction

from anju.kernel.ledger import seals
from anju.supervision.lists.actions import history

T = TypeVar("T")

AHEAD = 3
"""Pages told and not yet written down: more would only fill the memory."""
SEALED = 20_000
"""Entries that share a head, where nobody waits for one."""


class Hands:
    """This process, and a second one where there is one."""

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool
        self._pages: deque[Future[None]] = deque()

    def meanwhile(self, work: Callable[..., T], *arguments: object) -> Callable[[], T]:
        """Have something worked out that needs no database; what is returned waits for it."""
        if self._pool is None:
            return lambda: work(*arguments)
        return self._pool.submit(work, *arguments).result

    @property
    def put(self) -> history.Put:
        """Where a history's pages go."""
        return history.write_down if self._pool is None else self._give

    def _give(self, page: history.Page) -> None:
        assert self._pool is not None
        self._pages.append(self._pool.submit(_take, page))
        while len(self._pages) > AHEAD:
            self._pages.popleft().result()

    def rest(self) -> None:
        """All that was given has been written down; this process may write again. Raises what went wrong there."""
        while self._pages:
            self._pages.popleft().result()
        if self._pool is not None:
            self._pool.submit(_close).result()


@contextmanager
def two_hands(*, alone: bool = False) -> Iterator[Hands]:
    """A second process for the length of the block, unless `alone`."""
    if alone or (os.cpu_count() or 1) < 2:
        yield Hands()
        return
    name = str(connection.settings_dict["NAME"])
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=django.setup)
    try:
        pool.submit(_begin, name)
        yield Hands(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(name: str) -> None:
    """In the second process: the file that the first one builds."""
    connection.settings_dict["NAME"] = name
    gc.disable()  # rows by the million and not a cycle among them: looking for one took half the time


def _close() -> None:
    connection.close()


def _take(page: history.Page) -> None:
    if connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
    with transaction.atomic():
        history.write_down(page)
    seals.seal(chunk=SEALED)
