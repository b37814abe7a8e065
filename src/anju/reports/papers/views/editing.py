"""Writing: sections beside their figures. One form holds both, so that settling a figure loses no word."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.kernel.actors import Actor
from anju.kernel.figures.registry import figures
from anju.kernel.texts.store import LONGEST, TooLongError
from anju.reports.papers import actions
from anju.reports.papers.actions.figuring import Added
from anju.reports.papers.enums import How, PaperState, Shape
from anju.reports.papers.forms import FieldForm
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import counting, register
from anju.reports.papers.queries.whole import Whole
from anju.reports.papers.rules import body
from anju.reports.papers.rules.comparing import lines
from anju.reports.papers.views.common import looked, number, own, trail

MOST = 12


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. A POST saves the words first, then does what its button says."""
    actor, paper = own(request, pk)
    told = looked(actor, paper)
    if paper.state != PaperState.DRAFT:
        messages.error(request, _("这份公文%(state)s，要改请先退回修改。") % {"state": paper.get_state_display()})
        return redirect("papers:paper", pk=pk)
    if request.method == "GET":
        return _draw(request, actor, told, told.sections, paper.version)
    typed = [request.POST.get(f"section-{at}", "") for at in range(MOST) if f"section-{at}" in request.POST]
    base = number(request.POST.get("base", "")) or 0
    how = How.UPLOADED if request.POST.get("how") == How.UPLOADED else How.EDITED
    try:
        made = actions.save(by=actor, paper=pk, base=base, sections=typed, how=how)
        title = request.POST.get("title", paper.title)
        actions.rename(by=actor, paper=pk, title=title, addressee=request.POST.get("addressee", paper.addressee))
        said = _then(actor, pk, request.POST.get("do", ""))
    except actions.StaleError as error:
        return _draw(request, actor, looked(actor, _again(actor, paper)), typed, error.newest, stale=str(error))
    except TooLongError:
        wrong = _("有一个部分超过 %(most)s 字，请分开或删短；写的都还在。") % {"most": LONGEST}
        return _draw(request, actor, told, typed, base, wrong=wrong)
    except ValidationError as error:
        return _draw(request, actor, told, typed, base, wrong=error.messages[0])
    messages.success(request, said or _("已保存，现在是第 %(number)s 版。") % {"number": made.number})
    return redirect("papers:paper" if request.POST.get("do") == "preview" else "papers:edit", pk=pk)


def _again(actor: Actor, paper: Paper) -> Paper:
    return register.paper_for(actor, paper.pk) or paper


def _then(actor: Actor, pk: int, do: str) -> str:
    """`settle`, `settle:KEY`, `free`, `free:KEY`, `drop:KEY`."""
    what, _colon, key = do.partition(":")
    keys = (key,) if key else ()
    if what == "settle":
        return _("已定数 %(count)s 个，各有引用码。") % {"count": actions.settle(by=actor, paper=pk, keys=keys)}
    if what == "free":
        return _("%(count)s 个数字改为实时。") % {"count": actions.free(by=actor, paper=pk, keys=keys)}
    if what == "drop" and key:
        actions.drop_field(by=actor, paper=pk, key=key)
        return _("已取出这个数字。")
    return ""


def _draw(
    request: HttpRequest, actor: Actor, told: Whole, typed: list[str], base: int, *, stale: str = "", wrong: str = ""
) -> HttpResponse:
    used = set(body.keys(typed))
    shown = Whole(told.paper, told.version, typed, told.rows, told.numbers)
    context: dict[str, Any] = {
        "paper": told.paper,
        "base": base,
        "sections": [(at, body.title_of(section, at), section, _rows(section)) for at, section in enumerate(typed)],
        "fields": [(told.numbers[row.key], row, row.key in used) for row in told.rows],
        "told": shown,
        "period": counting.period_words(told.paper),
        "stale": stale,
        "wrong": wrong,
        "theirs": lines(_lines(typed), _lines(told.sections)) if stale else [],
        "title": told.paper.title.replace("\n", " "),
        "crumbs": trail(told.paper, _("修改")),
    }
    return render(request, "papers/edit.html", context, status=409 if stale else 422 if wrong else 200)


def _rows(section: str) -> int:
    """How many lines of the screen a section takes, about."""
    return max(4, min(30, sum(1 + len(line) // 44 for line in section.split("\n")) + 1))


def _lines(sections: list[str]) -> list[str]:
    return [line for section in sections for line in section.replace("\r\n", "\n").split("\n") if line.strip()]


@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """One more figure for the text."""
    actor, paper = own(request, pk)
    initial = {"period": paper.period}
    form = FieldForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.add_field(
                by=actor, paper=pk, added=Added(data["figure"], Shape(data["shape"]), data["period"])
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("已加入“%(title)s”。在正文要它出现的地方写 {{%(key)s}}。")
            messages.success(request, said % {"title": figures[made.figure].title, "key": made.key})
            return redirect("papers:edit", pk=pk)
    context = {"form": form, "paper": paper, "crumbs": trail(paper, _("加一个数字"))}
    return render(request, "papers/fields.html", context, status=422 if form.errors else 200)
