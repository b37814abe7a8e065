"""Tasks of domains that the list of work does not know: each says what waits for a person, with its due moment.

A domain's `panels.py` calls `register("portals.holidays", lines)`; the work list asks all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from anju.kernel.actors import Actor
from anju.ui.parts import WorkLine

Source = Callable[[Actor, datetime], Iterable[tuple[datetime, WorkLine]]]
"""(actor, now) → (due moment, line) of what waits for the actor. At most a few queries: it is asked on every page."""

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Declare a source; the same name again replaces it."""
    _sources[name] = source


def lines(actor: Actor, now: datetime) -> Iterator[tuple[datetime, WorkLine]]:
    """Everything that waits for the actor elsewhere, in the order of the sources' names."""
    for name in sorted(_sources):
        yield from _sources[name](actor, now)
