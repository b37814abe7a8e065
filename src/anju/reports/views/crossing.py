"""领导要数: a figure crossed by place, facet and time; kept under a name, and as an Excel file."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import Figure
from anju.reports import actions
from anju.reports.forms import SaveForm
from anju.reports.queries import asking, crossing, saved
from anju.reports.queries.crossing import Cell, Line, Table
from anju.reports.rules.years import ROLLING
from anju.reports.views import asked as asks
from anju.reports.views import sheets
from anju.reports.wording import amount, change
from anju.ui import leaving, parts


@dataclass(frozen=True, slots=True)
class _Ways:
    """By what the lines and the columns are told apart."""

    rows: str
    columns: str

    def query(self, wished: asks.Wish, **changed: str) -> str:
        return wished.query(**{"rows": self.rows, "cols": self.columns, **changed})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A number in the table: how it is written, of a ratio its parts, and where its rows are."""

    said: str
    of: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    name: str
    url: str
    cells: list[_Shown] = field(default_factory=list)
    total: _Shown | None = None
    before: _Shown | None = None
    change: str = ""


def _ways(data: QueryDict, asked: Question) -> _Ways:
    known = dict(crossing.axes(asked))
    rows = data.get("rows", "")
    rows = rows if rows in known else crossing.PLACE
    columns = data.get("cols", "")
    if "cols" not in data or (columns and columns not in known):
        columns = next(iter(asking.counted(asked).facets), crossing.MONTH)
    if columns == rows or {rows, columns} == set(crossing.TIMES):
        columns = ""
    return _Ways(rows, columns)


def _asked(request: HttpRequest, code: str) -> tuple[Actor, Figure, asks.Wish, Question, _Ways]:
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    figure = asks.figure_of(actor, code)
    asked = asks.question(actor, figure, wished)
    return actor, figure, wished, asked, _ways(request.GET, asked)


@require_GET
def cross(request: HttpRequest, code: str) -> HttpResponse:
    """The table."""
    return _page(request, code, SaveForm())


def _page(request: HttpRequest, code: str, form: SaveForm, status: int = 200) -> HttpResponse:
    actor, figure, wished, asked, ways = _asked(request, code)
    table = crossing.build(actor, asked, ways.rows, ways.columns)
    here, axes = reverse("reports:cross", args=[code]), crossing.axes(asked)
    query = ways.query(wished)
    context = {
        "figure": figure,
        "wished": wished,
        "ways": ways,
        "table": table,
        "names": dict(axes),
        "row_tabs": [
            parts.Tab(title, here + ways.query(wished, rows=name), current=name == table.rows) for name, title in axes
        ],
        "column_tabs": [
            parts.Tab(title, here + ways.query(wished, cols=name), current=name == table.columns)
            for name, title in axes
            if name != table.rows
        ],
        "swap_url": here + ways.query(wished, rows=ways.columns, cols=ways.rows) if ways.columns else "",
        "periods": [
            (name, here + ways.query(wished, period=word), wished.word == word)
            for word, name in zip(ROLLING, (_("当月"), _("今年以来"), _("近 12 个月")), strict=True)
        ],
        "lines": [_drawn(code, wished, table, line) for line in table.lines],
        "totals": _drawn(code, wished, table, table.totals) if table.totals else None,
        "words": asks.in_words(asked, wished),
        "narrowed": _narrowed(asked, wished, here, ways),
        "query": query,
        "form": form,
        "crumbs": [
            parts.Crumb(_("数字"), reverse("reports:figures") + wished.query()),
            parts.Crumb(str(figure.title), asks.address(figure, wished)),
            parts.Crumb(_("交叉看")),
        ],
        **asks.standing(asked),
    }
    return render(request, "reports/cross.html", context, status=status)


