"""A document as it reads, one of its numbers, and two of its versions side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.figures.registry import figures
from anju.kernel.files import doors
from anju.kernel.permissions import granting
from anju.reports.papers.enums import Move, PaperKind, PaperState
from anju.reports.papers.forms import AnswerForm
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import counting, register
from anju.reports.papers.queries.whole import Whole
from anju.reports.papers.rules import body, moving
from anju.reports.papers.rules.comparing import Sort, lines
from anju.reports.papers.views.common import drawn, looked, read, trail
from anju.reports.papers.views.common import number as small
from anju.reports.queries import asking, quoting
from anju.reports.views import asked as asks
from anju.reports.wording import stated
from anju.ui import parts


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its figures; beside it the way, what was answered, versions and files."""
    actor, paper = read(request, pk)
    return draw(request, actor, paper)


def draw(request: HttpRequest, actor: Actor, paper: Paper, answering: AnswerForm | None = None) -> HttpResponse:
    """The page; `answering`: the form that came back."""
    told = looked(actor, paper)
    writes, signs = register.writes(actor, paper), register.signs(actor, paper)
    party = register.own_party(actor, paper) if not writes or paper.state != PaperState.DRAFT else None
    own = signs and paper.state == PaperState.COUNTERSIGN and register.wrote(actor, paper)
    closed, every = paper.kind == PaperKind.BACKCHECK, register.steps(paper)
    steps, asked = (every, register.parties(paper)) if writes else ([], [])
    wanted = [one.reason for one in steps if one.reason] + [one.opinion for one in asked if one.opinion]
    words = texts.read(wanted)
    context: dict[str, Any] = {
        "paper": paper,
        "told": told,
        "blocks": drawn(actor, told),
        "index": _index(told),
        "loop": _loop(paper, {one.to_state for one in every}),
        "moves": [
            (move, move.label) for move in moving.moves(PaperState(paper.state))
            if (signs if move in moving.SIGNERS else writes) and (move is not Move.CONSULT or not closed)
            and not (move is Move.SIGN and own)
        ],
        "another": own,
        "steps": [(one, words.get(one.reason) if one.reason else "") for one in steps],
        "asked": [(one, words.get(one.opinion) if one.opinion else "") for one in asked],
        "versions": register.versions(paper) if writes else [],
        "writes": writes,
        "signs": signs,
        "closed": closed,
        "party": party,
        "answering": (answering or AnswerForm()) if party is not None else None,
        "scans": doors.of_subjects(actor, "paper", [str(paper.pk)]).get(str(paper.pk), []) if paper.filed_at else [],
        "public": register.public_version(paper),
        "crumbs": trail(paper),
    }  # fmt: skip
    wrong = answering is not None and bool(answering.errors)
    return render(request, "papers/paper.html", context, status=422 if wrong else 200)


def _index(told: Whole) -> list[counting.Number]:
    """The numbers that stand in the text, in its order."""
    return [told.numbers[key] for key in body.keys(told.sections) if key in told.numbers]


def _loop(paper: Paper, been: set[str]) -> list[parts.Step]:
    """Where it stands on its way; a step that was left out does not stand there as done, nor one it never takes."""
    state = PaperState(paper.state)
    if state is PaperState.DROPPED:
        return []
    here = moving.WAY.index(state)
    ended, closed = state is PaperState.ISSUED, paper.kind == PaperKind.BACKCHECK
    return [
        parts.Step(one.label, "done" if at < here or ended else "now" if at == here else "coming")
        for at, one in enumerate(moving.WAY)
        if (at >= here or one is PaperState.DRAFT or one in been) and (one is not PaperState.CONSULT or not closed)
    ]


@require_GET
def number(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One number of the text: what it means, how it was settled, counted again; the rows for whoever may see them."""
    actor, paper = read(request, pk)
    row = next((one for one in register.fields(paper) if one.key == key), None)
    if row is None:
        raise Http404
    found = counting.numbers(counting.reader(actor, paper), paper, [row])[key]
    figure = figures.get(row.figure)
    again = [quoting.found(actor, code) for code in found.codes]
    span, _earlier = counting.spans(row)
    asked = counting.question(actor, row, span)
    opens = figure is not None and bool(granting(actor, figure.permission)) and bool(asked and asked.paths)
    wished = asks.Wish(asking.named(row.path), span, {str(name): str(value) for name, value in row.narrowed})
    rows = asks.address(row.figure, wished) if opens else ""
    title = stated(asked, found.head) if asked is not None and found.head else ""
    context = {
        "paper": paper,
        "row": row,
        "number": found,
        "figure": figure,
        "again": [(code, one) for code, one in zip(found.codes, again, strict=True)],
        "rows_url": rows,
        "shown": parts.Figure(found.text, found.when, url=rows, title=title),
        "crumbs": trail(paper, row.label),
    }
    return render(request, "papers/number.html", context)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions, paragraph by paragraph: `?a=1&b=3`; without numbers the last two."""
    actor, paper = read(request, pk)
    if not register.writes(actor, paper):
        raise Http404
    newer = small(request.GET.get("b", "")) or paper.version
    older = small(request.GET.get("a", "")) or max(1, newer - 1)
    a, b = register.version(paper, older), register.version(paper, newer)
    if a is None or b is None:
        raise Http404
    before, after = ("\n".join(register.sections(one)).split("\n") for one in (a, b))
    found = lines([one for one in before if one], [one for one in after if one])
    context = {
        "paper": paper,
        "older": a,
        "newer": b,
        "lines": found,
        "changed": sum(one.sort is not Sort.SAME for one in found),
        "crumbs": trail(paper, _("比较版本")),
        "versions": [one for one in register.versions(paper) if one.how != "public"],
    }
    return render(request, "papers/compare.html", context)
