"""Readings that were not read: always the same, the last ones again, or counted up.

A gauge that reads the same each time is honest; the same value on gauges of many buildings is not. Nought is left out:
risers without water read 0.00 everywhere, and that is a hazard, not a sign. Benford's law says nothing of a quantity
that lies between 0.2 and 0.6.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from anju.supervision.grid.rules.kinds import SignKind
from anju.supervision.grid.rules.looks import Reading, Visit
from anju.supervision.grid.rules.signs import Sign, sign
from anju.supervision.grid.rules.statistics import tail_binomial, tail_chi_square

FEWEST_READINGS, FEWEST_GAUGES = 12, 4
USUAL_SAME = 0.45
"""Honest gauges of one pump zone, read to 0.02 MPa, agree in some 40 % (pressure swings between the pump's limits)."""
LEAST_SAME = 0.25
"""The same where most gauges are known to read otherwise: a pump may have been set anew since."""
UNLIKELY = 0.001
UNLIKE = 2
"""Steps from what others read there beyond which a reading differs, and half the grain: of honest ones some 4 % do."""
GRAINS, GRAIN_SHARE, FEWEST_OTHERS = (10, 5, 2), 0.9, 4
"""Many gauges have a mark only each 0.02 or 0.05 MPa: who reads to the nearest mark is often alike, and often wrong."""
FINE = 2
"""Coarser readings of one gauge are the same by nature."""
FEWEST_UNLIKE, UNLIKELY_UNLIKE = 5, 0.02
FEWEST_REPEATS = 15
COPIED_SHARE = 0.95
"""Of honest second readings of one gauge some 40 to 60 % are as before: fifteen in a row once in some 2,000."""
PATTERN_SHARE = 0.95
FEWEST_DIGITS = 60
WIDE_STEPS = 8
"""Standard deviation in steps of the scale from which last digits are even, whatever the quantity (its Fourier term at
the tenth step is below 10⁻⁵)."""
CHANCE = 1e-5


@dataclass(frozen=True, slots=True)
class _Read:
    visit: Visit
    reading: Reading


def gauge_signs(visits: Iterable[Visit], usual: Mapping[str, int] | None = None) -> Iterator[Sign]:
    """Signs of each person and scale. `usual` is what others read at a gauge (spot → steps), as far as it is known."""
    series: dict[tuple[str, str], list[_Read]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: (visit.made_at, visit.device, visit.seq)):
        for reading in visit.readings:
            if reading.steps:
                series[visit.who, reading.kind].append(_Read(visit, reading))
    for read in series.values():
        yield from _same(read, usual or {})
        yield from _copied(read)
        yield from _pattern(read)
        yield from _digits(read)


def _gauges(read: Sequence[_Read]) -> int:
    return len({one.reading.spot for one in read})


def _same(read: Sequence[_Read], usual: Mapping[str, int]) -> Iterator[Sign]:
    """One value for nearly all gauges; or for all those where others read something else. A pump that was set lower
    moves them all, but not all to the same figure.
    """
    grain = _grain(read)
    if grain > FINE:  # then one gauge reads the same each time, and counts once
        read = list({one.reading.spot: one for one in read}.values())
    beyond = UNLIKE + grain / 2
    unlike = [one for one in read if abs(one.reading.steps - usual.get(one.reading.spot, one.reading.steps)) > beyond]
    if len(read) >= FEWEST_READINGS:
        steps = _commonest(read)
        could = sum(abs(usual.get(one.reading.spot, steps) - steps) <= beyond for one in read) / len(read)
        if found := _alike(read, max(LEAST_SAME, USUAL_SAME * could), UNLIKELY):
            yield found
            return
    if len(unlike) >= FEWEST_UNLIKE and (found := _alike(unlike, USUAL_SAME, UNLIKELY_UNLIKE)):
        yield found


def _alike(read: Sequence[_Read], chance: float, unlikely: float) -> Sign | None:
    steps = _commonest(read)
    alike = [one for one in read if one.reading.steps == steps]
    gauges = _gauges(alike)
    if gauges < FEWEST_GAUGES or tail_binomial(len(alike), len(read), chance) >= unlikely:
        return None
    return sign(SignKind.SAME_READING, [one.visit for one in alike], 0.9, count=len(alike), gauges=gauges,
                steps=steps, scale=alike[0].reading.kind)  # fmt: skip


def _commonest(read: Sequence[_Read]) -> int:
    return Counter(one.reading.steps for one in read).most_common(1)[0][0]


def _grain(read: Sequence[_Read]) -> int:
    """To how many steps somebody reads: nearly all his readings but the commonest are multiples of it."""
    common = _commonest(read)
    others = [one.reading.steps for one in read if one.reading.steps != common]
    for grain in GRAINS:
        if len(others) >= FEWEST_OTHERS and sum(steps % grain == 0 for steps in others) >= GRAIN_SHARE * len(others):
            return grain
    return 1


def _copied(read: Sequence[_Read]) -> Iterator[Sign]:
    if _grain(read) > FINE:
        return
    last: dict[str, int] = {}
    again: list[Visit] = []
    repeats = 0
    for one in read:
        spot, steps = one.reading.spot, one.reading.steps
        repeats += spot in last
        if last.get(spot) == steps:
            again.append(one.visit)
        last[spot] = steps
    several = _gauges(read) >= FEWEST_GAUGES and len(set(last.values())) > 1  # else it is `_same`
    if several and repeats >= FEWEST_REPEATS and len(again) >= COPIED_SHARE * repeats:
        yield sign(SignKind.COPIED_READING, again, 0.7, count=len(again))


def _pattern(read: Sequence[_Read]) -> Iterator[Sign]:
    """Up and down by the same step, or counted up: two differences make nearly all."""
    steps = [after.reading.steps - before.reading.steps for before, after in pairwise(read)
             if after.reading.spot != before.reading.spot]  # fmt: skip
    if len(steps) < FEWEST_REPEATS or _gauges(read) < FEWEST_GAUGES:
        return
    two = Counter(steps).most_common(2)
    if any(step for step, _ in two) and sum(count for _, count in two) >= PATTERN_SHARE * len(steps):
        yield sign(SignKind.PATTERN_READING, [one.visit for one in read], 0.7, count=len(read))


def _digits(read: Sequence[_Read]) -> Iterator[Sign]:
    """Last digits of wide quantities: invented ones favour 3 and 7. Fives, noughts and evens are how people round.
    One reading a gauge: the same gauge gives the same digits.
    """
    read = list({one.reading.spot: one for one in read}.values())
    if len(read) < FEWEST_DIGITS:
        return
    values = [one.reading.steps for one in read]
    mean = sum(values) / len(values)
    if sum((value - mean) ** 2 for value in values) / len(values) < WIDE_STEPS**2:
        return
    digits = Counter(value % 10 for value in values)
    chi = 0.0
    for group in ((2, 4, 6, 8), (1, 3, 7, 9)):
        expected = sum(digits[digit] for digit in group) / 4
        chi += sum((digits[digit] - expected) ** 2 / expected for digit in group if expected >= 5)
    if tail_chi_square(chi, 6) < CHANCE:
        favourite = max((1, 2, 3, 4, 6, 7, 8, 9), key=lambda digit: digits[digit])
        yield sign(SignKind.DIGITS, [one.visit for one in read], 0.55, count=len(read), digit=favourite)
