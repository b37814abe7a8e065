"""The reader of batches: from the rows that the gateway made durable to devices, readings, signals and what holds.

In the order of the batches, past one cursor, which moves in the transaction of what was worked out. Pieces are small,
so that pages wait for no long write; a frame that cannot be read is put down (`Unread`) and passed.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError

from anju.gateway.observed import Observed, Scheme
from anju.kernel import clock
from anju.kernel.db.bulk import uncollected
from anju.telemetry import queries
from anju.telemetry.actions import storing
from anju.telemetry.actions.naming import Names, profiles_of
from anju.telemetry.actions.receiving import MovedError
from anju.telemetry.models import Cursor, FrameBatch, Signal, Unread
from anju.telemetry.projecting import gbt, messages
from anju.telemetry.projecting.facts import Device, Facts, device_of
from anju.telemetry.projecting.moments import AGAIN_US
from anju.telemetry.projecting.profiles import USUAL, ModelProfile
from anju.telemetry.projecting.settling import Before, changes_of, held_after, news
from anju.telemetry.queries import cold

LOG = logging.getLogger("anju.telemetry")
CURSOR: Final = "frames"
READ_ONCE: Final = "frames.read"
"""The highest batch that was worked out when everything was worked out again."""
MOST_BYTES: Final = 128 * 1024
"""Of frames in a piece: some eight thousand readings, written in about 20 ms."""
MOST_BATCHES: Final = 200


@dataclass(frozen=True, slots=True)
class Slice:
    """Frames of one batch that follow one another."""

    batch: int
    at: int
    listener: str
    begin: int
    frames: Sequence[bytes]
    seen: str
    """Heartbeats; with the first slice only."""
    ends: bool
    """Whether the batch ends with it."""

    def halves(self) -> "tuple[Slice, Slice]":
        """Two slices; for a search of what cannot be read."""
        middle = len(self.frames) // 2
        first = Slice(self.batch, self.at, self.listener, self.begin, self.frames[:middle], self.seen, ends=False)
        second = Slice(
            self.batch, self.at, self.listener, self.begin + middle, self.frames[middle:], "", ends=self.ends
        )
        return first, second


@dataclass(slots=True)
class Place:
    """Where the cursor stands."""

    at: int
    part: int
    run: int
    again: int = 0
    """While everything is worked out again: up to this batch it had been worked out before."""

    def after(self, slices: Sequence[Slice]) -> "Place":
        """Where it stands when these are worked out."""
        last = slices[-1]
        if last.ends:
            return Place(last.batch, 0, self.run, self.again)
        at = self.at if len(slices) == 1 else slices[-2].batch
        return Place(at, last.begin + len(last.frames), self.run, self.again)


@dataclass(slots=True)
class Projector:
    """Keeps what it learnt from piece to piece. One at a time works; another one's move is noticed."""

    names: Names = field(default_factory=Names)
    words: gbt.Words = field(default_factory=gbt.Words)
    _warm: tuple[int, int] | None = None
    """(run, batch) up to which the frames of the last minute are remembered."""
    _gap: tuple[int, int] | None = None
    """On PostgreSQL, where several write: the batch before which an id is missing, and the newest transaction there was
    when that was seen. Until all up to it have ended, the missing one may still come.
    """

    def run(self, most_pieces: int | None = None) -> int:
        """Work out what waits. Returns how many frames it was; 0 where nothing waits.

        Raises OperationalError and InterfaceError where the database is out of reach; nothing is lost then.
        """
        done = pieces = 0
        while most_pieces is None or pieces < most_pieces:
            place = _place()
            self._remember(place)
            slices = self._next(place)
            if not slices:
                break
            try:
                self._pass(place, slices)
            except MovedError:
                self._forget()
                continue
            done += sum(len(one.frames) for one in slices)
            pieces += 1
        return done

    def _next(self, place: Place) -> list[Slice]:
        """What is worked out together next."""
        slices, gap = _next_slices(place, self._ended())
        if gap is not None and (self._gap is None or self._gap[0] != gap):
            self._gap = (gap, queries.newest_transaction())
            if not slices:
                slices, _gap = _next_slices(place, self._ended())
        return [one for one in slices if one.batch <= place.again] or slices

    def _ended(self) -> int | None:
        """The batch before which nothing can come any more. Asked before the rows are read, never after."""
        return None if self._gap is None or queries.oldest_running() < self._gap[1] else self._gap[0]

    def _pass(self, place: Place, slices: Sequence[Slice]) -> None:
        """Work out a piece; where it fails, its halves, down to the frame at fault."""
        try:
            self._piece(place, slices)
        except (MovedError, OperationalError, InterfaceError):
            self._forget()
            raise
        except Exception as error:
            self._forget()
            if len(slices) == 1 and len(slices[0].frames) <= 1:
                LOG.exception("a frame of batch %d cannot be read", slices[0].batch)
                self._skip(place, slices[0], error)
                return
            middle = len(slices) // 2
            halves = (slices[:middle], slices[middle:]) if middle else tuple([one] for one in slices[0].halves())
            for half in halves:
                self._remember(place)
                self._pass(place, half)
                place = place.after(half)
        else:
            self._warm = (place.run, slices[-1].batch)

    def _piece(self, place: Place, slices: Sequence[Slice]) -> None:
        with uncollected():
            facts = facts_of(slices, self.words)
            with transaction.atomic():
                _move(place, place.after(slices))
                self._write(facts, place.run, again=slices[-1].batch <= place.again)

    def _skip(self, place: Place, one: Slice, error: Exception) -> None:
        with transaction.atomic():
            _move(place, place.after([one]))
            Unread._all.get_or_create(
                batch=one.batch,
                place=one.begin if one.frames else -1,
                defaults={
                    "listener": one.listener,
                    "why": f"{type(error).__name__}: {error}".replace("\0", "")[:300],
                    "at": clock.now_us(),
                },
            )

    def _forget(self) -> None:
        self.names, self.words, self._warm = Names(), gbt.Words(), None

    def _remember(self, place: Place) -> None:
        """A reader that begins anew must know what came within the minute before, to leave out what came twice."""
        if self._warm is not None and self._warm[0] == place.run:
            return
        self._forget()
        for one in _slices_before(place):
            self._recall(one)
        self.words.last.clear()
        self._warm = (place.run, place.at)

    def _recall(self, one: Slice) -> None:
        """See frames again for the memory's sake. What cannot be read was put down when it came."""
        try:
            facts_of([one], self.words)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            if len(one.frames) > 1:
                for half in one.halves():
                    self._recall(half)

    def _write(self, facts: Facts, run: int, *, again: bool) -> None:
        names = self.names
        names.find_devices(facts.first)
        names.find_series(facts.series)
        names.find_points(one.point for one in facts.said)
        series = names.series
        rows = [
            (pk, at, milli)
            for pk, at, milli in zip(map(series.get, facts.series), facts.at, facts.milli, strict=True)
            if pk is not None
        ]
        if again:
            rows = _not_cold(rows)
        latest: dict[int, tuple[int, int]] = {}
        for pk, at, milli in rows:
            known = latest.get(pk)
            if known is None or at > known[0]:
                latest[pk] = (at, milli)
        rows.sort(key=_series_and_moment)
        storing.store_readings(rows)
        storing.store_latest(latest)
        self._write_said(facts, run)
        storing.store_heard([
            {
                "device_id": names.devices[device], "first_us": facts.first[device], "last_us": last,
                "skew_s": facts.skew.get(device), "unknown": facts.unknown.get(device, 0),
                **facts.levels.get(device, {}),
            }
            for device, last in sorted(facts.last.items()) if device in names.devices
        ])  # fmt: skip

    def _write_said(self, facts: Facts, run: int) -> None:
        if not facts.said:
            return
        names = self.names
        facts.said.sort(key=lambda one: one.order)
        said = [
            (pk, one) for one in facts.said if (pk := names.points.get((one.point.device, one.point.key))) is not None
        ]
        before: Before = storing.before([pk for pk, _one in said], names.words, [pk for pk, _one in said])
        changes = changes_of(said, before)
        fresh = news(changes, storing.known_signals(changes, run))
        storing.store_signals(fresh, run)
        storing.store_held(held_after(changes))
        changed = {pk: word for pk, word in before.words.items() if names.words.get(pk) != word}
        named = {pk: one.name for pk, one in said if one.name and pk not in names.named}
        storing.store_words(changed, named)
        names.words |= changed
        names.named |= named.keys()


