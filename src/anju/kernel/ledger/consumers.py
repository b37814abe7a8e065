"""News travels upward through consumers, never by signals.

A *projection* derives tables from sealed entries and nothing else; it can be emptied and rebuilt exactly. A *reactor*
acts once per entry, is never rebuilt and starts at the present head. Both are declared in a domain's `consumers.py`.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from anju.kernel.db.bulk import uncollected
from anju.kernel.ledger.models import Cursor, Entry, Reaction, Seal
from anju.kernel.ledger.seals import seal

CHUNK = 500
LOOK = 64
"""Entries a worker's step looks at; it ends sooner where those it handed over have taken `HOLD`."""
LOOK_BULK = 20_000
CHUNK_BULK = 50_000
"""The same for a projection that reads many entries as cheaply as one, and writes outside of its reading."""
HOLD = 0.02
"""Seconds a worker's step may keep other writers waiting (docs/adr/0005)."""
FAR = 20_000
HOLD_FAR = 0.25
"""As many entries behind, after a demo, a restore or an import, a projection that reads in bulk may keep others waiting
this long: ten times the writing for each time it holds the turn, and it is through in a tenth of the steps.
"""
TURN = 1.0
"""Seconds after which a worker lets the next consumer read, however much there is left for this one."""
SEALED_COLUMNS = ("id", "deed", "at", "happened_at", "verb", "subject_kind", "subject_id", "path", "data")


class SealedEntry(NamedTuple):
    """An entry as a projection of very many reads it: plain values, its place in the district's tree first."""

    seal: int
    id: int
    deed: str | UUID
    at: int
    happened_at: int
    verb: str
    subject_kind: str
    subject_id: str
    path: str
    data: str


Write = Callable[[], None]
SealedHandler = Callable[[str, Sequence[SealedEntry]], Write]
"""Works out what the entries change, reading whatever it needs and writing nothing; returns what writes it."""
Wanted = Callable[[], Collection[str]]
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
    handle_sealed: SealedHandler | None = None
    """Instead of `handle`: gets the district and entries as plain values, many at once."""
    wanted: Wanted | None = None
    """The verbs `handle_sealed` is handed, asked for at each step: domains declare theirs later than it."""

    def wants(self, verb: str) -> bool:
        return not self.verbs or verb in self.verbs or verb.split(".", 1)[0] + "." in self.verbs


_consumers: dict[str, Consumer] = {}


def projection(name: str, *, verbs: tuple[str, ...] = (), reset: Callable[[], None]) -> Callable[[Handler], Handler]:
    """Declare a projection; the handler gets a batch of entries in sealed order, `reset` empties its tables."""

    def register(handler: Handler) -> Handler:
        _add(Consumer(name, "projection", frozenset(verbs), handler, reset))
        return handler

    return register


def sealed_projection(
    name: str, *, reset: Callable[[], None], wanted: Wanted
) -> Callable[[SealedHandler], SealedHandler]:
    """Declare a projection whose rows say at which index of a district's tree they were told.

    Its handler works while others write. What it returns is run in a short transaction that also moves the cursor, and
    only if the cursor still stands where the handler's reading began; else the work is thrown away and done anew.
    """

    def register(handler: SealedHandler) -> SealedHandler:
        _add(Consumer(name, "projection", frozenset(), _unused, reset, handler, wanted))
        return handler

    return register


def _unused(entries: list[Entry]) -> None:
    raise NotImplementedError(entries)


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
                handed += _advance(consumer, district)[0]
    return handed


class News:
    """A worker's view of what was sealed since it last looked; looking costs one query when nothing was."""

    def __init__(self) -> None:
        self._seen = -1
        self._pace: dict[str, int] = {}
        """How many entries at once each that reads in bulk came to take in its last turn."""

    def run(self) -> int:
        """`run` for the districts that grew. A consumer that fails stops no other: all are tried, then it is raised."""
        last = Seal._all.order_by("-id").values_list("id", flat=True).first() or 0
        if last == self._seen:
            return 0
        grown = Seal._all.filter(id__gt=self._seen, id__lte=last).values_list("district", flat=True).distinct()
        districts, handed, failures, finished = list(grown), 0, [], True
        for consumer in registered():
            try:
                for district in districts:
                    read, done = _advance(consumer, district, hold=HOLD, pace=self._pace)
                    handed, finished = handed + read, finished and done
            except Exception as error:
                failures.append(error)
        if failures:
            raise ExceptionGroup("consumers failed", failures)
        if finished:
            self._seen = last
        return handed


