"""`/brief/`: the same numbers as plain lines with their codes, of a day or a week; for phones, ears and paper."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.figures.registry import TITLES, figures
from anju.portals.boards import contents, where
from anju.portals.boards.numbers import Term, balance
from anju.portals.boards.overview import reader
from anju.portals.boards.where import Where
from anju.reports.queries import asking
from anju.ui import parts


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what is counted, how much, and the code that finds it again."""

    code: str
    title: str | Promise
    amount: str
    unit: str | Promise
    url: str
    of: str = ""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The lines. `kind=week` is the week until today; without a period it is the present one."""
    actor = reader(request)
    week = request.GET.get("kind") == "week"
    at = where.read(request, actor, (where.week_of if week else where.day_of)(clock.today()))
    board = at.board
    line, inner, some = where.lineage(board), where.below(board), contents.campaigns_of(board)
    terms, _rows = board.read([*contents.EVERY, *contents.split_wants(), *contents.campaign_wants(some)])
    here = reverse("portals:brief")
    groups = _groups(terms)
    context: dict[str, Any] = {
        "groups": groups,
        "campaigns": contents.progress(some, terms),
        "line": balance(terms),
        "tabs": _tabs(at, here, week=week),
        "earlier": _step(at, here, -1, week=week),
        "later": _step(at, here, 1, week=week),
        "wrong": at.wrong,
        "words": where.in_words(at),
        "crumbs": where.crumbs(at, line, here),
        "filters": [parts.Filter("place", _("范围"), where.scopes(at, line, inner), _given(at))],
        "keep": [("kind", "week"), *_kept(at)] if week else _kept(at),
        "overview_url": reverse("portals:overview") + at.query(),
        "made_at": clock.now(),
        **board.standing(),
    }
    context["text"] = _text(context["words"], groups)
    return render(request, "portals/boards/brief.html", context)


def _given(at: Where) -> str:
    return at.given.path if at.given is not None else ""


def _kept(at: Where) -> list[tuple[str, str]]:
    return [("period", str(at.board.span))]


def _groups(terms: dict[str, Term]) -> list[tuple[str, list[Said]]]:
    found: dict[str, list[Said]] = {}
    for code in contents.EVERY:
        if code in terms:
            found.setdefault(figures[code].group, []).append(_said(terms[code]))
            found[figures[code].group] += [_said(term) for name, term in terms.items() if name.startswith(f"{code}/")]
    return [(str(TITLES.get(group, group)), lines) for group, lines in found.items()]


def _said(term: Term) -> Said:
    code, title = term.figure.code, term.figure.title
    for facet, value in term.asked.narrowed:
        code = f"{code} {facet}={value}"
        title = _("其中%(part)s") % {"part": asking.facet_names(term.asked, facet).get(value, value)}
    of = ""
    if term.number.parts is not None:
        of = _("%(part)s／%(whole)s") % {"part": f"{term.number.parts[0]:,}", "whole": f"{term.number.parts[1]:,}"}
    return Said(code, title, term.said, term.figure.unit, term.url, of)


def _text(words: str, groups: list[tuple[str, list[Said]]]) -> str:
    """The lines as one plain text, to be sent on: no name and no door stands in it."""
    lines = [_("1＋2＋3 简报　%(words)s") % {"words": words}]
    for title, some in groups:
        told = "，".join(f"{one.title} {one.amount}{one.unit}" for one in some)
        lines.append(f"{title}：{told}。")
    return "\n".join(lines)


def _tabs(at: Where, here: str, *, week: bool) -> list[parts.Tab]:
    day_url = here + at.query(period="")
    week_url = here + at.query(period="", kind="week")
    return [
        parts.Tab(_("日报"), day_url, current=not week),
        parts.Tab(_("周报"), week_url, current=week),
    ]


def _step(at: Where, here: str, way: int, *, week: bool) -> str:
    """The day or week beside it; nothing that is still to come."""
    first = at.board.span.first
    assert first is not None
    day = first + timedelta(days=way * (7 if week else 1))
    if day > clock.today():
        return ""
    span = (where.week_of if week else where.day_of)(day)
    return here + at.query(period=str(span), **({"kind": "week"} if week else {}))
