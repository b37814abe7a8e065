"""Adding facts up by place, month, day and facet."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from anju.kernel.figures.folding import Change
from anju.kernel.figures.measures import measures
from anju.kernel.figures.spans import periods_of

DEEPEST = 4
"""Steps of a path for which totals are kept: district, street, community, estate."""
DEEPEST_SPLIT = 3
"""Steps for which days and facets are kept. Below, a place has few enough facts to be counted themselves."""

UPSERT = (
    "INSERT INTO figures_tally (measure, path, grain, facet, period, facet_value, count, value)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (measure, path, grain, facet, period, facet_value)"
    " DO UPDATE SET count = figures_tally.count + excluded.count, value = figures_tally.value + excluded.value"
)
_Key = tuple[str, str, str, str, int, str]


@lru_cache(maxsize=1 << 15)
def ancestors(path: str) -> tuple[str, ...]:
    """A place and what it lies in, as far as totals are kept: widest first."""
    steps = path.strip("/").split("/")[:DEEPEST]
    return tuple("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))) if steps[0] else ()


def depth(path: str) -> int:
    """How many steps a path has: 1 for a district."""
    return path.count("/") - 1


class Sums:
    """What a batch of facts adds to the tallies.

    Gathered first where it happens, so that a stretch that ends and the next one that begins cancel out before they
    are spread over all that lies above.
    """

    def __init__(self) -> None:
        self._here: dict[_Key, list[int]] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Each change, at its own place."""
        here = self._here
        for fact, moment, sign in changes:
            month, day = periods_of(moment)
            measure, path, value = fact.measure, fact.path, sign * fact.value
            keys = [(measure, path, "m", "", month, ""), (measure, path, "d", "", day, "")]
            for name, told in zip(measures[measure].facets, fact.facets, strict=False):
                keys.append((measure, path, "m", name, month, told))
            for key in keys:
                held = here.get(key)
                if held is None:
                    here[key] = [sign, value]
                else:
                    held[0] += sign
                    held[1] += value

    def _spread(self) -> dict[_Key, list[int]]:
        """The same at every place above, as far as it is kept there."""
        sums: dict[_Key, list[int]] = {}
        for (measure, path, grain, facet, period, told), (count, value) in self._here.items():
            if not count and not value:
                continue
            steps = ancestors(path)
            for above in steps if grain == "m" and not facet else steps[:DEEPEST_SPLIT]:
                held = sums.setdefault((measure, above, grain, facet, period, told), [0, 0])
                held[0] += count
                held[1] += value
        return sums

    def write(self) -> None:
        """Add them to what stands, in the order of the index."""
        rows = [(*key, count, value) for key, (count, value) in sorted(self._spread().items()) if count or value]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(UPSERT, rows)
