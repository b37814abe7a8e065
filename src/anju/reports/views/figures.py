"""The register of figures, one figure with its parts and rows, and the same as an Excel file."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel.actors import Actor
from anju.kernel.figures import bulk
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import TITLES, facets, figures
from anju.places.queries import breadcrumb
from anju.reports.exports import EXPORT
from anju.reports.queries import asking, quoting, stated
from anju.reports.views import asked as asks
from anju.reports.wording import amount
from anju.supervision.lists.figures import BALANCE, SIGNS
from anju.ui import leaving, parts


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every figure the reader may know, of one place and period."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    place = wished.place.path if wished.place else ""
    every = [asking.ask(actor, figure, place, wished.span) for figure in asking.readable(actor)]
    questions = [asked for asked in every if asked.paths]
    groups: dict[str, list[dict[str, Any]]] = {}
    for asked, number in zip(questions, bulk.numbers(questions), strict=True):
        said, of = asks.in_figures(number)
        groups.setdefault(asked.figure.group, []).append(
            {"figure": asked.figure, "amount": said, "of": of, "url": asks.address(asked.figure, wished)}
        )
    context = {
        "wished": wished,
        "groups": [(TITLES.get(group, group), lines) for group, lines in groups.items()],
        "balance": _balance(actor, wished),
        "crumbs": _crumbs(wished),
        **(asks.standing(questions[0]) if questions else {}),
    }
    return render(request, "reports/figures.html", context)


def _balance(actor: Actor, wished: asks.Wish) -> list[tuple[str, parts.Figure]]:
    """上期结转 ＋ 新增 ＋ 复开 － 销号 － 不成立 － 重复并入 ＝ 现有, of a period."""
    if wished.span.first is None or not all(figures[code] in asking.readable(actor) for code in BALANCE):
        return []
    place = wished.place.path if wished.place else ""
    terms = [asking.ask(actor, figures[code], place, wished.span) for code in BALANCE]
    if not all(asked.paths for asked in terms):
        return []
    return [
        (sign, parts.Figure(amount(number), asked.figure.title, url=asks.address(asked.figure.code, wished)))
        for sign, asked, number in zip(SIGNS, terms, bulk.numbers(terms), strict=True)
    ]


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
            (facets[name].title, asking.spoken(asked, name, value), here + wished.query(**{name: ""}))
            for name, value in asked.narrowed
        ],
        "rows": lines,
        "heads": [facets[name].title for name in names],
        "summed": asking.counted(asked).summed,
        "crumbs": [parts.Crumb(_("数字"), reverse("reports:figures") + wished.query()), parts.Crumb(chosen.title)],
        "query": wished.query(),
        "list_url": _listed(asked),
        "cross_url": reverse("reports:cross", args=[code]) + wished.query(),
        "last": quoting.last_sent(asked, said),
        "stated": stated.of(actor, asked),
        "may_state": len(asked.paths) == 1 and not asked.narrowed and not asked.own,
        "pager": parts.Pager(
            previous_url=here + wished.query(by=by) if request.GET.get("after") else "",
            next_url=here + wished.query(by=by, after=onward) if onward else "",
            summary=asks.in_words(asked, wished),
        ),
        **asks.standing(asked),
    }
    return render(request, "reports/figure.html", context)


def _listed(asked: Question) -> str:
    """The domain's own list, where it shows the same rows: of one place, with all that lies in it."""
    listed = asked.figure.listed
    if listed is None or len(asked.paths) != 1 or asked.own:
        return ""
    return listed(asked.paths[0], asked.span, dict(asked.narrowed))


def _split(actor: Actor, asked: Question, wished: asks.Wish, by: str) -> list[tuple[str, str, str]]:
    """Name, number and where it leads, of each part. One step further in is one more thing in the address."""
    code = asked.figure.code
    if by == "place" and wished.own:
        return []
    if by == "place":
        found = asking.by_places(actor, asked)
        return [
            (row.name, amount(part), asks.address(code, wished, place=row.path)) for row, part in found if part.amount
        ]
    lines = asking.by_facet(asked, by)
    return [
        (name, amount(part), asks.address(code, wished, **{by: value or asking.NONE})) for value, name, part in lines
    ]


@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """The rows as an Excel file. They leave the house, so it is a POST and an entry. All of them, or none."""
    query = asks.wish(request.GET).query()
    return leaving.answer(
        request, EXPORT, {"code": code, "query": query}, back=reverse("reports:figure", args=[code]) + query
    )
