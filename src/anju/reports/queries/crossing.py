"""A figure crossed by place, facet and time, as somebody asks for it: lines, columns, totals and the year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import product

from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures import crossing
from anju.kernel.figures.crossing import WHOLE, Crossing, Key
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Sort, facets, figures
from anju.kernel.figures.spans import Span, next_month
from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.reports.queries import asking
from anju.reports.rules import years

PLACE, MONTH, YEAR = "place", "month", "year"
TIMES = (MONTH, YEAR)
MOST_COLUMNS, MOST_MONTHS, MOST_PLACES = 24, 36, 600
WAYS = (PlaceKind.ROAD, PlaceKind.FIRE_LANE)
REDRAWN = ("place.moved", "place.merged", "place.closed")


@dataclass(frozen=True, slots=True)
class Head:
    """A line's or a column's head: what it stands for, its name, and what it changes in the address."""

    key: str | int
    name: str
    changes: dict[str, str]
    quiet: bool = False
    """A place that was closed, or a road: shown only where something is counted there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, what is narrowed in the address of its rows, and where it has no rows of its own, nothing."""

    number: Number
    changes: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its cells, its total and the same a year before."""

    head: Head
    cells: list[Cell]
    total: Cell | None = None
    before: Cell | None = None


@dataclass(slots=True)
class Table:
    """A crossed figure."""

    asked: Question
    rows: str
    columns: str
    heads: list[Head] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    totals: Line | None = None
    compared: years.Years | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def summed(self) -> bool:
        """Whether there is a column of totals: what stands at the end of each month is not added up."""
        return bool(self.heads) and not (self.columns in TIMES and is_stock(self.asked))


def axes(asked: Question) -> list[tuple[str, str]]:
    """By what a figure may be crossed, and how that is called."""
    names = asking.counted(asked).facets
    return [
        (PLACE, _("下级地点")), *((name, str(facets[name].title)) for name in names),
        (MONTH, _("月份")), (YEAR, _("年份")),
    ]  # fmt: skip


def is_stock(asked: Question) -> bool:
    """Whether the figure is of what stands; of a ratio, whether its parts are."""
    figure = asked.figure
    return (figure if figure.of is None else figures[figure.of[1]]).sort is Sort.STOCK


def build(actor: Actor, asked: Question, rows: str, columns: str, *, now: bool = True) -> Table:
    """The table of a question. `columns` may be empty: then there are totals only."""
    today = clock.today()
    table = Table(asked, rows, columns)
    if not asked.paths:
        return table
    if {rows, columns} & set(TIMES):
        asked = table.asked = replace(asked, span=_stretch(asked, today))
        if MONTH in (rows, columns) and len(years.months(asked.span)) > MOST_MONTHS:
            rows, columns = (YEAR if one == MONTH else one for one in (rows, columns))
            table.rows, table.columns = rows, columns
            table.notes.append(
                _("期间超过 %(most)s 个月，改为按年列出；要看各月，请选短一些的期间。") % {"most": MOST_MONTHS}
            )
    counted = _count(actor, asked, rows, columns, table.notes)
    _fill(table, counted)
    _year_before(actor, table, counted, today)
    return table


