"""One reader of the ledger per web process, whatever the number of open pages."""

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from django.db import connections

from anju.live import topics
from anju.live.queries import newest
from anju.live.tail import Tail, recent, since
from anju.live.topics import News
from anju.live.who import Visitor, visitor

POLL = 0.03
WAITING = 500
"""Events a slow page may leave waiting; beyond, it is told to load itself again."""
RESUME = 500
RECHECK = 60.0
"""Seconds after which a session is looked at again even if nothing changed: midnight ends posts, too."""

log = structlog.get_logger("anju.live")
T = TypeVar("T")

RESET, GONE = "reset", "gone"
Event = tuple[str, News] | str
"""(topic, entry), or one of RESET and GONE."""


class Listener:
    """One open stream."""

    def __init__(self, who: Visitor, wanted: frozenset[str]) -> None:
        self.session = who.session
        self.topics = wanted
        self.ear = topics.ear_of(who.account, who.actor, who.places)
        self.queue: asyncio.Queue[Event] = asyncio.Queue(WAITING)
        self.had: frozenset[int] = frozenset()
        """Entries it was given when it came."""

    def offer(self, news: News) -> None:
        """Queue an entry if this person may hear it and asked for it."""
        topic = topics.matched(self.topics, news)
        if topic is not None and news.id not in self.had and self.ear.hears(news):
            self.put((topic, news))

    def put(self, event: Event) -> None:
        """Queue an event; a full queue becomes one RESET."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            event = RESET
        self.queue.put_nowait(event)


class Hub:
    """The listeners of this process and the task that feeds them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._task: asyncio.Task[None] | None = None
        self._tail: Tail | None = None
        self._checked = 0.0

    async def join(
        self, who: Visitor, wanted: frozenset[str], after: int | None = None, read: int | None = None
    ) -> Listener:
        """Add a stream and hand over what it missed: behind `after`, the last event it has, and since `read`, when its
        page was written (microseconds).
        """
        listener = Listener(who, wanted)
        if self._task is None or self._task.done():
            self._tail = await self._aside(Tail)
            self._checked = time.monotonic()
            self._task = asyncio.create_task(self._feed())
        self.listeners.add(listener)
        missed = await self._aside(lambda: _missed(after, read))
        if missed is None:
            listener.put(RESET)
            return listener
        for news in missed:
            listener.offer(news)
        listener.had = frozenset(news.id for news in missed)
        return listener

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)

    async def close(self) -> None:
        """End every stream: the process stops. A page connects again by itself."""
        for listener in tuple(self.listeners):
            listener.put(GONE + ":closing")
        if self._task is not None:
            self._task.cancel()

    async def _feed(self) -> None:
        assert self._tail is not None
        while self.listeners:
            try:
                news = await self._aside(self._tail.read)
                await self._hand_out(news)
            except Exception:
                log.exception("live tail failed")
                await self._aside(connections.close_all)
                await asyncio.sleep(1)
            await asyncio.sleep(POLL)
        await self._aside(connections.close_all)

    async def _hand_out(self, news: Iterable[News]) -> None:
        news = list(news)
        changed = any(item.kind in topics.RIGHTS_CHANGE for item in news)
        if changed or time.monotonic() - self._checked > RECHECK:
            await self._recheck()
        for listener in tuple(self.listeners):
            for item in news:
                listener.offer(item)

    async def _recheck(self) -> None:
        """Look at every session again: posts, account and sign-in may have ended."""
        self._checked = time.monotonic()
        known: dict[str, Visitor | None] = {}
        for listener in tuple(self.listeners):
            if listener.session not in known:
                known[listener.session] = await self._aside(lambda key=listener.session: visitor(key))  # type: ignore[misc]
            who = known[listener.session]
            if who is None:
                listener.put(GONE)
            else:
                listener.ear = topics.ear_of(who.account, who.actor, who.places)

    async def _aside(self, work: Callable[[], T]) -> T:
        """Run blocking work in the hub's own thread, with its own connection."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _missed(after: int | None, read: int | None) -> list[News] | None:
    """In the order of their ids; None where the page has to load itself again."""
    if after is not None and after > newest():
        return None  # the page knows a ledger that is not this one
    behind = [] if after is None else since(after, RESUME)
    fresh = [] if read is None else recent(read, RESUME)
    if behind is None or fresh is None:
        return None
    return [news for _id, news in sorted({news.id: news for news in (*behind, *fresh)}.items())]


hub = Hub()
