"""One member's month: rounds, the phone and its clock, syncs, and what others saw."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from anju.demo.walkers.album import Album
from anju.demo.walkers.behaviours import Behaviour, Behaviours, Looks
from anju.demo.walkers.ground import Ground
from anju.demo.walkers.rounds import STEP_KPA, Note, Pocket, drawn, notes_of
from anju.supervision.grid.rules.credibility import Evidence
from anju.supervision.grid.rules.looks import Contradiction, Recheck, Visit

FIRST = datetime(2027, 2, 28, 16, tzinfo=UTC)
"""Midnight of 1 March 2027 in the district."""
DAYS = 28


@dataclass(frozen=True, slots=True)
class Month:
    """What one phone sent in a month, and the behaviour behind it."""

    behaviour: Behaviour
    evidence: Evidence


def month(behaviours: Behaviours, how: Behaviour, ground: Ground, album: Album, seed: str) -> Month:
    """A member-month of one behaviour. The same arguments give the same month."""
    rng = Random(seed)
    pocket = _pocket(how, ground, album, rng)
    notes = _member("a", how, pocket, rng)
    if how.shared:
        notes += _member("b", how, pocket, rng)
    notes.sort(key=lambda note: note.real_at)
    visits = _sent(notes, how, rng)
    rechecks, contradictions = _seen_by_others(notes, visits, behaviours.looks, rng)
    usual = {spot: round(kpa / STEP_KPA) for spot, kpa in pocket.pressure.items()
             if rng.random() < behaviours.looks.readings}  # fmt: skip
    return Month(how, Evidence(
        visits, {place.id: place for place in ground.places}, rechecks, contradictions,
        trusted=frozenset({"phone"} if how.trusted else ()), usual_readings=usual,
    ))  # fmt: skip


def _pocket(how: Behaviour, ground: Ground, album: Album, rng: Random) -> Pocket:
    roll = album.roll(rng)
    kept = round(drawn(how.stock, rng))
    pressure = {place.id: max(0.0, rng.gauss(*how.base)) for place in ground.places if place.floors}
    return Pocket(ground, roll[kept:], roll[:kept], pressure, scale=rng.choice(how.scale))


def _member(who: str, how: Behaviour, pocket: Pocket, rng: Random) -> list[Note]:
    days = sorted(rng.sample(range(DAYS - 2), round(drawn(how.rounds, rng))))
    fakes = set(rng.sample(days, max(1, round(len(days) * drawn(how.faked, rng))))) if how.faking else set()
    notes: list[Note] = []
    for day in days:
        begins = FIRST + timedelta(days=day, hours=rng.uniform(7, 20.5))
        own = how if day in fakes else how.honestly()
        notes += notes_of(who, own, pocket, begins, rng, faked=day in fakes)
    if how.backdated:
        _in_an_evening([note for note in notes if note.faked], rng)
    return notes


def _in_an_evening(notes: Sequence[Note], rng: Random) -> None:
    """Entered in one go near the month's end: what is claimed stays, what is real moves."""
    at = FIRST + timedelta(days=DAYS - 1, hours=rng.uniform(18, 20))
    for note in notes:
        at += timedelta(seconds=rng.uniform(5, 25))
        note.real_at = at


def _sent(notes: Sequence[Note], how: Behaviour, rng: Random) -> tuple[Visit, ...]:
    """The visits as the server has them: counted by the phone, dated by its clock, sent when there was a line."""
    ahead = timedelta(seconds=drawn(how.clock, rng))
    syncs = _syncs(notes, how, rng)
    visits = []
    for number, note in enumerate(notes):
        following = bisect_left(syncs, note.real_at)
        visits.append(Visit(
            id=f"v{number:04}", who=note.who, device="phone", seq=number, place=note.stop.place.id, look=note.look,
            device_at=note.claimed_at + ahead, received_at=syncs[following], unit="", floor=note.stop.floor,
            fix=note.fix, photos=note.photos, readings=note.readings, skew=ahead,
            heard_at=syncs[following - 1] if following else None, later=note.later,
        ))  # fmt: skip
    return tuple(visits)


def _syncs(notes: Sequence[Note], how: Behaviour, rng: Random) -> list[datetime]:
    """When the phone reached the server: after each record, or once in some days."""
    if not how.offline[1]:
        return sorted(note.real_at + timedelta(seconds=rng.uniform(1, 40)) for note in notes)
    at, end = FIRST, notes[-1].real_at
    syncs = []
    while at <= end:
        at += timedelta(days=max(0.05, drawn(how.offline, rng)))
        syncs.append(at)
    return syncs


def _seen_by_others(
    notes: Sequence[Note], visits: Sequence[Visit], looks: Looks, rng: Random
) -> tuple[tuple[Recheck, ...], tuple[Contradiction, ...]]:
    rechecks, contradictions = [], []
    for note, visit in zip(notes, visits, strict=True):
        if not visit.claims:
            continue
        detects = 0.0 if note.faked else looks.detects
        at = note.real_at + timedelta(days=2)
        if rng.random() < looks.share:
            there = _poisson(looks.hazards, rng)
            found = [rng.random() < detects for _ in range(there) if rng.random() < 0.6]
            rechecks.append(Recheck(visit.id, visit.place, at, len(found), found.count(False)))
        if rng.random() < looks.residents * (1 - detects):
            contradictions.append(Contradiction(visit.id, visit.place, at))
    return tuple(rechecks), tuple(contradictions)


def _poisson(mean: float, rng: Random) -> int:
    count, left = 0, math.exp(-mean)
    product = rng.random()
    while product > left:
        count, product = count + 1, product * rng.random()
    return count
