"""Many figures of many places in a few statements: what `reading.number` says of each, read together.

Numbers that come from tallies are gathered by the stretch of time that one statement can answer; those that come from
facts (what is late, two facets at once, days of a place too deep for tallies) by the facts they are counted from, side
by side as columns. Only questions as of an older head are asked one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from anju.kernel import clock
from anju.kernel.figures import reading
from anju.kernel.figures.adding import DEEPEST, DEEPEST_SPLIT, depth
from anju.kernel.figures.measures import measures
from anju.kernel.figures.models import Tally
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Sort, figures
from anju.kernel.figures.spans import Span
from anju.kernel.scope import under

AT_ONCE = 100
"""Questions counted side by side in one statement: each is a column of its answer."""


class Window(NamedTuple):
    """What one statement reads: the periods of a grain from the first on, up to the one no longer in it."""

    grain: str
    first: int | None
    end: int | None


class Part(NamedTuple):
    """A stretch of one question; the sum of its parts is the number."""

    window: Window
    measure: str
    paths: tuple[str, ...]
    facet: str
    values: frozenset[str]


class Ground(NamedTuple):
    """Facts that several questions are counted from."""

    measure: str
    time: Span
    stands: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question that is no ratio, where it stands in the answer."""

    at: int
    asked: Question


def numbers(asked: Sequence[Question]) -> list[Number]:
    """The number of each question, in their order."""
    leaves: list[Leaf] = []
    for question in asked:
        for code in question.figure.of or (question.figure.code,):
            leaves.append(Leaf(len(leaves), replace(question, figure=figures[code])))
    found = _counted(leaves)
    answers, at = [], 0
    for question in asked:
        if question.figure.of is None:
            answers.append(Number(Fraction(found[at], question.figure.divisor)))
            at += 1
            continue
        part, whole = found[at], found[at + 1]
        answers.append(Number(Fraction(100 * part, whole) if whole else None, (part, whole)))
        at += 2
    return answers


def _counted(leaves: Sequence[Leaf]) -> list[int]:
    found = [0] * len(leaves)
    wanted: dict[Window, list[tuple[Leaf, Part]]] = defaultdict(list)
    counted: dict[Ground, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        asked = leaf.asked
        if asked.nothing():
            continue
        parts = _parts(asked)
        if parts is not None:
            for part in parts:
                wanted[part.window].append((leaf, part))
        elif asked.as_of is None:
            stands = asked.figure.sort is Sort.STOCK
            counted[Ground(asked.figure.measure, asked.time(), stands, asked.figure.late)].append(leaf)
        else:
            found[leaf.at] = int((reading.number(asked).amount or 0) * asked.figure.divisor)
    for window, some in wanted.items():
        _add_tallies(found, window, some)
    for together in counted.values():
        for start in range(0, len(together), AT_ONCE):
            _add_facts(found, together[start : start + AT_ONCE])
    return found


def _parts(asked: Question) -> list[Part] | None:
    """The stretches that tallies hold; None where they do not hold all of it."""
    only = asked.only()
    if asked.as_of is not None or asked.figure.late or len(only) > 1:
        return None
    facet = next(iter(only), "")
    deepest = max(depth(path) for path in asked.paths)
    if deepest > (DEEPEST_SPLIT if facet else DEEPEST):
        return None
    span = _until_now(asked)
    edges = span.edges()
    if edges and (facet or deepest > DEEPEST_SPLIT):
        return None
    first, end = span.months()
    said = (asked.figure.measure, asked.paths, facet, only[facet] if facet else frozenset({""}))
    parts = [Part(Window("d", _day(edge, 0), _day(edge, 1)), *said) for edge in edges]
    if first is None or end is None or first < end:
        parts.append(Part(Window("m", first, end), *said))
    return parts


def _until_now(asked: Question) -> Span:
    """The stretch to count. What stands at an end still to come is what stands now: whole months tell it."""
    span, figure = asked.time(), asked.figure
    stands = figure.sort is Sort.STOCK and not figure.opening and not measures[figure.measure].ahead
    if stands and span.end_us is not None and span.end_us > clock.now_us():
        return Span(span.first, None)
    return span


def _day(edge: Span, which: int) -> int:
    day = (edge.first, edge.end)[which]
    assert day is not None
    return day.year * 10000 + day.month * 100 + day.day


def _add_tallies(found: list[int], window: Window, some: Sequence[tuple[Leaf, Part]]) -> None:
    """One statement for every measure, place and facet of a window."""
    values: dict[str, frozenset[str]] = defaultdict(frozenset)
    for _leaf, part in some:
        values[part.facet] |= part.values
    facets = reduce(or_, (Q(facet=facet, facet_value__in=told) for facet, told in values.items()))
    rows = Tally._all.filter(
        facets,
        measure__in={part.measure for _leaf, part in some},
        path__in={path for _leaf, part in some for path in part.paths},
        grain=window.grain,
    )
    if window.first is not None:
        rows = rows.filter(period__gte=window.first)
    if window.end is not None:
        rows = rows.filter(period__lt=window.end)
    columns = rows.values_list("measure", "path", "facet", "facet_value")
    sums = {
        (measure, path, facet, told): (count, value)
        for measure, path, facet, told, count, value in columns.annotate(n=Sum("count"), v=Sum("value")).order_by()
    }
    for leaf, part in some:
        for path, told in product(part.paths, part.values):
            count, value = sums.get((part.measure, path, part.facet, told), (0, 0))
            found[leaf.at] += value if leaf.asked.figure.summed else count


def _add_facts(found: list[int], some: Sequence[Leaf]) -> None:
    """One statement for all questions of the same facts: each a column."""
    first = some[0].asked
    together = reading.widest(path for leaf in some for path in leaf.asked.paths)
    rows = reading.facts(replace(first, figure=replace(first.figure, only={}), narrowed=(), paths=together))
    columns: dict[str, Count | Sum] = {}
    for leaf in some:
        asked = leaf.asked
        where = reduce(or_, (under("path", path) for path in asked.paths))
        for facet, values in asked.only().items():
            where &= Q(**{f"f{asked.figure.facets.index(facet)}__in": values})
        of = Sum("value", filter=where) if asked.figure.summed else Count("id", filter=where)
        columns[f"n{leaf.at}"] = of
    for name, count in rows.aggregate(**columns).items():
        found[int(name[1:])] += count or 0