def _advance(
    consumer: Consumer, district: str, *, hold: float | None = None, pace: dict[str, int] | None = None
) -> tuple[int, bool]:
    """Hand over what is new; how much, and whether that was all.

    With `hold`, in steps of about so many seconds, between two of which others may write, and for one turn at most.
    """
    handed, most = 0, CHUNK if hold is None else 1
    look = CHUNK if hold is None else LOOK
    if consumer.handle_sealed is not None:
        look = CHUNK_BULK if hold is None else LOOK_BULK
        most = look if hold is None else (pace or {}).get(consumer.name, LOOK)
        if hold is not None and _behind(consumer, district) > FAR:
            hold = HOLD_FAR
    began = time.perf_counter()
    while True:
        if consumer.handle_sealed is not None:
            step, took = _step_sealed(consumer, district, most)
        else:
            step, took = _held(consumer, district, look, most)
        if step is None:
            return handed, True
        handed += step
        if hold is not None and step:
            most = max(1, min(look, most * 2, int(step * hold / took)))
            if pace is not None and consumer.handle_sealed is not None:
                pace[consumer.name] = most
        if hold is not None and time.perf_counter() - began > TURN:
            return handed, False


def _behind(consumer: Consumer, district: str) -> int:
    """How many sealed entries it has not read."""
    last = Seal._all.filter(district=district).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1 - _place(consumer, district).index


def _held(consumer: Consumer, district: str, look: int, most: int) -> tuple[int | None, float]:
    """One step in one transaction, and the seconds it took."""
    with transaction.atomic():
        start = time.perf_counter()
        step = _step(consumer, district, look=look, most=most)
        return step, time.perf_counter() - start


def _step_sealed(consumer: Consumer, district: str, most: int) -> tuple[int | None, float]:
    """Hand over what is wanted of at most `most` of the next entries: how many were read, and for how many seconds
    others had to wait. None where nothing is new; 0 where somebody else was quicker.
    """
    assert consumer.handle_sealed is not None
    assert consumer.wanted is not None
    at = _place(consumer, district)
    end = _end(district, at.index, most)
    if end == at.index:
        return None, 0.0
    with uncollected():
        write = consumer.handle_sealed(district, _told(district, at.index, end, sorted(consumer.wanted())))
    with transaction.atomic():
        start = time.perf_counter()
        # a rebuild makes a new cursor, so that one which came back to the same place is not taken for this one
        if not Cursor._all.filter(pk=at.pk, index=at.index).update(index=end):
            return 0, 0.0
        write()
        return end - at.index, time.perf_counter() - start


def _place(consumer: Consumer, district: str) -> Cursor:
    """Where it stands, without keeping anybody else from moving it."""
    known = Cursor._all.filter(consumer=consumer.name, district=district).first()
    if known is not None:
        return known
    return Cursor._all.get_or_create(consumer=consumer.name, district=district, defaults={"index": 0})[0]


def _end(district: str, begin: int, most: int) -> int:
    """Where a step of at most `most` entries ends."""
    there = Seal._all.filter(district=district, index__gte=begin, index__lt=begin + most)
    last = there.order_by("-index").values_list("index", flat=True).first()
    return begin if last is None else last + 1


def _told(district: str, begin: int, end: int, verbs: Sequence[str]) -> list[SealedEntry]:
    """The entries of some verbs in a stretch of a district's tree, in sealed order."""
    if not verbs:
        return []
    marks = ", ".join(["%s"] * len(verbs))
    with connection.cursor() as reading:
        reading.execute(_SEALED.format(marks=marks), [district, begin, end, *verbs])
        return list(map(SealedEntry._make, reading.fetchall()))


_SEALED = (
    f'SELECT s."index", {", ".join("e." + name for name in SEALED_COLUMNS)} FROM ledger_seal s'  # noqa: S608 - ours
    ' JOIN ledger_entry e ON e.id = s.entry_id WHERE s.district = %s AND s."index" >= %s AND s."index" < %s'
    ' AND e.verb IN ({marks}) ORDER BY s."index"'
)


def _step(consumer: Consumer, district: str, *, look: int, most: int) -> int | None:
    """Hand over at most `most` of the next entries, `look` of them looked at; None where nothing is new."""
    cursor = _cursor(consumer, district)
    seals = list(
        Seal._all.filter(district=district, index__gte=cursor.index)
        .order_by("index")
        .values_list("index", "entry_id")[:look]
    )
    if not seals:
        return None
    entries = _in_order([entry_id for _, entry_id in seals])
    places = [place for place, entry in enumerate(entries) if consumer.wants(entry.verb)][: most + 1]
    following = seals[-1][0] + 1 if len(places) <= most else seals[places[most]][0]
    wanted = [entries[place] for place in places[:most]]
    if wanted:
        consumer.handle(wanted)
    Cursor._all.filter(pk=cursor.pk).update(index=following)
    return len(wanted)


def _cursor(consumer: Consumer, district: str) -> Cursor:
    mine = Cursor._all.select_for_update().filter(consumer=consumer.name, district=district)
    cursor = mine.first()
    if cursor is None:  # another worker may be making it at this moment: then it is waited for
        Cursor._all.bulk_create([Cursor(consumer=consumer.name, district=district, index=0)], ignore_conflicts=True)
        cursor = mine.get()
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
        Cursor._all.filter(consumer=name).delete()  # whoever is reading now finds that its cursor is gone
        consumer.reset()
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
