"""GB/T 26875.3 → facts: what comes in masses by columns, the rest unit by unit.

A status report that repeats the last word of its point is dropped at once, for that is what most of them are; only a
word that differs goes on. So `Words` must know what was last said, and be forgotten when a piece is not stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import repeat
from typing import Any, Final

from anju.gateway.observed import Quantity
from anju.gateway.protocols.gbt26875 import adu, columns
from anju.gateway.protocols.gbt26875 import objects as o
from anju.gateway.protocols.gbt26875.exchanges import Meaning, meaning_of
from anju.gateway.protocols.gbt26875.frames import REPLY, SEND, Frame
from anju.gateway.protocols.gbt26875.values import Text
from anju.telemetry.projecting import bits
from anju.telemetry.projecting.facts import (
    Device,
    Facts,
    PointName,
    Said,
    Token,
    component_point,
    device_of,
    origin_of,
    system_point,
)
from anju.telemetry.projecting.moments import AHEAD_US, LATE_US, Fresh, Labels, believed, taken
from anju.telemetry.projecting.profiles import ModelProfile

NOBODY: Final = bytes(6)
READINGS: Final = 3
LONGEST_NAME: Final = 120


@dataclass(slots=True)
class Words:
    """What the reader of frames remembers between pieces."""

    fresh: Fresh = field(default_factory=Fresh)
    labels: Labels = field(default_factory=Labels)
    last: dict[Token, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heap:
    """Good frames of one listener that are read by one profile, in the order in which they came."""

    data: bytes
    spans: Sequence[tuple[int, int]]
    came: Sequence[int]
    """When the batch of each frame was closed: microseconds since 1970 UTC."""
    order: Sequence[int]
    """Place of each frame in the piece."""
    listener: bytes
    profile: ModelProfile

    def frame(self, place: int) -> bytes:
        """One frame."""
        at, size = self.spans[place]
        return self.data[at : at + size]

    def source(self, place: int) -> bytes:
        """Who sent it: six bytes, or the listener's name where they are zero."""
        at = self.spans[place][0] + 12
        found = self.data[at : at + 6]
        return self.listener if found == NOBODY else found


def sources_of(data: bytes, spans: Sequence[tuple[int, int]], listener: bytes) -> list[bytes]:
    """Who sent each frame."""
    found = [data[at + 12 : at + 18] for at, _size in spans]
    return [listener if one == NOBODY else one for one in found] if NOBODY in found else found


def gather(heap: Heap, words: Words, facts: Facts) -> None:
    """Add what a heap says to the facts."""
    sources = sources_of(heap.data, heap.spans, heap.listener)
    _hear(heap, sources, words, facts)
    found = columns.read(heap.data, heap.spans, heap.profile.dialect)
    for number in (bits.SYSTEM, bits.COMPONENT, bits.UITD):
        if found.count(number):
            _words(number, found.of[number], heap, sources, words, facts)
    if found.count(READINGS):
        _readings(found.of[READINGS], heap, sources, words, facts)
    for place in found.others:
        _other(place, heap, device_of(sources[place]), words, facts)


