"""Who answered at many places on many past days, in a few queries."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from anju.catalogue.rules import KindFacts
from anju.kernel.db import prepared
from anju.people.models import Management
from anju.people.queries.accountable import Accountable, accountable_for_many
from anju.people.rules import ancestors
from anju.supervision.lists.models import Hazard
from anju.supervision.lists.queries.parties import Answerer, Territory, answer_with

CHUNK = 5000


class PastAnswerers:
    """`queries.parties.answerer` for a history: managements change on few days, and between them nothing does."""

    def __init__(self, wanted: Iterable[tuple[str, date]]) -> None:
        """`wanted`: the paths and days that will be asked most; others are looked up one by one."""
        pairs = set(wanted)
        self._turns = _turns({path for path, _ in pairs})
        self._of_path: dict[str, list[date]] = {}
        self._known: dict[tuple[str, date], Accountable | None] = {}
        by_day: dict[date, set[str]] = defaultdict(set)
        for path, day in pairs:
            by_day[self._since(path, day)].add(path)
        for day, paths in by_day.items():
            self._known |= {(path, day): found for path, found in accountable_for_many(paths, on=day).items()}

    def answerer(self, facts: KindFacts, path: str, day: date, ground: Territory) -> Answerer:
        """Who answers for a kind at a place on a day."""
        key = (path, self._since(path, day))
        if key not in self._known:
            self._known[key] = accountable_for_many([path], on=key[1])[path]
        return answer_with(facts, ground, self._known[key])

    def _since(self, path: str, day: date) -> date:
        """The last day before or on `day` on which anything changed here; before all of them every day is the same."""
        turns = self._of_path.get(path)
        if turns is None:
            turns = sorted({turn for above in ancestors(path) for turn in self._turns.get(above, ())})
            self._of_path[path] = turns
        place = bisect_right(turns, day)
        return turns[place - 1] if place else date.min


def _turns(paths: Iterable[str]) -> dict[str, set[date]]:
    """Path → the days on which a management there begins, ends or outlives its contract."""
    above = sorted({one for path in paths for one in ancestors(path)})
    turns: dict[str, set[date]] = defaultdict(set)
    for start in range(0, len(above), CHUNK):
        for path, since, until, ended in prepared.read(_managed, paths=prepared.padded(above[start : start + CHUNK])):
            after = until + timedelta(days=1) if until else None
            turns[path] |= {day for day in (since, after, ended) if day is not None}
    return turns


def _managed(paths: tuple[str, ...]) -> QuerySet[Any]:
    return Management._all.filter(path__in=paths).values_list("path", "since", "until", "ended_on")


def known_refs(refs: Iterable[str]) -> set[str]:
    """The recorders' own keys that have already made a case."""
    wanted = sorted(set(refs))
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        found.update(prepared.read(_known, refs=prepared.padded(wanted[start : start + CHUNK])))
    return found


def _known(refs: tuple[str, ...]) -> QuerySet[Any]:
    return Hazard._all.filter(client_ref__in=refs).values_list("client_ref", flat=True)
