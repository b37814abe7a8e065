"""The register of figures, one figure with its parts and rows, and the same as an Excel file."""

import io
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import TITLES, facets, figures
from anju.places.queries import breadcrumb
from anju.reports import actions
from anju.reports.queries import asking
from anju.reports.views import asked as asks
from anju.reports.wording import amount
from anju.supervision.lists.figures import BALANCE
from anju.ui import parts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNS = ("", "＋", "＋", "－", "－", "－", "＝")
MOST_ROWS = 100_000


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every figure the reader may know, of one place and period."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    groups: dict[str, list[dict[str, Any]]] = {}
    standing: dict[str, Any] = {}
    for figure in asking.readable(actor):
        asked = asking.ask(actor, figure, wished.place.path if wished.place else "", wished.span)
        if not asked.paths:
            continue
        said, of = asks.number_words(asked)
        standing = standing or asks.standing(asked)
        groups.setdefault(figure.group, []).append(
            {"figure": figure, "amount": said, "of": of, "url": asks.address(figure, wished)}
        )
    context = {
        "wished": wished,
        "groups": [(TITLES.get(group, group), lines) for group, lines in groups.items()],
        "balance": _balance(actor, wished),
        "crumbs": _crumbs(wished),
        **standing,
    }
    return render(request, "reports/figures.html", context)


def _balance(actor: Actor, wished: asks.Wish) -> list[tuple[str, parts.Figure]]:
    """上期结转 ＋ 新增 ＋ 复开 － 销号 － 不成立 － 重复并入 ＝ 现有, of a period."""
    if wished.span.first is None or not all(figures[code] in asking.readable(actor) for code in BALANCE):
        return []
    found = []
    for sign, code in zip(SIGNS, BALANCE, strict=True):
        asked = asking.ask(actor, figures[code], wished.place.path if wished.place else "", wished.span)
        if not asked.paths:
            return []
        said, _of = asks.number_words(asked)
        found.append((sign, parts.Figure(said, figures[code].title, url=asks.address(code, wished))))
    return found


def _crumbs(wished: asks.Wish) -> list[parts.Crumb]:
    here = reverse("reports:figures")
    found = [parts.Crumb(_("数字"), here + wished.query(place=""))]
    if wished.place is not None:
        found += [parts.Crumb(place.name, here + wished.query(place=place.path)) for place in breadcrumb(wished.place)]
    return found


@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its number, what it means, by what it may be split, and exactly the rows it was counted from."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    chosen = asks.figure_of(actor, code)
    asked = asks.question(actor, chosen, wished)
    said, of = asks.number_words(asked)
    by = request.GET.get("by", "")
    names = asking.counted(asked).facets
    splits = [("place", _("下级地点")), *((name, facets[name].title) for name in names)]
    lines, onward = asking.rows(actor, asked, request.GET.get("after", ""))
    by = by if by in dict(splits) else "place"
    here = reverse("reports:figure", args=[code])
    context = {
        "figure": chosen,
        "asked": asked,
        "wished": wished,
        "amount": said,
        "of": of,
        "parts_of": [(figures[one], asks.address(one, wished)) for one in chosen.of or ()],
        "words": asks.in_words(asked, wished),
        "tabs": [parts.Tab(title, here + wished.query(by=name), current=name == by) for name, title in splits],
        "by": dict(splits)[by],
        "split": _split(actor, asked, wished, by),
        "narrowed": [
            (facets[name].title, asking.facet_names(asked, name).get(value, value), here + wished.query(**{name: ""}))
            for name, value in asked.narrowed
        ],
        "rows": lines,
        "heads": [facets[name].title for name in names],
        "summed": asking.counted(asked).summed,
        "crumbs": [parts.Crumb(_("数字"), reverse("reports:figures") + wished.query()), parts.Crumb(chosen.title)],
        "query": wished.query(),
        "pager": parts.Pager(
            previous_url=here + wished.query(by=by) if request.GET.get("after") else "",
            next_url=here + wished.query(by=by, after=onward) if onward else "",
            summary=asks.in_words(asked, wished),
        ),
        **asks.standing(asked),
    }
    return render(request, "reports/figure.html", context)


def _split(actor: Actor, asked: Question, wished: asks.Wish, by: str) -> list[tuple[str, str, str]]:
    """Name, number and where it leads, of each part. One step further in is one more thing in the address."""
    code = asked.figure.code
    if by == "place":
        found = asking.by_places(actor, asked)
        return [
            (row.name, amount(part), asks.address(code, wished, place=row.path)) for row, part in found if part.amount
        ]
    lines = asking.by_facet(asked, by)
    return [(name, amount(part), asks.address(code, wished, **{by: value})) for value, name, part in lines]


@require_POST
def export(request: HttpRequest, code: str) -> FileResponse:
    """The rows as an Excel file. They leave the house, so it is a POST and an entry."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    asked = asks.question(actor, asks.figure_of(actor, code), wished)
    lines, _onward = asking.rows(actor, asked, limit=MOST_ROWS)
    actions.record_export(by=actor, asked=asked, rows=len(lines))
    file = io.BytesIO()
    _write(file, actor, asked, wished, lines)
    file.seek(0)
    name = f"{asked.figure.title}-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _write(file: io.BytesIO, actor: Actor, asked: Question, wished: asks.Wish, lines: list[asking.Row]) -> None:
    """Title, what was asked, the number, the rows, and from which head of the ledger. Text is text, never a formula."""
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("数字"))
    bold, big = book.add_format({"bold": True, "border": 1}), book.add_format({"bold": True, "font_size": 16})
    head, figure = asks.standing(asked)["head"], asked.figure
    said, of = asks.number_words(asked)
    sheet.write_string(0, 0, str(figure.title), big)
    made = _("制表时间：%(at)s　制表人：%(who)s") % {
        "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "who": actor.name,
    }
    sheet.write_string(1, 0, f"{asks.in_words(asked, wished)}　{made}")
    sheet.write_string(2, 0, _("口径：%(words)s") % {"words": figure.definition})
    sheet.write_string(3, 0, f"{said} {figure.unit} {of}")
    names = [facets[name].title for name in asking.counted(asked).facets]
    for column, title in enumerate((_("编号"), _("地点"), _("日期"), *names, _("数量"))):
        sheet.write_string(5, column, str(title), bold)
    for number, line in enumerate(lines, 6):
        told = (line.label, line.where, f"{clock.local(line.at):%Y-%m-%d %H:%M}", *line.facets)
        for column, text in enumerate(told):
            sheet.write_string(number, column, text)
        sheet.write_number(number, 3 + len(names), line.value)
    foot = _("合计 %(n)s 行　账本至第 %(size)s 条") % {"n": len(lines), "size": head.size}
    sheet.write_string(6 + len(lines), 0, foot)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 3 + len(names), 18)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