def _stretch(asked: Question, today: date) -> Span:
    """The period that is cut into months: what is asked for, else from the first record to this month."""
    if asked.span.first is not None and asked.span.end is not None:
        return asked.span
    first = crossing.first_month(asked)
    begin = today.replace(day=1) if first is None else date(first // 100, first % 100, 1)
    return Span(asked.span.first or min(begin, today.replace(day=1)), asked.span.end or next_month(today))


@dataclass(slots=True)
class _Counted:
    """Everything counted once: which heads each way has, and what stands where."""

    axes: tuple[str, ...]
    heads: dict[str, list[Head]]
    cells: dict[Key, tuple[int, ...]]
    stock: bool

    def at(self, chosen: dict[str, str | int]) -> tuple[int, ...]:
        """What stands there; of a way in which nothing is chosen, all of it together."""
        ways: list[list[str | int]] = []
        for axis in self.axes:
            if axis in chosen:
                ways.append([chosen[axis]])
            elif axis == PLACE:
                ways.append([WHOLE])
            elif axis in TIMES and self.stock:
                return ()
            else:
                ways.append([head.key for head in self.heads[axis]])
        return crossing.added(self.cells, self._keys(ways))

    def _keys(self, ways: list[list[str | int]]) -> Iterator[Key]:
        for found in product(*ways):
            told = dict(zip(self.axes, found, strict=True))
            slot = next((told[axis] for axis in TIMES if axis in told), 0)
            split = tuple(str(value) for axis, value in told.items() if axis != PLACE and axis not in TIMES)
            yield Key(str(told.get(PLACE, WHOLE)), split, int(slot))


def _count(actor: Actor, asked: Question, rows: str, columns: str, notes: list[str]) -> _Counted:
    ways = tuple(way for way in (rows, columns) if way)
    heads: dict[str, list[Head]] = {}
    split = tuple(way for way in ways if way != PLACE and way not in TIMES)
    slots: tuple[Span, ...] = ()
    if PLACE in ways:
        heads[PLACE] = _places(actor, asked, notes)
    for way in TIMES:
        if way in ways:
            slots = tuple(years.months(asked.span) if way == MONTH else years.calendar_years(asked.span))
            heads[way] = [
                Head(number, _slot_name(slot, way), {"period": str(slot)}) for number, slot in enumerate(slots)
            ]
    places = tuple(str(head.key) for head in heads.get(PLACE, ()))
    cells = crossing.cells(Crossing(asked, places, split, slots))
    for number, way in enumerate(split):
        heads[way] = _values(asked, way, {key.facets[number] for key in cells})
    used = {key.place for key in cells}
    if PLACE in ways:
        heads[PLACE] = [head for head in heads[PLACE] if not head.quiet or head.key in used]
    return _Counted(ways, heads, cells, is_stock(asked))


def _slot_name(slot: Span, way: str) -> str:
    assert slot.first is not None
    assert slot.end is not None
    whole = slot.end.month == 1 and slot.end.day == 1 and (slot.first.month, slot.first.day) == (1, 1)
    return f"{slot.first:%Y}" if way == YEAR and whole else str(slot)


def _places(actor: Actor, asked: Question, notes: list[str]) -> list[Head]:
    """The places one level down, or those that are asked for; closed ones too, for what is still counted there."""
    seen = asking.reach(actor, asked.figure.permission)
    if len(asked.paths) > 1:
        rows = Place._all.filter(path__in=asked.paths)
    else:
        rows = Place._all.filter(parent__path=asked.paths[0])
    found = list(rows.order_by("pk").values_list("path", "name", "closed_on", "kind")[: MOST_PLACES + 1])
    if len(found) > MOST_PLACES:
        notes.append(_("下级地点超过 %(most)s 个，只列前面的；合计是全部的数。") % {"most": MOST_PLACES})
    return [
        Head(
            path,
            name if closed is None else _("%(name)s（已撤销）") % {"name": name},
            {"place": path},
            closed is not None or kind in WAYS,
        )
        for path, name, closed, kind in found[:MOST_PLACES]
        if any(path.startswith(one) for one in seen)
    ]


def _values(asked: Question, facet: str, present: set[str]) -> list[Head]:
    """The values that occur, in the order of their names; what was left empty comes last."""
    names = asking.facet_names(asked, facet)
    order = {value: position for position, value in enumerate(names)}
    wanted = sorted(present, key=lambda value: (order.get(value, len(order)), value))
    return [Head(value, str(names.get(value) or value or _("未定")), {facet: value or asking.NONE}) for value in wanted]


def _fill(table: Table, counted: _Counted) -> None:
    rows, columns = table.rows, table.columns
    heads = _shown(counted, columns, table.notes) if columns else []
    table.heads = heads
    for head in counted.heads.get(rows, ()):
        table.lines.append(_line(table, counted, head, {rows: head.key}, head.changes))
    _own(table, counted)
    table.totals = _line(table, counted, Head("", _("合计"), {}), {}, {})
    if rows in TIMES and counted.stock:
        table.totals = None
        table.notes.append(_("这是某一时点的存量，各月不相加。"))
    elif columns in TIMES and counted.stock:
        table.notes.append(_("这是某一时点的存量，各月不相加。"))


def _line(table: Table, counted: _Counted, head: Head, chosen: dict[str, str | int], changes: dict[str, str]) -> Line:
    cells = [
        Cell(as_number(table.asked, counted.at({**chosen, table.columns: one.key})), {**changes, **one.changes})
        for one in table.heads
    ]
    return Line(head, cells, Cell(as_number(table.asked, counted.at(chosen)), changes))


def _shown(counted: _Counted, columns: str, notes: list[str]) -> list[Head]:
    """The columns, of too many those that count most; how many are left out is said."""
    heads = counted.heads[columns]
    if len(heads) <= MOST_COLUMNS or columns in TIMES:
        return heads
    sizes = {head.key: counted.at({columns: head.key})[-1:] for head in heads}
    most = {head.key for head in sorted(heads, key=lambda head: sizes[head.key], reverse=True)[:MOST_COLUMNS]}
    notes.append(
        _("共有 %(all)s 列，只列数最大的 %(most)s 列，其余在合计里；对调行和列可以看到全部。")
        % {"all": len(heads), "most": MOST_COLUMNS}
    )
    return [head for head in heads if head.key in most]


def _own(table: Table, counted: _Counted) -> None:
    """What stands at the place itself and in none below it: so that the lines come to the total."""
    if table.rows != PLACE or len(table.asked.paths) != 1:
        return
    places = [head.key for head in counted.heads[PLACE]]

    def rest(column: dict[str, str | int]) -> tuple[int, ...]:
        whole = counted.at(column)
        below = [counted.at({PLACE: key, **column}) for key in places]
        return tuple(one - sum(part[at] for part in below if part) for at, one in enumerate(whole))

    total, parts = rest({}), [rest({table.columns: head.key}) for head in table.heads]
    if not any(total) and not any(map(any, parts)):
        return
    changes = {"place": table.asked.paths[0], "own": "1"} if len(places) < MOST_PLACES else None
    cells = [
        Cell(as_number(table.asked, part), changes and {**changes, **head.changes})
        for part, head in zip(parts, table.heads, strict=True)
    ]
    head = Head("+", _("直接登记在本级的"), changes or {})
    table.lines.append(Line(head, cells, Cell(as_number(table.asked, total), changes)))


def as_number(asked: Question, told: Sequence[int]) -> Number:
    """What some counted facts come to."""
    if asked.figure.of is not None:
        part, whole = told or (0, 0)
        return Number(Fraction(100 * part, whole) if whole else None, (part, whole))
    return Number(Fraction(told[0] if told else 0, asked.figure.divisor))


def _year_before(actor: Actor, table: Table, counted: _Counted, today: date) -> None:
    """The same period a year before, in each line, and whatever makes the two unlike."""
    compared = years.years(table.asked.span, today)
    if compared is None:
        return
    table.compared = compared
    first = crossing.first_month(table.asked)
    missing = years.missing_months(compared.before, first)
    table.notes += _remarks(table.asked, compared, missing, first)
    if missing is None:
        return
    asked, rows = replace(table.asked, span=compared.before), table.rows
    slots: tuple[Span, ...] = ()
    if rows in TIMES:
        each = [years.years(span, today) for span in _slots(table.asked.span, rows)]
        slots = tuple(one.before for one in each if one is not None)
    places = tuple(str(head.key) for head in counted.heads[rows]) if rows == PLACE else ()
    split = (rows,) if rows != PLACE and rows not in TIMES else ()
    cells = crossing.cells(Crossing(asked, places, split, slots))
    then = _Counted((rows,), {rows: _heads_then(counted.heads[rows], slots)}, cells, counted.stock)
    for at, line in enumerate(table.lines):
        period = str(slots[at]) if rows in TIMES and at < len(slots) else str(compared.before)
        if line.head.key == "+" or (rows in TIMES and at >= len(slots)):
            continue
        before = as_number(asked, then.at({rows: line.head.key}))
        table.lines[at] = replace(line, before=Cell(before, {**line.head.changes, "period": period}))
    if table.totals is not None:
        whole = as_number(asked, then.at({}) if rows != PLACE else then.at({PLACE: WHOLE}))
        table.totals = replace(table.totals, before=Cell(whole, {"period": str(compared.before)}))
    if redrawn := _redrawn(asked, compared):
        table.notes.append(
            _("上年同期以来有 %(n)s 个下级地点移动、合并或撤销；两年都按现在的区划数，从前的记录随地点走。")
            % {"n": redrawn}
        )


def _slots(span: Span, way: str) -> list[Span]:
    return years.months(span) if way == MONTH else years.calendar_years(span)


def _heads_then(heads: list[Head], slots: tuple[Span, ...]) -> list[Head]:
    return heads[: len(slots)] if slots else heads


def _remarks(asked: Question, compared: years.Years, missing: int | None, first: int | None) -> list[str]:
    said = []
    if compared.running is not None:
        said.append(_("本期还没有过完：上年同期也只取到同一天（%(before)s）。") % {"before": _last(compared.before)})
    if compared.uneven:
        said.append(
            _("有一年有 2 月 29 日：本期 %(now)s 天，上年同期 %(before)s 天；没有按天数折算。")
            % {"now": compared.days[0], "before": compared.days[1]}
        )
    if missing is None:
        said.append(_("上年同期（%(period)s）没有记录，不作同比。") % {"period": str(compared.before)})
    elif missing and first is not None:
        known = f"{first // 100}-{first % 100:02}"
        said.append(_("记录从 %(first)s 开始，上年同期缺 %(n)s 个月；同比只供参考。") % {"first": known, "n": missing})
    if asked.figure.late:
        said.append(_("上年同期的逾期，按现在所知的期限和办结日子数。"))
    return said


def _last(span: Span) -> str:
    assert span.end is not None
    return f"{span.end - years.DAY:%Y-%m-%d}"


def _redrawn(asked: Question, compared: years.Years) -> int:
    """How many of the places below have moved, been merged or closed since the year before began."""
    ids = list(Place._all.filter(parent__path__in=asked.paths).values_list("pk", flat=True)[:MOST_PLACES])
    rows = Entry._all.filter(subject_kind="place", subject_id__in=map(str, ids), verb__in=REDRAWN)
    return rows.filter(at__gte=compared.before.start_us).values("subject_id").distinct().count()