def _hear(heap: Heap, sources: list[bytes], words: Words, facts: Facts) -> None:
    labels = [heap.data[at + 6 : at + 12] for at, _size in heap.spans]
    table = words.labels.table(labels, bcd=heap.profile.dialect.bcd)
    firsts = dict(zip(reversed(sources), reversed(heap.came), strict=True))
    for source, came in firsts.items():
        facts.hear(device_of(source), came)
    lasts = dict(zip(sources, heap.came, strict=True))
    for source, came in lasts.items():
        facts.hear(device_of(source), came)
    moments = [table[label] for label in labels]
    told = {source: (at, came) for source, at, came in zip(sources, moments, heap.came, strict=True) if at}
    for source, (at, came) in told.items():
        facts.skew[device_of(source)] = max(min((at - came) // 1_000_000, 2**31 - 1), -(2**31))


Unit = dict[str, list[Any]]


def _words(number: int, unit: Unit, heap: Heap, sources: list[bytes], words: Words, facts: Facts) -> None:
    """Words that differ from the last of their point. A maker who says with types of their own that something is over
    has no fast way: the order between types counts then."""
    places, count = unit["frame"], len(unit["frame"])
    zeros = [0] * count
    keys = ("system_type", "system_addr", "component_type", "component_addr")
    tokens = list(
        zip(
            [sources[place] for place in places],
            repeat(number, count),
            *(unit.get(key, zeros) for key in keys),
            strict=True,
        )
    )
    repeated = _repeated(dict.fromkeys(places), heap, words)
    known, always = words.last, bool(heap.profile.dialect.restores)
    table = bits.table_of(number, heap.profile.dialect)
    descriptions = unit.get("desc") or repeat(b"", count)
    for token, word, label, place, text in zip(tokens, unit["status"], unit["time"], places, descriptions, strict=True):
        if place in repeated or (known.get(token) == word and not always):
            continue
        known[token] = word
        facts.said.append(_said(heap, place, _point(token), label, words, word=(table, word, False), name=_text(text)))


def _repeated(places: dict[int, None], heap: Heap, words: Words) -> set[int]:
    """Frames that came before, within the minute."""
    is_new, came = words.fresh.is_new, heap.came
    return {place for place in places if not is_new(heap.frame(place), came[place])}


def _point(token: Token) -> PointName:
    source, number, system, address, component, component_address = token
    device = device_of(source)
    if number == bits.UITD:
        return PointName(device, "", "")
    if number == bits.SYSTEM:
        return system_point(device, system, address)
    return component_point(device, system, address, component, component_address)


def _said(heap: Heap, place: int, point: PointName, label: bytes, words: Words, **what: Any) -> Said:
    bcd = heap.profile.dialect.bcd
    came = heap.came[place]
    claimed = words.labels.table([label], bcd=bcd)[label] if label else None
    return Said(heap.order[place], point, taken(claimed, came), came, origin_of(heap.frame(place)), **what)


def _text(raw: bytes) -> str:
    text = Text(raw).text if raw.strip(b"\0 ") else ""
    return "".join(one for one in text if one.isprintable())[:LONGEST_NAME].strip()


def _readings(unit: Unit, heap: Heap, sources: list[bytes], words: Words, facts: Facts) -> None:
    """All values at once. Columns are walked one after another: a loop over values would cost several times as much."""
    if not heap.profile.scales.keys() >= set(unit["analog_type"]):
        unit = _understood(unit, heap, sources, facts)
    places, kinds = unit["frame"], unit["analog_type"]
    table = words.labels.table(unit["time"], bcd=heap.profile.dialect.bcd)
    came = [heap.came[place] for place in places]
    at = [
        own if now - LATE_US <= own <= now + AHEAD_US else now
        for own, now in zip([table[label] for label in unit["time"]], came, strict=True)
    ]
    scales = heap.profile.scales
    named = {kind: scales[kind][0].value for kind in set(kinds)}  # text: an enum's hash is Python
    tokens = list(
        zip(
            [sources[place] for place in places], unit["system_type"], unit["system_addr"], unit["component_type"],
            unit["component_addr"], kinds, [named[kind] for kind in kinds], strict=True,
        )
    )  # fmt: skip
    milli = _milli(unit["raw"], kinds, scales)
    doubtful = {place for place, own, now in zip(places, at, came, strict=True) if own == now}
    if doubtful and (again := _repeated(dict.fromkeys(sorted(doubtful)), heap, words)):
        kept = [index for index, place in enumerate(places) if place not in again]
        tokens, at, milli = ([column[index] for index in kept] for column in (tokens, at, milli))  # type: ignore[assignment]
    facts.series += tokens
    facts.at += at
    facts.milli += milli


def _milli(raw: list[int], kinds: list[int], scales: Any) -> list[int]:
    used = {kind: scales[kind][1] for kind in set(kinds)}
    if all(times.denominator == 1 for times in used.values()):
        whole = {kind: times.numerator for kind, times in used.items()}
        return [number * whole[kind] for number, kind in zip(raw, kinds, strict=True)]
    return [round(Fraction(number) * used[kind]) for number, kind in zip(raw, kinds, strict=True)]


def _understood(unit: Unit, heap: Heap, sources: list[bytes], facts: Facts) -> Unit:
    """Without the kinds of value that nobody knows; each frame with one counts once."""
    known = heap.profile.scales
    kept = [index for index, kind in enumerate(unit["analog_type"]) if kind in known]
    for place in {unit["frame"][index] for index, kind in enumerate(unit["analog_type"]) if kind not in known}:
        facts.unknown[device_of(sources[place])] += 1
    return {key: [column[index] for index in kept] for key, column in unit.items()}


def _other(place: int, heap: Heap, device: Device, words: Words, facts: Facts) -> None:
    """A frame whose type comes rarely, or whose unit does not fit its type."""
    raw, dialect = heap.frame(place), heap.profile.dialect
    if raw[26] not in (SEND, REPLY) or meaning_of(Frame(raw), dialect) is Meaning.HEARTBEAT:
        return
    if not words.fresh.is_new(raw, heap.came[place]):
        return
    unit = adu.decode(raw[27:-3], dialect)
    if unit.error or unit.unknown:
        facts.unknown[device] += 1
    for one in unit.objects:
        _READ.get(type(one), _not_read)(_One(place, heap, device, words, facts, unit.type or 0), one)


@dataclass(slots=True)
class _One:
    """Where an object stands."""

    place: int
    heap: Heap
    device: Device
    words: Words
    facts: Facts
    type: int

    def say(self, point: PointName, label: bytes, **what: Any) -> None:
        self.facts.said.append(_said(self.heap, self.place, point, label, self.words, **what))


def _word_of(table: int) -> Callable[[_One, Any], None]:
    def read(where: _One, one: Any) -> None:
        dialect = where.heap.profile.dialect
        point = _point(
            (where.heap.source(where.place), table, getattr(one, "system_type", 0), getattr(one, "system_addr", 0),
             getattr(one, "component_type", 0), getattr(one, "component_addr", 0))
        )  # fmt: skip
        label = one.time.raw if hasattr(one, "time") else b""
        name = _text(one.desc.raw) if hasattr(one, "desc") else ""
        word = (bits.table_of(table, dialect), one.status, where.type in dialect.restores)
        where.say(point, label, word=word, name=name)

    return read


def _analog(where: _One, one: o.ComponentAnalog) -> None:
    scale = where.heap.profile.scales.get(one.analog_type)
    if scale is None:
        where.facts.unknown[where.device] += 1
        return
    came = where.heap.came[where.place]
    label = one.time.raw
    claimed = where.words.labels.table([label], bcd=where.heap.profile.dialect.bcd)[label]
    point = component_point(where.device, one.system_type, one.system_addr, one.component_type, one.component_addr)
    quantity: Quantity = scale[0]
    where.facts.measure((point, quantity), taken(claimed, came), round(one.raw * scale[1]))


def _operation(where: _One, one: o.SystemOperation | o.UitdOperation) -> None:
    """A record that was asked for (command 5) tells of something long past: told only where its moment is believed."""
    uitd = isinstance(one, o.UitdOperation)
    point = PointName(where.device, "", "") if uitd else system_point(where.device, one.system_type, one.system_addr)  # type: ignore[union-attr]
    label, came = one.time.raw, where.heap.came[where.place]
    claimed = where.words.labels.table([label], bcd=where.heap.profile.dialect.bcd)[label]
    if where.heap.frame(where.place)[26] == REPLY and not believed(claimed, came):
        return
    if deeds := tuple(bits.deeds_of(one.op, uitd=uitd)):
        where.say(point, label, deeds=deeds)


def _silent(_where: _One, _one: object) -> None:
    """Versions, configurations and clocks: asked for by people, who read the frame."""


def _not_read(where: _One, _one: object) -> None:
    where.facts.unknown[where.device] += 1


_READ: Final[dict[type, Callable[[_One, Any], None]]] = {
    o.SystemStatus: _word_of(bits.SYSTEM),
    o.ComponentStatus: _word_of(bits.COMPONENT),
    o.BriefComponentStatus: _word_of(bits.COMPONENT),
    o.UitdStatus: _word_of(bits.UITD),
    o.BriefUitdStatus: _word_of(bits.UITD),
    o.ComponentAnalog: _analog,
    o.SystemOperation: _operation,
    o.UitdOperation: _operation,
    **dict.fromkeys(
        (
            o.SystemVersion,
            o.SystemConfig,
            o.ComponentConfig,
            o.SystemTime,
            o.UitdVersion,
            o.UitdConfig,
            o.UitdTime,
            o.Registration,
        ),
        _silent,
    ),
}
