"""Reading figures: a number, its parts, and the rows it was counted from. Nothing here asks who reads; callers have."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from django.db.models import Count, Q, QuerySet, Sum

from anju.kernel import clock
from anju.kernel.db import prepared
from anju.kernel.figures.adding import DEEPEST, DEEPEST_SPLIT, depth
from anju.kernel.figures.consumers import NAME
from anju.kernel.figures.measures import measures
from anju.kernel.figures.models import Fact, Tally
from anju.kernel.figures.registry import Figure, Sort, figures
from anju.kernel.figures.spans import EVER, Span
from anju.kernel.ledger.models import Cursor, Entry, Seal
from anju.kernel.scope import under


@dataclass(frozen=True, slots=True)
class Head:
    """How far a district's ledger has been read: so many sealed entries, the last of this moment."""

    district: str
    size: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Number:
    """What a figure comes to. A ratio has its parts, and no amount where the denominator is nothing."""

    amount: Fraction | None
    parts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: a figure, where, when, and as of which size of the ledger (None: all that has been read)."""

    figure: Figure
    paths: tuple[str, ...]
    span: Span = EVER
    as_of: int | None = None
    narrowed: tuple[tuple[str, str], ...] = ()
    """Facets with the one value that counts, beyond what the figure itself counts."""
    own: bool = False
    """Only what stands at the places themselves, not below them."""

    def only(self) -> dict[str, frozenset[str]]:
        """Every facet that is narrowed, with the values that count."""
        found = dict(self.figure.only)
        for facet, value in self.narrowed:
            found[facet] = found.get(facet, frozenset({value})) & {value}
        return found

    def time(self) -> Span:
        """The stretch whose facts are counted: of a stock, all before its moment. What stands at a moment still to come
        is what stands now, which whole months of tallies and the index of what stands tell.
        """
        if self.figure.sort is not Sort.STOCK:
            return self.span
        if measures[self.figure.measure].ahead:
            if self.span.end is None:
                return Span(None, clock.today() + timedelta(days=1))
        elif not self.figure.opening and self.as_of is None and (self.span.end_us or 0) > clock.now_us():
            return EVER
        return self.span.before() if self.figure.opening else self.span.until()

    def nothing(self) -> bool:
        """There is no beginning of "ever", so nothing was carried over into it."""
        return not self.paths or (self.figure.opening and self.span.first is None)


def head(district: str) -> Head:
    """How far figures have read a district."""
    return head_at(district, size(district))


def size(district: str) -> int:
    """How many sealed entries of a district have been read: while it stays, so do the numbers."""
    return next(iter(cast(Any, prepared.read(_index, district=district))), 0)


def _index(district: str) -> QuerySet[Any]:
    return Cursor._all.filter(consumer=NAME, district=district).values_list("index", flat=True)


def head_at(district: str, size: int) -> Head:
    """The same for an older size."""
    for at in cast(Any, prepared.read(_sealed_at, district=district, index=size - 1)):
        return Head(district, size, clock.from_us(at))
    return Head(district, size, None)


def _sealed_at(district: str, index: int) -> QuerySet[Any]:
    sealed = Seal._all.filter(district=district, index=index).values("entry_id")
    return Entry._all.filter(pk__in=sealed).values_list("at", flat=True)


def sealed(district: str) -> int:
    """How many entries a district has: how far figures could have read."""
    return next(iter(cast(Any, prepared.read(_last, district=district))), -1) + 1


def _last(district: str) -> QuerySet[Any]:
    return Seal._all.filter(district=district).order_by("-index").values_list("index", flat=True)[:1]


def widest(paths: Iterable[str]) -> tuple[str, ...]:
    """Without those that lie in another one, so that nothing is counted twice."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def number(asked: Question) -> Number:
    """The figure."""
    if asked.figure.of is not None:
        part, whole = (_raw(_of(asked, code)) for code in asked.figure.of)
        return Number(Fraction(100 * part, whole) if whole else None, (part, whole))
    return Number(Fraction(_raw(asked), asked.figure.divisor))


def split(asked: Question, facet: str) -> dict[str, Number]:
    """The figure by the values of one facet; those that come to nothing are left out."""
    if asked.figure.of is not None:
        parts, wholes = (_counts(_of(asked, code), by=facet) for code in asked.figure.of)
        return {
            key: Number(Fraction(100 * parts.get(key, 0), whole), (parts.get(key, 0), whole))
            for key, whole in wholes.items()
            if whole
        }
    found = _counts(asked, by=facet)
    return {key: Number(Fraction(value, asked.figure.divisor)) for key, value in found.items() if value}


def by_place(asked: Question, paths: Collection[str]) -> dict[str, Number]:
    """The figure of several places each; they may lie in one another."""
    return {path: number(_at(asked, (path,))) for path in paths}


def _of(asked: Question, code: str) -> Question:
    return replace(asked, figure=figures[code])


def _at(asked: Question, paths: tuple[str, ...]) -> Question:
    return replace(asked, paths=paths)


def _raw(asked: Question) -> int:
    return sum(_counts(asked).values())


