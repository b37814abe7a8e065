"""Tasks of domains that the list of work does not know: each says what waits for a person, with its due moment.

A domain's `panels.py` calls `register("portals.holidays", lines)`; the work list asks all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.ui.parts import WorkLine

Source = Callable[[Actor, datetime], Iterable[tuple[datetime, WorkLine]]]
"""(actor, now) → (due moment, line) of what waits for the actor. At most a few queries: it is asked on every page."""

Counted = Callable[[Actor], QuerySet[Any]]
"""(actor) → the rows behind the lines of a source, as many as there are lines."""

_sources: dict[str, Source] = {}
_counted: dict[str, Counted] = {}


def register(name: str, source: Source, counted: Counted | None = None) -> None:
    """Declare a source; the same name again replaces it.

    With `counted`, the badge of every page counts its rows with those of others in one statement and asks for no line.
    """
    _sources[name] = source
    _counted.pop(name, None)
    if counted is not None:
        _counted[name] = counted


def counted(actor: Actor) -> list[QuerySet[Any]]:
    """The rows of the sources that can be counted so."""
    return [_counted[name](actor) for name in sorted(_counted)]


def others(actor: Actor, now: datetime) -> int:
    """How many lines the remaining sources have."""
    return sum(1 for name in _sources if name not in _counted for _line in _sources[name](actor, now))


def lines(actor: Actor, now: datetime) -> Iterator[tuple[datetime, WorkLine]]:
    """Everything that waits for the actor elsewhere, in the order of the sources' names."""
    for name in sorted(_sources):
        yield from _sources[name](actor, now)
