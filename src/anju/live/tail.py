"""Reading the ledger's end: each entry once, also one that commits late with a lower id."""

import time

import orjson

from anju.live.queries import entries_after, newest, newest_entries
from anju.live.topics import OWN, News

BATCH = 500
LATE = 10.0
"""Seconds a gap in the ids is kept open: longer transactions miss the live pages, never the ledger."""


class Tail:
    """A place in the ledger, by id. Sealed or not: a live page shows, it does not act."""

    def __init__(self, after: int | None = None) -> None:
        self.floor = newest() if after is None else after
        """Everything up to here was handed out or given up."""
        self._seen: set[int] = set()
        self._gap_since: float | None = None

    def read(self) -> list[News]:
        """What came since the last call, two BATCH at most."""
        batches = 1 + -(-len(self._seen) // BATCH)  # whole ones: each limit is a statement of its own
        rows = entries_after(self.floor, BATCH * batches)
        fresh = [row for row in rows if row[0] not in self._seen]
        self._seen.update(row[0] for row in fresh)
        self._advance()
        return [_news(*row) for row in fresh]

    def _advance(self) -> None:
        while self.floor + 1 in self._seen:
            self.floor += 1
            self._seen.discard(self.floor)
        if not self._seen:
            self._gap_since = None
        elif self._gap_since is None:
            self._gap_since = time.monotonic()
        elif time.monotonic() - self._gap_since > LATE:
            self.floor = min(self._seen) - 1  # a rolled-back id: nobody will ever write it
            self._gap_since = None
            self._advance()


SLOW_US = 2_000_000
"""So much earlier than it was written may a page have read, or an entry have been dated."""


def recent(moment: int, limit: int) -> list[News] | None:
    """What was entered since a page was written (microseconds); None when it is more than `limit`."""
    found = newest_entries(limit + 1)
    fresh = [row for row, at in found if at >= moment - SLOW_US]
    return None if len(fresh) > limit else [_news(*row) for row in fresh]


def since(after: int, limit: int) -> list[News] | None:
    """What a returning page missed; None when it is more than `limit`, so that the page loads itself again."""
    found = entries_after(after, limit + 1)
    return None if len(found) > limit else [_news(*row) for row in found]


def _news(id_: int, kind: str, subject: str, verb: str, path: str, data: str) -> News:
    return News(id_, kind, subject, verb, path, _named(data) if kind in OWN else frozenset())


def _named(data: str) -> frozenset[int]:
    """The accounts an entry is addressed to."""
    facts = orjson.loads(data)
    return frozenset(facts.get("accounts") or ([facts["account"]] if facts.get("account") else []))
