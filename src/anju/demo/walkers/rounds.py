"""One round: where it goes, when each record is made, and what it holds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from PIL import Image

from anju.demo.walkers.album import Album
from anju.demo.walkers.behaviours import Behaviour, Range
from anju.demo.walkers.ground import Ground, moved, route
from anju.supervision.grid.rules.kinds import Look
from anju.supervision.grid.rules.looks import Fix, Mark, Place, Reading, metres

DETOUR = 1.3
"""How much longer a walk is than the straight line."""
STEP_KPA = 10
"""Readings are kept in hundredths of a MPa."""
MOST_FLOORS = 24
MOST_TICKED = 4
GAUGE = "pressure_mpa_e2"


@dataclass(frozen=True, slots=True)
class Stop:
    place: Place
    floor: int | None = None


@dataclass(slots=True)
class Note:
    """A record as it comes about: when it was really made, and what time it claims by a right clock."""

    who: str
    real_at: datetime
    claimed_at: datetime
    stop: Stop
    look: Look
    faked: bool
    later: bool = False
    fix: Fix | None = None
    photos: tuple[Mark, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(slots=True)
class Pocket:
    """What a member carries through the month: photos not yet taken, photos taken, what gauges last read."""

    ground: Ground
    roll: list[tuple[Image.Image, Mark]]
    stock: list[tuple[Image.Image, Mark]]
    pressure: dict[str, float]
    """The true mean pressure of each building, kPa."""
    taken: list[Mark] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    scale: float = 10


def notes_of(who: str, how: Behaviour, pocket: Pocket, begins: datetime, rng: Random, *, faked: bool) -> list[Note]:
    """The records of one round in the order of their real time."""
    stops = list(_stops(how, pocket.ground, rng, walked=not faked))
    times = list(_times(how, stops, begins, rng))
    later = rng.random() < how.later
    positions = _positions(how, pocket.ground, stops, rng)
    notes = []
    for stop, at, fix in zip(stops, times, positions, strict=True):
        note = Note(who, at, at, stop, Look.SEEN, faked, later, fix)
        if rng.random() < how.not_seen:
            note.look = rng.choice((Look.NO_ENTRY, Look.NO_TIME))
            if rng.random() < 0.5 and fix:
                note.fix = _near(pocket.ground.office, 10, 20, rng)
        else:
            _show(note, how, pocket, rng)
            _read(note, how, pocket, rng)
        notes.append(note)
    if later:
        _enter_later(notes, pocket.ground, rng)
    return notes


def drawn(ends: Range, rng: Random) -> float:
    """A number drawn evenly between the ends of a range."""
    return rng.uniform(*ends)


def _stops(how: Behaviour, ground: Ground, rng: Random, *, walked: bool) -> Iterator[Stop]:
    count = round(drawn(how.places, rng))
    tall = [place for place in ground.places if place.floors >= 5]
    if walked and tall and rng.random() < how.stairs:
        place = rng.choice(tall)
        yield from (Stop(place, floor) for floor in range(min(place.floors, MOST_FLOORS), 0, -1))
        count = max(2, count // 3)
    for place in route(ground, count, rng):
        yield Stop(place, rng.randint(1, place.floors) if place.floors and rng.random() < 0.3 else None)


def _times(how: Behaviour, stops: list[Stop], begins: datetime, rng: Random) -> Iterator[datetime]:
    if how.timing == "burst":
        whole = drawn(how.within, rng)
        yield from (begins + timedelta(seconds=second) for second in sorted(rng.uniform(0, whole) for _ in stops))
    elif how.timing == "every":
        gap = drawn(how.every, rng)
        for number in range(len(stops)):
            yield begins + timedelta(seconds=gap * number + rng.uniform(-how.jitter, how.jitter))
    else:
        yield from _ticked(list(_walk(how, stops, begins, rng)), how.tick_off, rng)


def _walk(how: Behaviour, stops: list[Stop], begins: datetime, rng: Random) -> Iterator[datetime]:
    at, pace = begins, drawn(how.pace, rng)
    before: Stop | None = None
    for stop in stops:
        if before is not None:
            at += timedelta(seconds=_way(how, before, stop, pace, rng))
        yield at
        before = stop


def _way(how: Behaviour, before: Stop, stop: Stop, pace: float, rng: Random) -> float:
    if before.place.building == stop.place.building:
        return drawn(how.floor, rng)
    flat = metres((before.place.lon_e7, before.place.lat_e7), (stop.place.lon_e7, stop.place.lat_e7))
    climbed = ((before.floor or 1) - 1) + ((stop.floor or 1) - 1)
    stairs = climbed * (3.0 if stop.place.lift else 9.0)
    look = math.exp(rng.uniform(*(math.log(max(1.0, end)) for end in how.look)))
    return flat * DETOUR / pace + stairs + look


def _ticked(times: list[datetime], share: float, rng: Random) -> Iterator[datetime]:
    """Some records wait, and are ticked off in a few seconds together with a later one."""
    waiting = 0
    for number, at in enumerate(times):
        if waiting < MOST_TICKED - 1 and number + 1 < len(times) and rng.random() < share:
            waiting += 1
            continue
        yield from (at + timedelta(seconds=3 * tick) for tick in range(waiting + 1))
        waiting = 0


def _enter_later(notes: list[Note], ground: Ground, rng: Random) -> None:
    """In the evening, from paper, in one go."""
    desk = moved(ground.office, rng.uniform(-900, 900), rng.uniform(-900, 900))
    evening = notes[-1].real_at + timedelta(hours=rng.uniform(0.5, 3))
    for number, note in enumerate(notes):
        note.real_at = note.claimed_at = evening + timedelta(seconds=number * rng.uniform(4, 8))
        note.fix = _near(desk, 10, 20, rng) if note.fix else None
    notes.sort(key=lambda note: note.real_at)


def _positions(how: Behaviour, ground: Ground, stops: list[Stop], rng: Random) -> Iterator[Fix | None]:
    error, claimed = drawn(how.error, rng), drawn(how.claimed, rng)
    turn, by = rng.uniform(0, math.tau), drawn(how.shift, rng)
    far = moved(ground.office, rng.choice((-1, 1)) * rng.uniform(2500, 8000), rng.uniform(-6000, 6000))
    frozen = rng.random() < how.frozen
    kept: Fix | None = None
    for stop in stops:
        if rng.random() >= how.positions:
            yield None
            continue
        if how.way == "away":
            far = moved(far, rng.gauss(0, 900), rng.gauss(0, 900))
        real = {"walk": (stop.place.lon_e7, stop.place.lat_e7), "desk": ground.office, "away": far}[how.way]
        real = moved(real, by * math.cos(turn), by * math.sin(turn))
        if rng.random() < how.lost:
            real = moved(real, *(rng.choice((-1, 1)) * drawn(how.lost_by, rng) for _ in range(2)))
        fix = _near(real, error, claimed, rng, mocked=how.mocked)
        kept = kept or fix
        yield kept if frozen else fix


def _near(point: tuple[int, int], error: float, claimed: float, rng: Random, *, mocked: bool = False) -> Fix:
    lon, lat = moved(point, rng.gauss(0, error / 1.18), rng.gauss(0, error / 1.18))  # median distance = error
    return Fix(lon, lat, claimed, mocked=mocked)


def _show(note: Note, how: Behaviour, pocket: Pocket, rng: Random) -> None:
    if rng.random() >= how.photo or not pocket.roll:
        return
    note.look = Look.HAZARD
    mark: Mark | None
    if how.photos == "reused":
        mark = Album.again(rng.choice(pocket.stock)[0], how, rng)
    elif pocket.taken and rng.random() < how.slip:
        mark = rng.choice(pocket.taken)
    else:
        mark = pocket.roll.pop()[1]
        pocket.taken.append(mark)
    note.photos = (mark,) if mark else ()


def _read(note: Note, how: Behaviour, pocket: Pocket, rng: Random) -> None:
    place = note.stop.place
    if not place.floors or rng.random() >= how.reading:
        return
    spot = place.id
    read = max(0, round(rng.gauss(pocket.pressure[spot], how.swing) / pocket.scale)) * pocket.scale / STEP_KPA
    steps = round(read)
    if how.readings == "constant":
        steps = round(how.constant / STEP_KPA)
    elif how.readings == "copied":
        steps = pocket.last.get(spot, steps)
    pocket.last[spot] = steps
    note.readings = (Reading(GAUGE, steps, spot),)