def _counts(asked: Question, by: str | None = None) -> dict[str, int]:
    """Facet value → how many; without a facet all under the empty one."""
    if asked.nothing():
        return {}
    only = asked.only()
    facets = {*only, *([by] if by else [])}
    deepest = DEEPEST_SPLIT if facets else DEEPEST
    if asked.own or asked.as_of is not None or asked.figure.late or len(facets) > 1:
        return _from_facts(asked, asked.paths, by)
    span, found = asked.time(), dict[str, int]()
    shallow = tuple(path for path in asked.paths if depth(path) <= deepest)
    for path in (path for path in asked.paths if depth(path) > deepest):
        _join(found, _from_facts(asked, (path,), by))
    if not shallow:
        return found
    facet = next(iter(facets), "")
    edges = span.edges()
    days = not facets and all(depth(path) <= DEEPEST_SPLIT for path in shallow)
    if edges and not days:
        if asked.figure.sort is Sort.STOCK:
            return _join(found, _from_facts(asked, shallow, by))
        for edge in edges:
            _join(found, _from_facts(asked, shallow, by, edge))
    elif edges:
        for edge in edges:
            rows = _tallies(asked, shallow, "d", "").filter(period__gte=_day(edge, 0), period__lt=_day(edge, 1))
            _join(found, _summed(rows, asked.figure, by=False))
    months = _tallies(asked, shallow, "m", facet)
    first, end = span.months()
    if first is not None:
        months = months.filter(period__gte=first)
    if end is not None:
        months = months.filter(period__lt=end)
    if only:
        months = months.filter(facet_value__in=only[facet])
    return _join(found, _summed(months, asked.figure, by=by is not None))


def _day(edge: Span, which: int) -> int:
    day = (edge.first, edge.end)[which]
    assert day is not None
    return day.year * 10000 + day.month * 100 + day.day


def _join(into: dict[str, int], more: Mapping[str, int]) -> dict[str, int]:
    for key, value in more.items():
        into[key] = into.get(key, 0) + value
    return into


def _tallies(asked: Question, paths: tuple[str, ...], grain: str, facet: str) -> QuerySet[Tally]:
    return Tally._all.filter(measure=asked.figure.measure, path__in=paths, grain=grain, facet=facet)


def _summed(rows: QuerySet[Tally], figure: Figure, *, by: bool) -> dict[str, int]:
    column = "value" if figure.summed else "count"
    if not by:
        return {"": rows.aggregate(sum=Sum(column))["sum"] or 0}
    return dict(rows.values_list("facet_value").annotate(sum=Sum(column)).order_by())


def _from_facts(asked: Question, paths: tuple[str, ...], by: str | None, span: Span | None = None) -> dict[str, int]:
    rows = facts(replace(asked, paths=paths), span)
    total: Any = Sum("value") if asked.figure.summed else Count("id")
    if by is None:
        return {"": rows.aggregate(sum=total)["sum"] or 0}
    column = f"f{measures[asked.figure.measure].facets.index(by)}"
    return dict(rows.values_list(column).annotate(sum=total).order_by())


def facts(asked: Question, span: Span | None = None) -> QuerySet[Fact]:
    """Exactly the facts a figure is counted from; of a ratio, those of its denominator."""
    if asked.figure.of is not None:
        return facts(_of(asked, asked.figure.of[1]), span)
    figure, time = asked.figure, span or asked.time()
    if asked.nothing():
        return Fact._all.none()
    where = Q(path__in=asked.paths) if asked.own else Q()
    for path in () if asked.own else asked.paths:
        where |= under("path", path)
    where &= Q(**{f"f{figure.facets.index(facet)}__in": values for facet, values in asked.only().items()})
    stands = figure.sort is Sort.STOCK
    rows = facts_at(figure.measure, where, time.start_us, time.end_us, stands=stands, as_of=asked.as_of)
    return rows.filter(due__lt=late_before(asked, time)) if stands and figure.late else rows


def facts_at(
    measure: str, where: Q, start: int | None, end: int | None, *, stands: bool, as_of: int | None = None
) -> QuerySet[Fact]:
    """Facts of a measure that began in a stretch (microseconds) and, if asked, still stood at its end."""
    rows = Fact._all.filter(where, measure=measure)
    if start is not None:
        rows = rows.filter(happened__gte=start)
    if end is not None:
        rows = rows.filter(happened__lt=end)
    rows = _known(rows, as_of)
    return _standing(rows, end, as_of) if stands else rows


def late_before(asked: Question, time: Span) -> int:
    """What was due before this is late: the end of the period, but never what is still to come."""
    moment = _moment(asked)
    return moment if time.end_us is None else min(moment, time.end_us)


def _moment(asked: Question) -> int:
    """Of what is late now: now; as of an older head: the moment of its last entry."""
    if asked.as_of is None:
        return clock.now_us()
    at = head_at(asked.paths[0].split("/")[1], asked.as_of).at
    return clock.now_us() if at is None else clock.to_us(at)


def _known(rows: QuerySet[Fact], as_of: int | None) -> QuerySet[Fact]:
    if as_of is None:
        return rows.filter(seal_to__isnull=True)
    return rows.filter(seal_from__lt=as_of).filter(Q(seal_to__isnull=True) | Q(seal_to__gte=as_of))


def _standing(rows: QuerySet[Fact], end: int | None, as_of: int | None) -> QuerySet[Fact]:
    open_still = Q(until__isnull=True)
    if end is not None:
        open_still |= Q(until__gte=end)
    if as_of is not None:
        open_still |= Q(until_seal__gte=as_of)
    return rows.filter(open_still)
