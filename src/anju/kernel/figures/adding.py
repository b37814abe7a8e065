"""Adding facts up by place, month, day and facet."""

from collections.abc import Iterable
from functools import lru_cache

from anju.kernel.figures.folding import Change
from anju.kernel.figures.measures import measures
from anju.kernel.figures.spans import periods_of

DEEPEST = 4
"""Steps of a path for which totals are kept: district, street, community, estate."""
DEEPEST_SPLIT = 3
"""Steps for which days and facets are kept. Below, a place has few enough facts to be counted themselves."""

COLUMNS = ("measure", "path", "grain", "facet", "period", "facet_value", "count", "value")
_Row = tuple[str, str, str, str, int, str, int, int]
_Key = tuple[str, str, str, str, int, str]


@lru_cache(maxsize=1 << 15)
def ancestors(path: str) -> tuple[str, ...]:
    """A place and what it lies in, as far as totals are kept: widest first."""
    steps = path.strip("/").split("/")[:DEEPEST]
    return tuple("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))) if steps[0] else ()


@lru_cache(maxsize=1 << 15)
def _kept(path: str) -> tuple[str, str]:
    """The deepest place above a path for which totals are kept, and for which days and facets are."""
    steps = ancestors(path)
    return (steps[-1], steps[:DEEPEST_SPLIT][-1]) if steps else ("", "")


@lru_cache(maxsize=1 << 15)
def _parent(path: str) -> str:
    return path[: path.rindex("/", 0, -1) + 1]


def depth(path: str) -> int:
    """How many steps a path has: 1 for a district."""
    return path.count("/") - 1


_depth = lru_cache(maxsize=1 << 15)(depth)


class Sums:
    """What a batch of facts adds to the tallies.

    Gathered first where it is kept at the deepest, so that a stretch that ends and the next one that begins cancel out
    before they are carried up to all that lies above.
    """

    def __init__(self) -> None:
        self._counts: dict[_Key, int] = {}
        self._more: dict[_Key, int] = {}
        """By how much the sum of the values is more than the count; of most facts the value is one."""

    def add(self, changes: Iterable[Change]) -> None:
        """Each change, at its own place."""
        counts, more = self._counts, self._more
        for fact, moment, sign in changes:
            deep, wide = _kept(fact.path)
            if not deep:
                continue
            month, day = periods_of(moment)
            measure = fact.measure
            keys = [(measure, deep, "m", "", month, ""), (measure, wide, "d", "", day, "")]
            for name, told in zip(measures[measure].facets, fact.facets, strict=False):
                keys.append((measure, wide, "m", name, month, told))
            for key in keys:
                counts[key] = counts.get(key, 0) + sign
            if fact.value != 1:
                for key in keys:
                    more[key] = more.get(key, 0) + sign * (fact.value - 1)

    def rows(self) -> list[_Row]:
        """The same here and at every place above, in the order of the index; what comes to nothing is left out."""
        counts, more = self._raised(self._counts), self._raised(self._more)
        told = {key: (counts.get(key, 0), counts.get(key, 0) + more.get(key, 0)) for key in counts.keys() | more.keys()}
        return sorted((*key, *both) for key, both in told.items() if any(both))

    def _raised(self, here: dict[_Key, int]) -> dict[_Key, int]:
        levels: list[dict[_Key, int]] = [{} for _ in range(DEEPEST + 1)]
        for key, count in here.items():
            levels[_depth(key[1])][key] = count
        for level in range(DEEPEST, 1, -1):
            above = levels[level - 1]
            for (measure, path, grain, facet, period, told), count in levels[level].items():
                if count:
                    key = (measure, _parent(path), grain, facet, period, told)
                    above[key] = above.get(key, 0) + count
        return {key: count for level in levels for key, count in level.items()}
