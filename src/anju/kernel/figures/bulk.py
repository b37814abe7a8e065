"""Many figures of many places in a few statements: what `reading.number` says of each, read together.

Numbers that come from tallies are gathered by the stretch of time that one statement can answer; those that come from
facts (what is late, two facets at once, days of a place too deep for tallies) by the facts they are counted from, side
by side as columns. Only questions as of an older head are asked one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, NamedTuple, cast

from django.db.models import Count, Q, QuerySet, Sum, Value

from anju.kernel.db import prepared
from anju.kernel.figures import reading
from anju.kernel.figures.adding import DEEPEST, DEEPEST_SPLIT, depth
from anju.kernel.figures.models import Tally
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Sort, figures
from anju.kernel.figures.spans import Span
from anju.kernel.scope import ends


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
            own = question.figure.of is None
            leaves.append(Leaf(len(leaves), question if own else replace(question, figure=figures[code])))
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
    for ground, together in counted.items():
        _add_facts(found, ground, together)
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
    span = asked.time()
    edges = span.edges()
    if edges and (facet or deepest > DEEPEST_SPLIT):
        return None
    first, end = span.months()
    said = (asked.figure.measure, asked.paths, facet, only[facet] if facet else frozenset({""}))
    parts = [Part(Window("d", _day(edge, 0), _day(edge, 1)), *said) for edge in edges]
    if first is None or end is None or first < end:
        parts.append(Part(Window("m", first, end), *said))
    return parts


def _day(edge: Span, which: int) -> int:
    day = (edge.first, edge.end)[which]
    assert day is not None
    return day.year * 10000 + day.month * 100 + day.day


def _add_tallies(found: list[int], window: Window, some: Sequence[tuple[Leaf, Part]]) -> None:
    """One statement for every measure, place and facet of a window."""
    values: dict[str, frozenset[str]] = defaultdict(frozenset)
    for _leaf, part in some:
        values[part.facet] |= part.values
    asked: dict[str, Any] = {
        "measures": _every(part.measure for _leaf, part in some),
        "paths": _every(path for _leaf, part in some for path in part.paths),
        **{f"of_{facet}": _every(told) for facet, told in values.items()},
    }
    if window.first is not None:
        asked["first"] = window.first
    if window.end is not None:
        asked["end"] = window.end
    told_of = prepared.read(_sums, window.grain, tuple(values), **asked)
    sums = {
        (measure, path, facet, told): (count, value) for measure, path, facet, told, count, value in cast(Any, told_of)
    }
    for leaf, part in some:
        for path, told in product(part.paths, part.values):
            count, value = sums.get((part.measure, path, part.facet, told), (0, 0))
            found[leaf.at] += value if leaf.asked.figure.summed else count


def _every(values: Iterable[str]) -> tuple[str, ...]:
    return prepared.padded(sorted(set(values)))


def _sums(grain: str, facets: tuple[str, ...], **asked: Any) -> QuerySet[Any]:
    wanted = reduce(or_, (Q(facet=facet, facet_value__in=asked[f"of_{facet}"]) for facet in facets))
    rows = Tally._all.filter(wanted, measure__in=asked["measures"], path__in=asked["paths"], grain=grain)
    if "first" in asked:
        rows = rows.filter(period__gte=asked["first"])
    if "end" in asked:
        rows = rows.filter(period__lt=asked["end"])
    columns = rows.values_list("measure", "path", "facet", "facet_value")
    return columns.annotate(n=Sum("count"), v=Sum("value")).order_by()


def _add_facts(found: list[int], ground: Ground, some: Sequence[Leaf]) -> None:
    """One statement for all questions of the same facts: how many stand where, by the facets that are asked for."""
    widest = reading.widest(path for leaf in some for path in leaf.asked.paths)
    facets = tuple(sorted({_column(leaf, facet) for leaf in some for facet in leaf.asked.only()}))
    asked: dict[str, int | str] = {}
    for number, path in enumerate(widest):
        asked |= zip((f"from{number}", f"before{number}"), ends(path), strict=True)
    for name, moment in (("start", ground.time.start_us), ("end", ground.time.end_us)):
        if moment is not None:
            asked[name] = moment
    if ground.late:
        asked["late"] = reading.late_before(some[0].asked, ground.time)
    summed = any(leaf.asked.figure.summed for leaf in some)
    shape = (ground.measure, ground.stands, len(widest), facets, summed)
    rows = cast(Iterable[Any], prepared.read(_stand, *shape, **asked))
    below = _by_prefix(rows, {path for leaf in some for path in leaf.asked.paths}, len(facets))
    for leaf in some:
        only = {facets.index(_column(leaf, facet)): told for facet, told in leaf.asked.only().items()}
        for path in leaf.asked.paths:
            for values, count, value in below.get(path, ()):
                if all(values[at] in told for at, told in only.items()):
                    found[leaf.at] += value if leaf.asked.figure.summed else count


def _column(leaf: Leaf, facet: str) -> str:
    return f"f{leaf.asked.figure.facets.index(facet)}"


def _stand(
    measure: str, stands: bool, widest: int, facets: tuple[str, ...], summed: bool, **asked: Any
) -> QuerySet[Any]:
    """Path, facets, how many, their values (0 where nobody asks for those: they are in no index)."""
    each = (Q(path__gte=asked[f"from{number}"], path__lt=asked[f"before{number}"]) for number in range(widest))
    rows = reading.facts_at(measure, reduce(or_, each), asked.get("start"), asked.get("end"), stands=stands)
    if "late" in asked:
        rows = rows.filter(due__lt=asked["late"])
    value: Sum | Value = Sum("value") if summed else Value(0)
    return rows.values_list("path", *facets).annotate(n=Count("id"), v=value).order_by()


def _by_prefix(rows: Iterable[Any], wanted: set[str], facets: int) -> dict[str, list[tuple[tuple[str, ...], int, int]]]:
    """Place → facets, count and value of what stands at or below it, of the places that are wanted."""
    found: dict[str, list[tuple[tuple[str, ...], int, int]]] = defaultdict(list)
    for path, *values, count, value in rows:
        line = (tuple(values[:facets]), count, value)
        at = path.find("/", 1)
        while at > 0:
            if (prefix := path[: at + 1]) in wanted:
                found[prefix].append(line)
            at = path.find("/", at + 1)
    return found
