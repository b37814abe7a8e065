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


class Sums:
    """What a batch of facts adds to the tallies.

    Gathered first where it is kept at the deepest, so that a stretch that ends and the next one that begins cancel out
    before they are carried up to all that lies above.
    """

    def __init__(self) -> None:
        self._here: dict[_Key, list[int]] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Each change, at its own place."""
        here = self._here
        for fact, moment, sign in changes:
            deep, wide = _kept(fact.path)
            if not deep:
                continue
            month, day = periods_of(moment)
            measure, value = fact.measure, sign * fact.value
            keys = [(measure, deep, "m", "", month, ""), (measure, wide, "d", "", day, "")]
            for name, told in zip(measures[measure].facets, fact.facets, strict=False):
                keys.append((measure, wide, "m", name, month, told))
            for key in keys:
                held = here.get(key)
                if held is None:
                    here[key] = [sign, value]
                else:
                    held[0] += sign
                    held[1] += value

    def rows(self) -> list[_Row]:
        """The same here and at every place above, in the order of the index; what comes to nothing is left out."""
        levels: list[dict[_Key, list[int]]] = [{} for _ in range(DEEPEST + 1)]
        for key, (count, value) in self._here.items():
            if count or value:
                levels[depth(key[1])][key] = [count, value]
        for level in range(DEEPEST, 1, -1):
            above = levels[level - 1]
            for (measure, path, grain, facet, period, told), (count, value) in levels[level].items():
                held = above.setdefault((measure, _parent(path), grain, facet, period, told), [0, 0])
                held[0] += count
                held[1] += value
        return sorted(
            (*key, count, value) for level in levels for key, (count, value) in level.items() if count or value
        )  # fmt: skip
