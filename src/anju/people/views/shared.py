"""What the registers have in common: one table, filters in the address, paging, Excel out, one form page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.permissions import MissingPermissionError
from anju.people import actions
from anju.people.queries import registers
from anju.people.views.common import actor_of
from anju.places.models import Place
from anju.ui import parts


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, the heading a phone shows before it, a tag instead of plain text, or a warning."""

    text: Any
    label: str = ""
    css: str = ""
    tag: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a register: what it is, where it leads, the other cells."""

    what: str
    url: str
    cells: Sequence[Cell]
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A link in the page's head."""

    label: str
    url: str
    icon: str = "plus"
    primary: bool = False


def holder(request: HttpRequest, permission: str) -> Actor:
    """Who asks; refused, with the permission's name, where no post has it."""
    actor = actor_of(request)
    if not actor.holds(permission):
        raise MissingPermissionError(permission)
    return actor


def address(here: str, query: dict[str, Any]) -> str:
    """`here` with a query, as far as it has values."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{here}?{said}" if said else here


def bar(
    filters: registers.Filters, here: str, shown: Iterable[tuple[str, str, Sequence[tuple[str, Any]]]]
) -> list[parts.Filter]:
    """Selects with a way to clear each."""
    return [
        parts.Filter(
            name, label, [("", _("全部")), *options], getattr(filters, name), address(here, filters.without(name))
        )
        for name, label, options in shown
        if options or getattr(filters, name)
    ]


def tabs(filters: registers.Filters, here: str, states: Sequence[tuple[str, str]]) -> list[parts.Tab]:
    """State tabs; the last one stands at the far end."""
    given = filters.without("state")
    return [
        parts.Tab(label, address(here, {**given, "state": state}), current=filters.state == state, last=last)
        for (state, label), last in zip(states, [False] * (len(states) - 1) + [True], strict=True)
    ]


def inside(places: Sequence[Place], chosen: str) -> list[tuple[str, str]]:
    """Streets and communities as choices, communities set in."""
    found = [(row.path, f"{'　' if row.kind == 'community' else ''}{row.name}") for row in places]
    return found if not chosen or chosen in dict(found) else [*found, (chosen, _("所选范围"))]


def said(filters: registers.Filters, words: dict[str, str]) -> str:
    """The filter as a sentence; `words` says what a value is called."""
    given = [words.get(f"{name}={value}", value) for name, value in filters.given().items() if name != "q"]
    return "，".join([*given, *([f"“{filters.q}”"] if filters.q else [])]) or _("全部在用")


def register_page(
    request: HttpRequest,
    chosen: registers.Filters,
    *,
    here: str,
    rows: QuerySet[Any],
    keys: tuple[str, str],
    draw: Callable[[list[Any]], list[Row]],
    said_words: str,
    **context: Any,
) -> HttpResponse:
    """A page of a register. `draw` makes rows of models; `context`: heading, lead, columns, tabs, filters, buttons."""
    page = registers.page(rows, keys, request.GET.get("after", ""))
    given = chosen.given()
    back = address(here, given) if request.GET.get("after") else ""
    filled = {
        "rows": draw(page.rows),
        "keep": [(name, getattr(chosen, name)) for name in ("state", "organisation") if getattr(chosen, name)],
        "search": chosen.q,
        "given": given,
        "clear_url": here if given else "",
        "pager": parts.Pager(
            previous_url=back,
            next_url=address(here, {**given, "after": page.after}) if page.after else "",
            summary=_("筛选结果 %(count)s 条") % {"count": registers.counted(rows)},
            definition=said_words,
        ),
        **context,
    }
    return render(request, "people/register.html", filled)


def exported(
    actor: Actor, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], said_words: str
) -> HttpResponse:
    """A register as an Excel ledger: title, filter and moment above, who made it below. Entered before it leaves."""
    now = clock.local(clock.now())
    sheet = workbook.Sheet(
        title=title,
        columns=[workbook.Column(heading, width) for heading, width in columns],
        rows=rows,
        head=[_("口径：%(said)s。数据截至 %(at)s。") % {"said": said_words, "at": f"{now:%Y-%m-%d %H:%M}"}],
        foot=[
            _("制表人：%(name)s　　审核人：　　　　　　制表日期：%(day)s")
            % {"name": actor.name, "day": f"{clock.today():%Y-%m-%d}"},
            _("姓名、电话已隐去；导出已记入台账。"),
        ],
    )
    content, count = workbook.written(sheet)
    actions.record_export(by=actor, what=title, rows=count)
    return file_answer(content, title)


def file_answer(content: bytes, title: str) -> HttpResponse:
    """An Excel file under its name and today's date."""
    answer = HttpResponse(content, content_type=workbook.TYPE)
    name = quote(f"{title}{clock.today():%Y%m%d}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """One form under a heading: `heading`, `verb`, `back`, `lead`, `crumbs`, `bad`. 422 where it was refused."""
    return render(request, "people/form.html", {"form": form, **context}, status=422 if form.errors else 200)
