"""Writing: one deed, its entries, in the transaction of the change they tell.

    with deed(by=actor) as act:
        duty.state = State.ASSIGNED
        duty.save()
        act.enter("duty.assigned", duty, path=duty.path, data={"accountable": 12})

The state hash is taken when the block ends, so an entry may be written before or after the rows it speaks of are final;
entries go in together, before the commit. An exception writes nothing, neither rows nor entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.db.bulk import insert_values
from anju.kernel.ledger import canon, keys
from anju.kernel.ledger.models import Entry, Subject
from anju.kernel.ledger.states import state_of

NO_DISTRICT = "-"

Said = tuple[Any, ...]
"""What an entry says but for its own id: the deed's id, then `canon.SIGNED` from `at` on."""

Row = tuple[Any, ...]
COLUMNS = ("format", "uid", "deed", *canon.SIGNED[3:], "mac", "key", "tx")
"""The columns of what `rows` makes."""

_open: ContextVar["Deed | None"] = ContextVar("open_deed", default=None)


class NoActorError(TypeError):
    """Somebody tried to write without saying who."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A subject that is no row of its own: an export, a sign-in, an import run's file."""

    kind: str
    id: str


_Line = tuple[str, Subject | Ref, str, Mapping[str, Any], int]
"""Verb, subject, path, data, when it happened."""


@dataclass(slots=True)
class Deed:
    """An action in progress: who, when, and what it will enter."""

    by: Actor
    at: int
    lines: list[_Line] = field(default_factory=list)
    happened: int | None = None
    """When what the deed tells of happened, as claimed; without it, now. Of what is entered later (an import)."""

    def enter(
        self,
        verb: str,
        subject: Subject | Ref,
        *,
        path: str = "",
        data: Mapping[str, Any] | None = None,
        happened_at: datetime | None = None,
    ) -> None:
        """One entry. `data` holds ids, enums, integers and salted hashes only: no name, phone, free text or float.

        `path` is the place path as it is now; its first part is the district in whose tree the entry is sealed.
        """
        if happened_at is not None:
            when = clock.to_us(happened_at)
        else:
            when = self.at if self.happened is None else self.happened
        self.lines.append((verb, subject, path, data or {}, when))

    def said(self) -> list[Said]:
        """What the entries say, their hashes over the subjects' present columns."""
        states: dict[int, tuple[str, str, str]] = {}
        by, acting, at = str(self.by), self.by.acting, self.at
        post, organisation = (acting.post, acting.organisation) if acting else (None, None)
        of_deed = ids.uuid7_hex(at)
        said: list[Said] = []
        for verb, subject, path, data, happened_at in self.lines:
            named = states.get(id(subject))
            if named is None:
                named = states[id(subject)] = _named(subject)
            kind, subject_id, state = named
            said.append((
                of_deed, at, happened_at, by, post, organisation, verb, kind, subject_id,
                district_of(path), path, canon.dumps(data), state,
            ))  # fmt: skip
        return said


def rows(said: Iterable[Said]) -> list[Row]:
    """The entries as rows of `COLUMNS`, each with its own id and code."""
    key = keys.present()
    found: list[Row] = []
    deed_before, dashed = "", ""
    for one in said:
        of_deed = one[0]
        if of_deed != deed_before:
            deed_before, dashed = of_deed, ids.dashed(of_deed)
        uid = ids.uuid7_hex(one[1])
        signed = canon.signed_row((canon.FORMAT, ids.dashed(uid), dashed, *one[1:]))
        found.append((canon.FORMAT, uid, *one, canon.code_of(key.secret, signed), key.id, 0))
    return found


def _named(subject: Subject | Ref) -> tuple[str, str, str]:
    """Kind, id and state hash of a subject; a reference has no state."""
    if isinstance(subject, Ref):
        return subject.kind, subject.id, ""
    return subject.ledger_kind, str(subject.pk), state_of(subject)


@lru_cache(maxsize=1 << 16)
def district_of(path: str) -> str:
    """The first part of a place path; `-` for what belongs to no district."""
    return path.split("/", 2)[1] if path.startswith("/") and len(path) > 1 else NO_DISTRICT


def current() -> Deed | None:
    """The deed in progress in this thread or task."""
    return _open.get()


@contextmanager
def _part_of(outer: Deed) -> Iterator[None]:
    """A savepoint with its entries: where the outer deed survives a failed part, neither rows nor entries stay."""
    before = len(outer.lines)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del outer.lines[before:]
        raise


@contextmanager
def deed(*, by: Actor) -> Iterator[Deed]:
    """One atomic action in the name of `by`. Raises NoActorError without an actor.

    A deed inside a deed is the same deed: its entries join the outer one, whose actor must be the same.
    """
    if not isinstance(by, Actor):
        raise NoActorError("no actor, no write")
    outer = _open.get()
    if outer is not None:
        if outer.by != by:
            raise NoActorError(f"a deed of {outer.by} cannot hold one of {by}")
        with _part_of(outer):
            yield outer
        return
    act = Deed(by=by, at=clock.now_us())
    token = _open.set(act)
    try:
        with transaction.atomic():
            yield act
            insert_values(Entry, COLUMNS, rows(act.said()))
    finally:
        _open.reset(token)
