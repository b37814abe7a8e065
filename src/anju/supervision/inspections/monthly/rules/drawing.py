"""The draw: without replacement, with known chances, by a seed that anybody can draw again with.

Within each street and half the units stand in a line, sorted by the group they are compared in and shuffled by the seed
inside it; a comb with a random first tooth picks as many as the street was allotted (systematic sampling with chances
proportional to weight, Madow 1949). So every unit's chance is its weight's share of the street's number, every group
comes as often as its weight says, and no unit is without a chance.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from random import Random

from anju.supervision.inspections.monthly.enums import Group, Half
from anju.supervision.inspections.monthly.rules.frame import Unit

LEAST = 3
"""Of each street and half, however little it weighs (own default): nobody is left out, nobody is judged by so few."""
MILLION = 1_000_000
RESERVES = 1
"""Reserves for each drawn unit, as far as there are any."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One unit of the sample, with the chance it had, in millionths; `order` counts within street and half."""

    unit: Unit
    chance_e6: int
    order: int


@dataclass(frozen=True, slots=True)
class Draw:
    """The sample and, in the order they are taken, its reserves."""

    sample: tuple[Chosen, ...]
    reserves: tuple[Chosen, ...]


def commitment(seed: str) -> str:
    """What is made public before the draw; afterwards anybody sees that the seed was not changed."""
    return hashlib.sha256(f"anju-monthly/{seed}".encode()).hexdigest()


def allocate(weights: Mapping[str, int], counts: Mapping[str, int], size: int, least: int) -> dict[str, int]:
    """Street → how many are drawn: by weight, `least` first, never more than there are.

    Where `least` for every street is more than `size`, the least counts. Largest remainders, then the street's path.
    """
    given = {street: min(least, counts[street]) for street in sorted(weights)}
    left = max(0, size - sum(given.values()))
    while left > 0:
        room = {street: counts[street] - given[street] for street in given if counts[street] > given[street]}
        whole = sum(weights[street] for street in room)
        if not room:
            break
        shares = {street: Fraction(left * weights[street], whole) for street in room}
        extra = {street: min(room[street], int(shares[street])) for street in room}
        if not any(extra.values()):
            first = sorted(room, key=lambda street: (-(shares[street] % 1), street))[:left]
            extra = dict.fromkeys(first, 1)
        for street, more in extra.items():
            given[street] += more
        left -= sum(extra.values())
    return given


def draw(frame: Iterable[Unit], seed: str, *, sizes: Mapping[Half, int], least: int = LEAST) -> Draw:
    """The sample of a frame and a seed. The order in which units are given does not matter."""
    by: dict[Half, dict[str, list[Unit]]] = {half: defaultdict(list) for half in Half}
    for unit in frame:
        by[unit.half][unit.street].append(unit)
    sample: list[Chosen] = []
    reserves: list[Chosen] = []
    for half, streets in by.items():
        weights = {street: sum(unit.weight for unit in units) for street, units in streets.items()}
        counts = {street: len(units) for street, units in streets.items()}
        for street, wanted in allocate(weights, counts, sizes.get(half, 0), least).items():
            taken, rest = _street(streets[street], f"{seed}/{half}/{street}", wanted)
            sample += taken
            reserves += rest
    return Draw(tuple(sample), tuple(reserves))


def _street(units: Sequence[Unit], seed: str, wanted: int) -> tuple[list[Chosen], list[Chosen]]:
    """The sample of one street and half, and its reserves: of the groups drawn, in the seed's own order."""
    rng = Random(seed)  # noqa: S311 - a draw that others can repeat, not a secret
    line = sorted(units, key=lambda unit: unit.ref)
    rng.shuffle(line)
    line.sort(key=lambda unit: unit.group)
    chances = chances_of([unit.weight for unit in line], wanted)
    picked = _comb(chances, rng.randrange(MILLION))
    taken = [_chosen(line[at], chances[at], order) for order, at in enumerate(picked, start=1)]
    groups = defaultdict(list)
    for at in sorted(set(range(len(line))) - set(picked), key=lambda at: _late(rng, line[at].weight)):
        groups[line[at].group].append(at)
    need: dict[Group, int] = defaultdict(int)
    for one in taken:
        need[one.unit.group] += RESERVES
    spare = [at for group in sorted(need) for at in groups[group][: need[group]]]
    return taken, [_chosen(line[at], chances[at], order) for order, at in enumerate(spare, start=1)]


def _late(rng: Random, weight: int) -> float:
    """A waiting time at rate `weight`: the shortest are a draw by weight."""
    return rng.expovariate(1.0) / weight


def _chosen(unit: Unit, chance: Fraction, order: int) -> Chosen:
    return Chosen(unit, max(1, round(chance * MILLION)), order)


def chances_of(weights: Sequence[int], wanted: int) -> list[Fraction]:
    """Each one's chance: by weight, none above one; the heaviest may be certain. They add up to `wanted` exactly."""
    wanted = min(wanted, len(weights))
    certain: set[int] = set()
    while True:
        rest = [at for at in range(len(weights)) if at not in certain]
        whole, left = sum(weights[at] for at in rest), wanted - len(certain)
        over = {at for at in rest if whole and left * weights[at] >= whole}
        if not over:
            break
        certain |= over
    return [Fraction(1) if at in certain else Fraction(left * weight, whole or 1) for at, weight in enumerate(weights)]


def _comb(chances: Sequence[Fraction], first: int) -> list[int]:
    """The positions where the running sum of chances passes `first` millionths, one more, … In whole numbers: no float
    decides.
    """
    whole = lcm(*(chance.denominator for chance in chances))
    picked: list[int] = []
    run, tooth = 0, first * whole
    for at, chance in enumerate(chances):
        run += MILLION * chance.numerator * (whole // chance.denominator)
        if run > tooth:
            picked.append(at)
            tooth += MILLION * whole
    return picked
