"""The shortest open walk through a few points, by HiGHS (docs/adr/0017).

An integer programme: each point is joined to two others or to the open end, of which there is one; a solution that
falls into pieces is cut off and solved again, so that what comes out is proven shortest. Fifteen points take about
20 ms. One thread and a fixed seed: the same points give the same walk.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise
from time import monotonic

import highspy
import numpy as np

SECONDS = 2.0
"""After that the walk to the nearest next is taken."""
SEED = 7
HALF = 0.5

Metres = Sequence[Sequence[int]]


def length(metres: Metres, order: Sequence[int]) -> int:
    """Metres of a walk."""
    return sum(metres[one][other] for one, other in pairwise(order))


def nearest_next(metres: Metres) -> list[int]:
    """The best walk that always goes to the nearest place not seen yet, over every place to begin at."""
    walks = []
    for start in range(len(metres)):
        walk, left = [start], set(range(len(metres))) - {start}
        while left:
            walk.append(min(left, key=lambda point: (metres[walk[-1]][point], point)))
            left.discard(walk[-1])
        walks.append(walk)
    return min(walks, key=lambda walk: length(metres, walk), default=[])


def shortest(metres: Metres, *, seconds: float = SECONDS) -> list[int]:
    """The points in the order of the shortest walk, free to begin and end anywhere. Deterministic unless time runs out.

    `metres` is symmetric.
    """
    simple = nearest_next(metres)
    if len(metres) < 4:
        return simple
    found = _Programme(metres).solved(until=monotonic() + seconds)
    return found if found is not None and length(metres, found) < length(metres, simple) else simple


class _Programme:
    """Which pairs of points are walked between. Point `n` stands for the open end, at no distance from any."""

    def __init__(self, metres: Metres) -> None:
        self.n = len(metres)
        self.pairs = list(combinations(range(self.n + 1), 2))
        self.column = {pair: at for at, pair in enumerate(self.pairs)}
        self.solver = solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", SEED)):
            solver.setOptionValue(option, value)
        for at, (one, other) in enumerate(self.pairs):
            solver.addVar(0, 1)
            solver.changeColCost(at, metres[one][other] if other < self.n else 0)
            solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        for point in range(self.n + 1):
            self._joined([point], 2, 2)

    def _joined(self, inside: Sequence[int], least: float, most: float) -> None:
        """At least and at most so many of the pairs that lead out of a set of points are walked."""
        within = set(inside)
        columns = [at for at, (one, other) in enumerate(self.pairs) if (one in within) != (other in within)]
        self.solver.addRow(least, most, len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns)))

    def solved(self, *, until: float) -> list[int] | None:
        """The order, or None where the time did not suffice."""
        while (left := until - monotonic()) > 0:
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            parts = self._parts()
            if len(parts) == 1:
                return parts[0][1:]
            for part in parts[1:]:
                self._joined(part, 2, highspy.kHighsInf)
        return None

    def _parts(self) -> list[list[int]]:
        """The rings the chosen pairs make, each as walked; that of the open end first."""
        beside: dict[int, list[int]] = {point: [] for point in range(self.n + 1)}
        values = self.solver.getSolution().col_value
        for (one, other), at in self.column.items():
            if values[at] > HALF:
                beside[one].append(other)
                beside[other].append(one)
        rings, seen = [], set[int]()
        for start in range(self.n, -1, -1):
            ring: list[int] = []
            point: int | None = None if start in seen else start
            while point is not None:
                ring.append(point)
                seen.add(point)
                point = next((near for near in beside[point] if near not in seen), None)
            if ring:
                rings.append(ring)
        return rings