def _not_cold(rows: list[storing.Row]) -> list[storing.Row]:
    """A cold month is not worked out again: its file stands, and what came late for it was left in the table."""
    spans = [(month.begins, month.ends) for month in cold.months()]
    if not spans:
        return rows
    return [row for row in rows if not any(begins <= row[1] < ends for begins, ends in spans)]


def facts_of(slices: Sequence[Slice], words: gbt.Words) -> Facts:
    """What they say. Raises whatever reading them raises."""
    facts, order = Facts(), 0
    heaps: dict[str, list[tuple[int, Slice]]] = {}
    for one in slices:
        wire = one.listener.partition(":")[0]
        if wire == Scheme.GBT26875:
            heaps.setdefault(one.listener, []).append((order, one))
        else:
            _read_messages(one, order, facts)
        _see(one, facts)
        order += len(one.frames)
    for listener, held in heaps.items():
        for heap in _heaps(listener, held):
            gbt.gather(heap, words, facts)
    return facts


def _series_and_moment(row: tuple[int, int, int]) -> tuple[int, int]:
    return row[:2]


def run_once() -> int:
    """Work out everything that waits, remembering nothing. Returns how many frames it was."""
    return Projector().run()


def waits() -> bool:
    """Whether there is a batch behind the cursor: cheap enough to be asked fifty times a second."""
    place = Cursor._all.filter(name=CURSOR).values_list("at", flat=True).first()
    return FrameBatch._all.filter(pk__gt=place or 0).exists()


