"""Kinds of jobs. A domain declares its own in `tasks.py`:

    @handler("intake.import", label=_("导入表格"), lane=Lane.LONG)
    def run(run: Run) -> Mapping[str, Any]:
        for piece in pieces(run.params, after=run.state):
            with run.piece(done=piece.end, state={"row": piece.end}):   # rows and progress commit together
                actions.take(by=who(run), rows=piece)
        return {"rows": total}

A handler may be started again after a crash: it goes on from `run.state`, which the last finished piece left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from anju.kernel.jobs.run import Run

Handle = Callable[[Run], Mapping[str, Any] | None]


class Lane(StrEnum):
    """One job of each lane runs at a time in a worker, so that a long import holds up no short check."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Handler:
    """How a kind of job is done."""

    kind: str
    handle: Handle
    label: str | Promise
    lane: Lane
    attempts: int


_handlers: dict[str, Handler] = {}


class UnknownJobError(LookupError):
    """No code declares this kind of job."""


def handler(
    kind: str, *, label: str | Promise, lane: Lane = Lane.SHORT, attempts: int = 3
) -> Callable[[Handle], Handle]:
    """Declare a kind of job; after `attempts` failed starts a person must ask again. Raises ValueError for a kind that
    other code has taken.
    """
    if attempts < 1:
        raise ValueError(f"{kind} must be tried at least once")

    def register(handle: Handle) -> Handle:
        known = _handlers.get(kind)
        if known is not None and (known.handle.__module__, known.handle.__qualname__) != (
            handle.__module__,
            handle.__qualname__,
        ):
            raise ValueError(f"two handlers of {kind}")
        _handlers[kind] = Handler(kind, handle, label, lane, attempts)
        return handle

    return register


def of(kind: str) -> Handler:
    """The handler of a kind. Raises UnknownJobError."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownJobError(kind) from None


def label_of(kind: str) -> str:
    """What a person calls this kind of work; the bare kind where its code is gone."""
    known = _handlers.get(kind)
    return str(known.label) if known else kind


def kinds_of(lane: Lane) -> tuple[str, ...]:
    """Kinds that run in a lane, by name."""
    return tuple(sorted(kind for kind, known in _handlers.items() if known.lane is lane))
