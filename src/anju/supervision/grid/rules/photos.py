"""Whether a photo was sent before: the same one again, cropped, mirrored or re-encoded (`grid/pictures.py`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from anju.supervision.grid.rules.kinds import CLAIMS, SignKind
from anju.supervision.grid.rules.looks import Mark, Place, Visit
from anju.supervision.grid.rules.signs import Sign, sign

ALIKE = 8
"""Bits of 63 in which a copy may differ. Measured on drawn photos (docs/benchmarks.md): of copies with up to a fifth of
each side cut off some 95 % differ by no more, photos of different spots by 10 and more."""
ALIKE_NEARBY = 2
"""In one building each landing looks like the next, and like itself last month: only an uncropped copy counts."""
SAME_LOOK_SECONDS = 86_400
"""One photo may show two things at a place: within a day, of one place, it is no reuse."""
FLIP = sum(1 << (8 * down + across) for down in range(8) for across in range(1, 8, 2))
"""The bits that a left-right mirror turns: the frequencies that are odd across."""
LOWEST = 0xFFFFFFFFFFFFFFFE


def mirrored(value: int) -> int:
    """The hash that the mirrored picture has."""
    return (value ^ FLIP) & LOWEST


def apart(one: Mark, other: Mark) -> int:
    """In how many bits two photos differ at best, as they are or mirrored, one of them perhaps a crop of the other."""
    return min(_nearest(one.whole, (other.whole, *other.windows)), _nearest(other.whole, one.windows))


def _nearest(whole: int, windows: Iterable[int]) -> int:
    turned = mirrored(whole)
    return min((min((whole ^ window).bit_count(), (turned ^ window).bit_count()) for window in windows), default=64)


@dataclass(frozen=True, slots=True)
class Reuse:
    """Two visits that show the same photo, the later one second."""

    first: Visit
    again: Visit


def reused(visits: Iterable[Visit], places: Mapping[str, Place]) -> Iterator[Reuse]:
    """Pairs of records of different places or days with the same photo."""
    shown = [(visit, mark) for visit in visits if visit.look in CLAIMS for mark in visit.photos]
    for (one, its), (other, another) in combinations(shown, 2):
        if one.id != other.id and _is_reuse(one, its, other, another, places):
            yield Reuse(*sorted((one, other), key=lambda visit: (visit.made_at, visit.seq)))


def _is_reuse(one: Visit, its: Mark, other: Visit, another: Mark, places: Mapping[str, Place]) -> bool:
    if one.place == other.place and abs((one.made_at - other.made_at).total_seconds()) < SAME_LOOK_SECONDS:
        return False
    if _building(one, places) == _building(other, places):
        whole = its.whole ^ another.whole
        return min(whole.bit_count(), mirrored(whole).bit_count()) <= ALIKE_NEARBY
    return apart(its, another) <= ALIKE


def _building(visit: Visit, places: Mapping[str, Place]) -> str:
    place = places.get(visit.place)
    return place.building if place else visit.place


def photo_signs(visits: Sequence[Visit], places: Mapping[str, Place]) -> Iterator[Sign]:
    """One sign for all photos of a person that came again. One alone may be a slip in the album: it only weighs."""
    pairs: dict[str, list[Reuse]] = {}
    for found in reused(visits, places):
        pairs.setdefault(found.again.who, []).append(found)
    for found_by in pairs.values():
        again = list({pair.again.id: pair.again for pair in found_by}.values())
        first = found_by[0].first
        yield sign(SignKind.PHOTO, again, 1 - 0.6 ** len(again), count=len(again), before=first.id)


BANDS, BAND_BITS = 9, 7
"""Nine bands of seven bits: two hashes that differ in at most 8 of 63 bits agree in a whole band."""


def bands(value: int) -> tuple[int, ...]:
    """Keys to keep a hash under: every one within `ALIKE` bits of it shares one, and so do others."""
    bits = value >> 1
    return tuple(band << BAND_BITS | (bits >> (band * BAND_BITS)) & (1 << BAND_BITS) - 1 for band in range(BANDS))
