"""News travels upward through consumers, never by signals.

A *projection* derives tables from sealed entries and nothing else; it can be emptied and rebuilt exactly. A *reactor*
acts once per entry, is never rebuilt and starts at the present head. Both are declared in a domain's `consumers.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Max

from anju.kernel.ledger.models import Cursor, Entry, Reaction, Seal
from anju.kernel.ledger.seals import seal

CHUNK = 500
Handler = Callable[[list[Entry]], None]
Reaction_ = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A named reader of the ledger."""

    name: str
    kind: Literal["projection", "reactor"]
    verbs: frozenset[str]
    """Verbs or `domain.` prefixes it wants; empty: all."""
    handle: Handler
    reset: Callable[[], None] | None = None

    def wants(self, verb: str) -> bool:
        return not self.verbs or verb in self.verbs or verb.split(".", 1)[0] + "." in self.verbs


_consumers: dict[str, Consumer] = {}


def projection(name: str, *, verbs: tuple[str, ...] = (), reset: Callable[[], None]) -> Callable[[Handler], Handler]:
    """Declare a projection; the handler gets a batch of entries in sealed order, `reset` empties its tables."""

    def register(handler: Handler) -> Handler:
        _add(Consumer(name, "projection", frozenset(verbs), handler, reset))
        return handler

    return register


def reactor(name: str, *, verbs: tuple[str, ...]) -> Callable[[Reaction_], Reaction_]:
    """Declare a reactor; the handler gets one entry, at most once even after a crash."""

    def register(handler: Reaction_) -> Reaction_:
        def once(entries: list[Entry]) -> None:
            for entry in entries:
                if not Reaction._all.filter(consumer=name, entry_uid=entry.uid).exists():
                    Reaction._all.create(consumer=name, entry_uid=entry.uid)
                    handler(entry)

        _add(Consumer(name, "reactor", frozenset(verbs), once))
        return handler

    return register


def batch_reactor(name: str, *, verbs: tuple[str, ...] = ()) -> Callable[[Handler], Handler]:
    """Declare a reactor that gets a batch of entries and keeps no row per entry: for one that wants most of them.

    Batch and cursor commit together; beyond that the handler keeps itself to once by a unique key on the entry's uid.
    """

    def register(handler: Handler) -> Handler:
        _add(Consumer(name, "reactor", frozenset(verbs), handler))
        return handler

    return register


def _add(consumer: Consumer) -> None:
    if _consumers.get(consumer.name, consumer).kind != consumer.kind:
        raise ValueError(f"two consumers called {consumer.name}")
    _consumers[consumer.name] = consumer


def registered() -> tuple[Consumer, ...]:
    """Every consumer, by name."""
    return tuple(_consumers[name] for name in sorted(_consumers))


def run(*, names: frozenset[str] | None = None) -> int:
    """Let every consumer read what is sealed; return how many entries were handed over."""
    handed = 0
    for district in list(Seal._all.values_list("district", flat=True).distinct()):
        for consumer in registered():
            if names is None or consumer.name in names:
                handed += _advance(consumer, district)
    return handed


class News:
    """A worker's view of what was sealed since it last looked; looking costs one query when nothing was."""

    def __init__(self) -> None:
        self._seen = -1

    def run(self) -> int:
        """`run` for the districts that grew. A consumer that fails stops no other: all are tried, then it is raised."""
        last = Seal._all.order_by("-id").values_list("id", flat=True).first() or 0
        if last == self._seen:
            return 0
        grown = Seal._all.filter(id__gt=self._seen, id__lte=last).values_list("district", flat=True).distinct()
        districts, handed, failures = list(grown), 0, []
        for consumer in registered():
            try:
                handed += sum(_advance(consumer, district) for district in districts)
            except Exception as error:
                failures.append(error)
        if failures:
            raise ExceptionGroup("consumers failed", failures)
        self._seen = last
        return handed


def _advance(consumer: Consumer, district: str) -> int:
    handed = 0
    while True:
        with transaction.atomic():
            cursor = _cursor(consumer, district)
            seals = list(
                Seal._all.filter(district=district, index__gte=cursor.index)
                .order_by("index")
                .values_list("index", "entry_id")[:CHUNK]
            )
            if not seals:
                return handed
            entries = _in_order([entry_id for _, entry_id in seals])
            wanted = [entry for entry in entries if consumer.wants(entry.verb)]
            if wanted:
                consumer.handle(wanted)
            Cursor._all.filter(pk=cursor.pk).update(index=seals[-1][0] + 1)
            handed += len(wanted)


def _cursor(consumer: Consumer, district: str) -> Cursor:
    cursor = Cursor._all.select_for_update().filter(consumer=consumer.name, district=district).first()
    if cursor is None:
        cursor = Cursor._all.create(consumer=consumer.name, district=district, index=0)
    return cursor


def start_reactors_here() -> None:
    """Put every reactor's cursor at the present head: after a restore or a demo, old news is not news."""
    for district, size in _sizes().items():
        for consumer in registered():
            if consumer.kind == "reactor":
                Cursor._all.update_or_create(consumer=consumer.name, district=district, defaults={"index": size})


def welcome_new_reactors() -> None:
    """At a worker's start: a reactor that has never read anywhere begins at the present heads, not at the beginning."""
    known = set(Cursor._all.values_list("consumer", flat=True).distinct())
    for district, size in _sizes().items():
        for consumer in registered():
            if consumer.kind == "reactor" and consumer.name not in known:
                Cursor._all.create(consumer=consumer.name, district=district, index=size)


def _sizes() -> dict[str, int]:
    rows = Seal._all.values_list("district").annotate(last=Max("index"))
    return {district: last + 1 for district, last in rows}


def rebuild(name: str) -> int:
    """Empty a projection and read everything again; return how many entries it was handed."""
    consumer = _consumers[name]
    if consumer.reset is None:
        raise ValueError(f"{name} is a reactor: it acts once and is never rebuilt")
    with transaction.atomic():
        consumer.reset()
        Cursor._all.filter(consumer=name).update(index=0)
    return run(names=frozenset({name}))


def drain() -> int:
    """Seal and let everyone read until nothing is left, reactors' own deeds included. For tests and commands."""
    handed = 0
    while True:
        sealed = seal().entries
        step = run()
        handed += step
        if not sealed and not step:
            return handed


def _in_order(ids: list[int]) -> list[Entry]:
    rows = Entry._all.in_bulk(ids)
    return [rows[entry_id] for entry_id in ids]


def entries_of(kind: str, subject_id: str | int) -> Iterator[Entry]:
    """One subject's entries, oldest first, sealed or not."""
    return Entry._all.filter(subject_kind=kind, subject_id=str(subject_id)).order_by("id").iterator()
