"""Place and period of a board, as its address says them, and where one may go from there."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.spans import Span, next_month
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import at_paths, breadcrumb, by_path, open_below
from anju.portals.boards.numbers import Board
from anju.reports.queries import asking
from anju.reports.views import asked as asks
from anju.ui import parts

DEEPEST = 4
"""Steps of a path a board goes down: district, street, community, estate. Below, the lists themselves are short."""
MOST = 300
LEVELS = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE)


@dataclass(frozen=True, slots=True)
class Where:
    """What the address asks for, as far as it could be read; `wrong` says what could not."""

    board: Board
    given: Place | None
    """The place the address names; the board's own may be the only one that is reached."""
    wrong: str = ""

    def query(self, **changed: str) -> str:
        """The address with something else."""
        return asks.Wish(self.given, self.board.span, {}).query(**changed)


def read(request: HttpRequest, actor: Actor, usual: Span) -> Where:
    """The board of an address; without a period the usual one. Raises Http404 for a place out of reach."""
    wished = asks.wish(request.GET)
    board = Board(actor, wished.place, wished.span if wished.span.first is not None else usual)
    tops = board.tops()
    if wished.place is not None:
        if not asking.within(tops, wished.place.path):
            raise Http404
    elif len(tops) == 1:
        board.place = by_path(tops[0])
    return Where(board, wished.place, _wrong(request, wished, board.span))


def _wrong(request: HttpRequest, wished: asks.Wish, shown: Span) -> str:
    """What could not be read, and what is shown instead: a board always has a period."""
    if request.GET.get("period", "").strip() and wished.span.first is None:
        said = _("期间没有看懂，请写成 2026-11、2025-07..2026-06 或 2026-11-01..2026-11-15；下面是%(shown)s。")
        return said % {"shown": span_words(shown)}
    return wished.wrong


def month_of(day: date) -> Span:
    """The month a day lies in."""
    first = day.replace(day=1)
    return Span(first, next_month(first))


def day_of(day: date) -> Span:
    """One day."""
    return Span(day, day + timedelta(days=1))


def week_of(day: date) -> Span:
    """The week a day lies in, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=7))


def periods(where: Where) -> list[tuple[str, str]]:
    """The periods offered: this month and year and those before them; first what is shown, where that is another."""
    now, shown = clock.today(), str(where.board.span)
    this = now.replace(day=1)
    offered = [
        (str(month_of(now)), _("本月")),
        (str(month_of(this - timedelta(days=1))), _("上月")),
        (str(Span(date(now.year, 1, 1), date(now.year + 1, 1, 1))), _("今年")),
        (str(Span(date(now.year - 1, 1, 1), date(now.year, 1, 1))), _("去年")),
    ]
    return offered if shown in dict(offered) else [(shown, shown), *offered]


def below(board: Board) -> list[Place]:
    """The open places one level further in, in administrative order; of several tops, the tops themselves."""
    tops = board.tops()
    if board.place is not None:
        if board.place.path.count("/") > DEEPEST:
            return []
        rows = open_below([board.place], LEVELS, MOST)
    else:
        rows = at_paths(tops, MOST)
    return [row for row in rows if asking.within(tops, row.path)]


def below_each(board: Board, places: list[Place]) -> list[Place]:
    """The open places one level under several, for a map; none where those are estates already."""
    tops = board.tops()
    within = [place for place in places if place.path.count("/") <= DEEPEST]
    return [row for row in open_below(within, LEVELS, MOST) if asking.within(tops, row.path)] if within else []


def lineage(board: Board) -> list[Place]:
    """From the district down to the place itself."""
    return breadcrumb(board.place) if board.place is not None else []


def crumbs(where: Where, line: list[Place], here: str) -> list[parts.Crumb]:
    """The way back up; what lies above the reader's reach is named and no link."""
    tops = where.board.tops()
    found = [
        parts.Crumb(place.name, here + where.query(place=place.path) if asking.within(tops, place.path) else "")
        for place in line[:-1]
    ]
    return [*found, parts.Crumb(line[-1].name)] if found else []


def scopes(where: Where, line: list[Place], inner: list[Place]) -> list[tuple[str, str]]:
    """What the picker offers: the own reach, the place with what it lies in, and what lies in it."""
    tops = where.board.tops()
    up = [(place.path, place.name) for place in line if asking.within(tops, place.path)]
    return [("", _("我的范围")), *up, *((place.path, f"　{place.name}") for place in inner)]


def in_words(where: Where) -> str:
    """Place and period, as a lead and for paper."""
    board = where.board
    place = (board.place.full_name or board.place.name) if board.place is not None else _("我的范围")
    return f"{place}　{span_words(board.span)}"


def span_words(span: Span) -> str:
    """11月1日 to 30日 as somebody would say it; the present one ends today."""
    assert span.first is not None
    assert span.end is not None
    last = min(span.end - timedelta(days=1), max(clock.today(), span.first))
    first = _("%(year)d年%(month)d月%(day)d日") % {
        "year": span.first.year, "month": span.first.month, "day": span.first.day,
    }  # fmt: skip
    if last == span.first:
        return first
    if last.year == span.first.year:
        until = _("%(month)d月%(day)d日") % {"month": last.month, "day": last.day}
    else:
        until = _("%(year)d年%(month)d月%(day)d日") % {"year": last.year, "month": last.month, "day": last.day}
    return _("%(first)s至%(until)s") % {"first": first, "until": until}
