"""Writing: one deed, its entries, in the transaction of the change they tell.

    with deed(by=actor) as act:
        duty.state = State.ASSIGNED
        duty.save()
        act.enter("duty.assigned", duty, path=duty.path, data={"accountable": 12})

The state hash is taken when the block ends, so an entry may be written before or after the rows it speaks of are final;
entries go in together, before the commit. An exception writes nothing, neither rows nor entries.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.db.bulk import insert_rows
from anju.kernel.ledger import canon, keys
from anju.kernel.ledger.models import Entry, Subject

NO_DISTRICT = "-"

_open: ContextVar["Deed | None"] = ContextVar("open_deed", default=None)


class NoActorError(TypeError):
    """Somebody tried to write without saying who."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A subject that is no row of its own: an export, a sign-in, an import run's file."""

    kind: str
    id: str


@dataclass(slots=True)
class _Line:
    verb: str
    subject: Subject | Ref
    path: str
    data: Mapping[str, Any]
    happened_at: int


@dataclass(slots=True)
class Deed:
    """An action in progress: who, when, and what it will enter."""

    by: Actor
    at: int
    uid: uuid.UUID = field(default_factory=ids.uuid7)
    lines: list[_Line] = field(default_factory=list)

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
        when = self.at if happened_at is None else clock.to_us(happened_at)
        self.lines.append(_Line(verb, subject, path, data or {}, when))

    def entries(self) -> list[Entry]:
        """The entries as rows, their hashes over the subjects' present columns."""
        key = keys.entry_key()
        acting = self.by.acting
        return [_entry(self, line, key, acting.post if acting else None, acting) for line in self.lines]


def _entry(deed: Deed, line: _Line, key: bytes, post: int | None, acting: Any) -> Entry:
    kind, subject_id, state = _named(line.subject)
    entry = Entry(
        uid=ids.uuid7(),
        format=canon.FORMAT,
        deed=deed.uid,
        at=deed.at,
        happened_at=line.happened_at,
        actor=str(deed.by),
        post=post,
        organisation=acting.organisation if acting else None,
        verb=line.verb,
        subject_kind=kind,
        subject_id=subject_id,
        district=district_of(line.path),
        path=line.path,
        data=canon.dumps(line.data),
        state=state,
    )
    entry.mac = canon.code(key, entry)
    return entry


def _named(subject: Subject | Ref) -> tuple[str, str, str]:
    """Kind, id and state hash of a subject; a reference has no state."""
    if isinstance(subject, Ref):
        return subject.kind, subject.id, ""
    return subject.ledger_kind, str(subject.pk), state_of(subject)


def district_of(path: str) -> str:
    """The first part of a place path; `-` for what belongs to no district."""
    return path.split("/", 2)[1] if path.startswith("/") and len(path) > 1 else NO_DISTRICT


def state_of(subject: Subject) -> str:
    """The salted hash of a row's declared columns as the instance holds them; empty once its salt is destroyed."""
    if not subject.salt:
        return ""
    columns = ((name, _column(subject, name)) for name in subject.ledger_columns)
    return canon.state_hash(bytes(subject.salt), columns)


def _column(subject: models.Model, name: str) -> Any:
    field_ = subject._meta.get_field(name)
    value = getattr(subject, field_.attname)  # type: ignore[union-attr]
    if hasattr(value, "resolve_expression"):
        raise canon.NotCanonicalError(f"{subject}: {name} is an expression; refresh the row before entering it")
    if value is None:
        return None
    value = field_.to_python(value)  # type: ignore[union-attr]
    return round(value, field_.decimal_places) if isinstance(field_, models.DecimalField) else value


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
            insert_rows(Entry, act.entries(), with_ids=False)
    finally:
        _open.reset(token)
