"""What the worker does again and again. A domain declares its ticks in `tasks.py`:

    @tick("lists.ladder", every=timedelta(seconds=30))
    def climb() -> bool:
        return actions.climb(limit=200) == 200   # True: there is more, come back at once

A tick claims its work with a conditional UPDATE: two workers may run it at the same moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Tick:
    """A named piece of recurring work. `run` says by a true answer that more is waiting."""

    name: str
    every: timedelta
    run: Run


_ticks: dict[str, Tick] = {}


def tick(name: str, *, every: timedelta) -> Callable[[Run], Run]:
    """Declare a tick. Raises ValueError for a name that is taken by other code, or no interval."""
    if every <= timedelta():
        raise ValueError(f"{name} needs an interval")

    def register(run: Run) -> Run:
        known = _ticks.get(name)
        if known is not None and (known.run.__module__, known.run.__qualname__) != (run.__module__, run.__qualname__):
            raise ValueError(f"two ticks called {name}")
        _ticks[name] = Tick(name, every, run)
        return run

    return register


def registered() -> tuple[Tick, ...]:
    """Every tick, by name."""
    return tuple(_ticks[name] for name in sorted(_ticks))
