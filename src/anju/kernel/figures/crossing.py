"""A figure crossed: by place, by facets and by time at once, in as few statements as can be.

Nothing here asks who reads; callers have.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Sum

from anju.kernel.figures.adding import DEEPEST, DEEPEST_SPLIT, depth
from anju.kernel.figures.measures import measures
from anju.kernel.figures.models import Tally
from anju.kernel.figures.reading import Question, facts
from anju.kernel.figures.registry import Sort, figures
from anju.kernel.figures.spans import Span

WHOLE = ""
"""The place of a cell that counts all that was asked for."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """What is asked for, and by what it is taken apart."""

    asked: Question
    places: tuple[str, ...] = ()
    """Places that lie in what is asked for and not in one another. What is in none of them counts in the whole only."""
    facets: tuple[str, ...] = ()
    slots: tuple[Span, ...] = ()
    """Stretches of time, none touching another, earliest first; none: the one that is asked for."""

    def stretches(self) -> tuple[Span, ...]:
        """The stretches that are counted."""
        return self.slots or (self.asked.span,)


@dataclass(frozen=True, slots=True)
class Key:
    """Where a cell stands."""

    place: str
    facets: tuple[str, ...]
    slot: int


def cells(crossing: Crossing) -> dict[Key, tuple[int, ...]]:
    """Each cell that is not nothing: how many; of a ratio, its part and its whole."""
    of = crossing.asked.figure.of
    if of is None:
        return {key: (value,) for key, value in _counted(crossing).items() if value}
    parts, wholes = (
        _counted(replace(crossing, asked=replace(crossing.asked, figure=figures[code]))) for code in of
    )  # fmt: skip
    return {key: (parts.get(key, 0), whole) for key, whole in wholes.items() if whole}


def _counted(crossing: Crossing) -> dict[Key, int]:
    if crossing.asked.nothing() and not crossing.slots:
        return {}
    return _from_tallies(crossing) if _is_kept(crossing) else _from_facts(crossing)


def _is_kept(crossing: Crossing) -> bool:
    """Whether the sums that are kept answer all of it: whole months, one facet at most, no deeper than they go."""
    asked = crossing.asked
    split = {*asked.only(), *crossing.facets}
    if asked.own or asked.figure.late or asked.as_of is not None or len(split) > 1:
        return False
    deepest = DEEPEST_SPLIT if split else DEEPEST
    if any(depth(path) > deepest for path in (*asked.paths, *crossing.places)):
        return False
    return not any(replace(asked, span=span).time().edges() for span in crossing.stretches())


def _from_tallies(crossing: Crossing) -> dict[Key, int]:
    asked = crossing.asked
    only = asked.only()
    facet = next(iter({*only, *crossing.facets}), "")
    where = {*asked.paths, *crossing.places}
    rows = Tally._all.filter(measure=asked.figure.measure, path__in=where, grain="m", facet=facet)
    if only:
        rows = rows.filter(facet_value__in=only[facet])
    slot_of, ends = _placing(crossing)
    if ends is not None:
        rows = rows.filter(period__lt=ends)
    found: dict[Key, int] = {}
    whole, places = set(asked.paths), set(crossing.places)
    column = "value" if asked.figure.summed else "count"
    for path, period, told, amount in rows.values_list("path", "period", "facet_value", column):
        facets = (told,) if crossing.facets else ()
        for slot in slot_of(period):
            for place in ([WHOLE] if path in whole else []) + ([path] if path in places else []):
                key = Key(place, facets, slot)
                found[key] = found.get(key, 0) + amount
    return found


def _placing(crossing: Crossing) -> tuple[Callable[[int], Iterator[int]], int | None]:
    """Month → the stretches it counts in, and the month from which on nothing counts.

    A stock counts a month in its own stretch and in every later one.
    """
    bounds = [replace(crossing.asked, span=span).time().months() for span in crossing.stretches()]
    lows = [low or 0 for low, _high in bounds]
    highs = [high or 1 << 31 for _low, high in bounds]
    stock = crossing.asked.figure.sort is Sort.STOCK

    def slot_of(period: int) -> Iterator[int]:
        first = bisect_right(highs, period)
        if stock:
            yield from range(first, len(highs))
        elif first < len(highs) and lows[first] <= period:
            yield first

    last = bounds[-1][1]
    return slot_of, last


def _from_facts(crossing: Crossing) -> dict[Key, int]:
    asked, found = crossing.asked, dict[Key, int]()
    names = measures[asked.figure.measure].facets
    columns = [f"f{names.index(facet)}" for facet in crossing.facets]
    by = [*(["path"] if crossing.places else []), *columns]
    places = set(crossing.places)
    total: Any = Sum("value") if asked.figure.summed else Count("id")
    for slot, span in enumerate(crossing.stretches()):
        rows = facts(replace(asked, span=span))
        if not by:
            found[Key(WHOLE, (), slot)] = rows.aggregate(sum=total)["sum"] or 0
            continue
        for *told, amount in rows.values_list(*by).annotate(sum=total).order_by():
            path = told.pop(0) if crossing.places else ""
            for place in (WHOLE, *_within(path, places)):
                key = Key(place, tuple(told), slot)
                found[key] = found.get(key, 0) + amount
    return found


def _within(path: str, places: set[str]) -> list[str]:
    """Which of some places, none in another, a path lies in."""
    steps = path.split("/")[1:-1]
    above = ("/" + "/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1))
    return [one for one in above if one in places]


def first_month(asked: Question) -> int | None:
    """The first month of which anything was ever told, there or around it, as 202601; of a ratio: of its whole."""
    figure = asked.figure if asked.figure.of is None else figures[asked.figure.of[1]]
    steps = (path.strip("/").split("/")[:DEEPEST] for path in asked.paths)
    kept = ["/" + "/".join(one) + "/" for one in steps]
    rows = Tally._all.filter(measure=figure.measure, path__in=kept, grain="m", facet="").exclude(count=0)
    return rows.order_by("period").values_list("period", flat=True).first()


def added(amounts: Mapping[Any, tuple[int, ...]], keys: Iterator[Any]) -> tuple[int, ...]:
    """The sum of some cells; of ratios, of their parts and wholes."""
    found = [amounts[key] for key in keys if key in amounts]
    return tuple(map(sum, zip(*found, strict=True))) if found else ()