def _narrowed(asked: Question, wished: asks.Wish, here: str, ways: _Ways) -> list[tuple[str, str]]:
    titles = dict(crossing.axes(asked))
    return [
        (f"{titles[name]}：{asking.spoken(asked, name, value)}", here + ways.query(wished, **{name: ""}))
        for name, value in asked.narrowed
    ]


def _drawn(code: str, wished: asks.Wish, table: Table, line: Line) -> _Drawn:
    if not line.head.changes or line.head.key == "+" or table.rows != crossing.PLACE:
        url = ""
    else:
        ways = _Ways(table.rows, table.columns)
        url = reverse("reports:cross", args=[code]) + ways.query(wished, **line.head.changes)
    total, before = line.total, line.before
    return _Drawn(
        line.head.name,
        url,
        [_number(code, wished, cell) for cell in line.cells],
        _number(code, wished, total) if total and (table.summed or not table.heads) else None,
        _number(code, wished, before) if before else None,
        change(total.number, before.number) if total and before else "",
    )


def _number(code: str, wished: asks.Wish, cell: Cell) -> _Shown:
    told = cell.number
    of = f"{told.parts[0]:,}／{told.parts[1]:,}" if told.parts and told.amount is not None else ""
    opens = cell.changes is not None and (told.parts[1] if told.parts else told.amount)
    return _Shown(amount(told), of, asks.address(code, wished, **(cell.changes or {})) if opens else "")


@require_POST
def export(request: HttpRequest, code: str) -> FileResponse:
    """The table as an Excel file. It leaves the house, so it is a POST and an entry."""
    actor, _figure, wished, asked, ways = _asked(request, code)
    table = crossing.build(actor, asked, ways.rows, ways.columns)
    return leaving.at_once(
        f"{asked.figure.title}-{_('交叉')}-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx",
        lambda path: sheets.of_table(path, actor, table, wished),
        lambda rows: actions.record_export(by=actor, asked=asked, rows=rows),
    )


@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the table under a name."""
    actor, figure, wished, _question, ways = _asked(request, code)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _page(request, code, form, 422)
    word = form.cleaned_data["period"]
    query = ways.query(wished, **({"period": word} if word else {})).lstrip("?")
    try:
        row = actions.save_crossing(
            by=actor, figure=figure, name=form.cleaned_data["name"], query=query, shared=form.cleaned_data["shared"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, code, form, 422)
    messages.success(request, _("已留用“%(name)s”，以后从“常用的表”打开。") % {"name": row.name})
    return redirect(f"{reverse('reports:cross', args=[code])}?{query}")


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The tables that are kept: one's own, then the office's."""
    actor = asks.actor_of(request)
    lines: list[dict[str, Any]] = [
        {
            "saved": one,
            "url": f"{reverse('reports:cross', args=[one.figure.code])}?{one.row.query}",
            "words": _said(actor, one),
        }
        for one in saved.visible(actor)
    ]
    crumbs = [parts.Crumb(_("数字"), reverse("reports:figures")), parts.Crumb(_("常用的表"))]
    return render(request, "reports/crossings.html", {"lines": lines, "crumbs": crumbs})


def _said(actor: Actor, one: saved.Saved) -> str:
    """Place, period and ways of a kept table, as words."""
    data = QueryDict(one.row.query)
    wished = asks.wish(data)
    asked = asking.narrow(asking.ask(actor, one.figure, "", wished.span), wished.given)
    ways, titles = _ways(data, asked), dict(crossing.axes(asked))
    moving = {"month": _("当月"), "year": _("今年以来"), "twelve": _("近 12 个月")}.get(wished.word)
    where = wished.place.full_name if wished.place else _("我的范围")
    said = [where, moving or str(wished.span) or _("不限期间")]
    said.append(" × ".join(str(titles[way]) for way in (ways.rows, ways.columns) if way))
    return "　".join(said)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a table that oneself has kept."""
    if not actions.drop_crossing(by=asks.actor_of(request), pk=pk):
        raise Http404
    messages.success(request, _("已删去。"))
    return redirect("reports:crossings")
