"""复查与估计: the lot of a month, what became of it, and how many hazards there are in truth."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.kernel.permissions import MissingPermissionError
from anju.people.rules import mask_name
from anju.places.enums import PlaceKind
from anju.supervision.grid import actions, doubt_words
from anju.supervision.grid.actions.rechecking import draw_month, first_of_month, redrawn
from anju.supervision.grid.enums import RecheckResult
from anju.supervision.grid.models import Recheck
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import estimates, rechecks
from anju.supervision.grid.queries.estimates import Figures, Line
from anju.supervision.grid.rules.estimate import Estimate, Share
from anju.supervision.grid.rules.kinds import Withheld


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.DRAW_RECHECKS):
        raise MissingPermissionError(Permission.DRAW_RECHECKS)
    return actor


def _month(text: str) -> date:
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1)
    except ValueError:
        return first_of_month(clock.now())


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`: the figures, the list, and the lots that can still be drawn."""
    actor, now = _who(request), clock.now()
    this, month = first_of_month(now), _month(request.GET.get("month", ""))
    streets = rechecks.streets_seen(actor)
    names = {street.path: street.name for street in streets}
    draws = rechecks.draws_seen(actor, month)
    drawn = {draw.path for draw in draws}
    found = estimates.figures(actor, month, now)
    context = {
        "month": month,
        "months": sorted({this, month, *rechecks.months_seen(actor)}, reverse=True),
        "draws": [(draw, names.get(draw.path, ""), redrawn(draw)) for draw in draws],
        "to_draw": [street for street in streets if month == this and street.path not in drawn],
        "lines": [(line, names.get(line.street, ""), _kind(line.kind), *_worded(line)) for line in found.lines],
        "whole": (found.whole, *_worded(found.whole)) if found.whole is not None else None,
        "dependent": [_(doubt_words.PIECES[one.piece]) for one in found.dependent],
        "rows": [(row, _kind(row.kind), _name(row), _state(row)) for row in rechecks.listed(actor, month)[:ROWS]],
        "most": ROWS,
        "export_url": f"{reverse('grid:rechecks-export')}?{urlencode({'month': f'{month:%Y-%m}'})}",
    }
    return render(request, "grid/rechecks.html", context)


ROWS = 500


def _kind(kind: str) -> str:
    return str(PlaceKind(kind).label) if kind else ""


def _worded(line: Line) -> tuple[str, str]:
    """How many hazards there are and what share patrols know, or why that is not said."""
    total = (
        _(doubt_words.WITHHELD[line.total])
        if isinstance(line.total, Withheld)
        else _("约 %(total)s 处（%(low)s–%(high)s）") % _rounded(line.total)
    )
    return total, _share(line.share)


def _rounded(total: Estimate) -> dict[str, int]:
    return {"total": round(total.total), "low": round(total.low), "high": round(total.high)}


def _share(share: Share | Withheld) -> str:
    if isinstance(share, Withheld):
        return _(doubt_words.WITHHELD[share])
    said = {"share": round(100 * share.share), "low": round(100 * share.low), "high": round(100 * share.high)}
    return _("约 %(share)s%%（%(low)s%%–%(high)s%%）") % said


def _name(row: Recheck) -> str:
    return mask_name(row.checker.name) if row.checker is not None else ""


def _state(row: Recheck) -> str:
    if row.result:
        return str(RecheckResult(row.result).label)
    return _("待复查") if row.checker_id is not None else _("没有合适的人")


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a street's lot of the present month."""
    actor = _who(request)
    number = request.POST.get("street", "")
    street = rechecks.street_named(int(number)) if number.isdecimal() and len(number) < 16 else None
    if street is None or not any(one.pk == street.pk for one in rechecks.streets_seen(actor)):
        raise Http404
    try:
        made = draw_month(by=actor, street=street, month=first_of_month(clock.now()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        count = made.rechecks.count()
        messages.success(
            request, _("%(street)s抽好了，共 %(count)s 处，已派给复查的人。") % {"street": street.name, "count": count}
        )
    return redirect("grid:rechecks")


@require_POST
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """What the lot was drawn from, word for word: its SHA-256 stands in the ledger, and with the seed anybody can draw
    the blind part again.
    """
    found = rechecks.draw_seen(_who(request), pk)
    if found is None:
        raise Http404
    answer = HttpResponse(found.inputs, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="draw-{found.pk}.json"'
    return answer


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """Figures and list of a month as an Excel file; names are masked there too."""
    actor, month, now = _who(request), _month(request.GET.get("month", "")), clock.now()
    names = {street.path: street.name for street in rechecks.streets_seen(actor)}
    sheet = Sheet(
        _("复查与估计"),
        [
            Column(_("街道"), 18), Column(_("种类"), 12), Column(_("地点"), 40), Column(_("情况"), 16),
            Column(_("复查人"), 12), Column(_("复查时间"), 18),
        ],
        _lines(actor, month, names),
        head=[
            _("%(month)s　制表时间：%(at)s　制表人：%(who)s")
            % {"month": f"{month:%Y-%m}", "at": f"{clock.local(now):%Y-%m-%d %H:%M}", "who": actor.name}
        ],
        foot=_figures_in_words(estimates.figures(actor, month, now), names),
    )  # fmt: skip
    content, count = written(sheet)
    actions.record_export(by=actor, rows=count, page="rechecks", permission=Permission.DRAW_RECHECKS)
    answer = FileResponse(iter([content]), content_type=TYPE, as_attachment=True)
    answer["Content-Disposition"] = f'attachment; filename="rechecks-{month:%Y%m}.xlsx"'
    return answer


def _lines(actor: Actor, month: date, names: dict[str, str]) -> Iterator[list[Any]]:
    for row in rechecks.listed(actor, month).iterator(chunk_size=1000):
        street = next((name for path, name in names.items() if row.path.startswith(path)), "")
        at = row.second.happened_at if row.second is not None else None
        yield [street, _kind(row.kind), row.place.full_name, _state(row), _name(row), at]


def _figures_in_words(found: Figures, names: dict[str, str]) -> list[str]:
    said = [
        _("%(street)s %(kind)s：隐患 %(total)s；巡查已知 %(share)s")
        % {
            "street": names.get(line.street, ""), "kind": _kind(line.kind),
            "total": _worded(line)[0], "share": _worded(line)[1],
        }
        for line in found.lines
    ]  # fmt: skip
    if found.whole is not None:
        total, share = _worded(found.whole)
        said.append(_("合计：隐患 %(total)s；巡查已知 %(share)s") % {"total": total, "share": share})
    return said