def _place() -> Place:
    row = Cursor._all.filter(name=CURSOR).first()
    if row is None:
        row, _made = Cursor._all.get_or_create(name=CURSOR)
    if row.until is not None and row.at >= row.until:
        _end_rebuilding(row)
    again = 0
    if row.until is not None:
        again = Cursor._all.filter(name=READ_ONCE).values_list("at", flat=True).first() or 0
    return Place(row.at, row.part, row.run, again)


def _end_rebuilding(row: Cursor) -> None:
    """What this working out did not find again is no signal any more, as far back as frames are kept."""
    with transaction.atomic():
        Signal._all.filter(run__lt=row.run, heard__gte=queries.kept_since()).delete()
        Signal._all.filter(run__lt=row.run).update(run=row.run)
        Cursor._all.filter(pk=row.pk).update(until=None)


def _move(place: Place, to: Place) -> None:
    """Raises MovedError where the cursor does not stand at `place`."""
    rows = Cursor._all.filter(name=CURSOR, at=place.at, part=place.part, run=place.run)
    if not rows.update(at=to.at, part=to.part):
        raise MovedError


def _next_slices(place: Place, ended: int | None) -> tuple[list[Slice], int | None]:
    """Batches that follow one another, or a part of a large one; and the batch at which it stops, for an id before it
    is missing, which may still come. `ended`: the one before which none can.
    """
    found: list[Slice] = []
    size, last, part = 0, place.at, place.part
    for row in queries.batches_after(place.at, MOST_BATCHES):
        if row.pk not in (last + 1, ended) and connection.vendor == "postgresql":
            return found, row.pk
        one = _slice(row, part, MOST_BYTES - size)
        found.append(one)
        size += sum(map(len, one.frames))
        if not one.ends or size >= MOST_BYTES:
            break
        last, part = row.pk, 0
    return found, None


def _slice(row: FrameBatch, part: int, room: int) -> Slice:
    try:
        frames = row.each()[part:]
    except Exception:
        frames = []
        return Slice(row.pk, row.at, BROKEN, 0, (), "", ends=True)
    taken, size = 0, 0
    while taken < len(frames) and (size < room or not taken):
        size += len(frames[taken])
        taken += 1
    seen = row.seen if not part else ""
    return Slice(row.pk, row.at, row.listener, part, frames[:taken], seen, ends=taken == len(frames))


BROKEN: Final = "broken:"
"""Stands for the listener of a batch whose lengths do not fit its frames."""


def _slices_before(place: Place) -> Iterator[Slice]:
    """What came within the minute before the cursor, up to it."""
    nearest = FrameBatch._all.filter(pk__lte=place.at + bool(place.part)).order_by("-pk").first()
    if nearest is None:
        return
    rows = FrameBatch._all.filter(pk__lte=place.at, at__gte=nearest.at - AGAIN_US).order_by("pk")
    for row in rows.iterator(chunk_size=4):
        if row.listener.startswith(Scheme.GBT26875):
            yield _slice(row, 0, 2**62)
    begun = next(queries.batches_after(place.at, 1), None) if place.part else None
    if begun is not None:
        whole = _slice(begun, 0, 2**62)
        yield Slice(whole.batch, whole.at, whole.listener, 0, whole.frames[: place.part], "", ends=False)


def _see(one: Slice, facts: Facts) -> None:
    """Heartbeats, which the gateway keeps as moments only."""
    if not one.seen:
        return
    wire, _colon, rest = one.listener.partition(":")
    scheme = messages.OWN.get(wire)
    for source, moment in json.loads(one.seen).items():
        address = bytes.fromhex(source)
        if scheme is not None:
            facts.hear((scheme.value, address.decode()), moment)
        elif wire == Scheme.GBT26875:
            facts.hear(device_of(rest.encode() if address == gbt.NOBODY else address), moment)


def _heaps(listener: str, held: Sequence[tuple[int, Slice]]) -> Iterator[gbt.Heap]:
    """Frames of a listener by the profile of their devices; mostly there is one for all."""
    name = listener.partition(":")[2].encode()
    frames = [frame for _order, one in held for frame in one.frames]
    if not frames:
        return
    data, at = b"".join(frames), 0
    spans: list[tuple[int, int]] = []
    for frame in frames:
        spans.append((at, len(frame)))
        at += len(frame)
    came = [one.at for _order, one in held for _frame in one.frames]
    order = [first + place for first, one in held for place in range(len(one.frames))]
    sources = gbt.sources_of(data, spans, name)
    found = profiles_of({device_of(source) for source in dict.fromkeys(sources)})
    if not found:
        yield gbt.Heap(data, spans, came, order, name, USUAL)
        return
    groups: dict[int, tuple[ModelProfile, list[int]]] = {}
    by_source = {source: found.get(device_of(source), USUAL) for source in dict.fromkeys(sources)}
    for place, source in enumerate(sources):
        profile = by_source[source]
        groups.setdefault(id(profile), (profile, []))[1].append(place)
    for profile, places in groups.values():
        yield gbt.Heap(
            data, [spans[one] for one in places], [came[one] for one in places], [order[one] for one in places],
            name, profile,
        )  # fmt: skip


def _read_messages(one: Slice, order: int, facts: Facts) -> None:
    """Messages of all other protocols. One that its reader refuses counts at its device, where that is known."""
    if one.listener == BROKEN:
        raise ValueError("its lengths do not fit its frames")
    parts: list[tuple[int, messages.Read, list[Observed]]] = []
    for place, stored in enumerate(one.frames):
        message = messages.opened(one.listener, stored, f"{one.batch}/{one.begin + place}")
        try:
            parts += [(place, read, read(messages.USUAL)) for read in messages.parts_of(message)]
        except ValueError:
            if message.sender is not None:
                facts.hear(message.sender, one.at)
                facts.unknown[message.sender] += 1
    profiles = profiles_of(dict.fromkeys(_key(found[0]) for _place, _read, found in parts if found))
    for place, read, usual in parts:
        profile = profiles.get(_key(usual[0])) if usual else None
        found = read(profile.values) if profile is not None and profile.is_named else usual
        messages.tell(found, order + place, one.at, facts)


def _key(one: Observed) -> Device:
    return one.device.scheme.value, one.device.id
