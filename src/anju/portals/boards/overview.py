"""`/123/`: grid coverage, the two lists and the three inspections of one place and period on one screen."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.portals.boards import contents, where
from anju.portals.boards.numbers import Want, balance, may_read
from anju.portals.boards.where import Where
from anju.supervision.grid.permissions import Permission as Grid
from anju.supervision.inspections.special.permissions import Permission as Special
from anju.supervision.lists.permissions import Permission as Lists
from anju.ui import parts


def reader(request: HttpRequest) -> Actor:
    """Whoever asks. Raises MissingPermissionError for somebody a board has nothing for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_read(actor):
        raise MissingPermissionError(Lists.SEE)
    return actor


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page. Place and period stand in the address; each number leads to its figure with the same two."""
    actor = reader(request)
    at = where.read(request, actor, where.month_of(clock.today()))
    board = at.board
    line, inner = where.lineage(board), where.below(board)
    some = contents.campaigns_of(board)
    wanted: list[Want | str] = [
        *contents.EVERY, *contents.split_wants(), *contents.campaign_wants(some),
    ]  # fmt: skip
    columns = contents.COLUMNS if board.paths(str(Lists.SEE)) else ()
    terms, rows = board.read(wanted, inner, columns)
    here = reverse("portals:overview")
    context: dict[str, Any] = {
        "t": terms,
        "line": balance(terms),
        "short": contents.SHORT,
        "rows": [(place, here + at.query(place=place.path), found) for place, found in rows if found],
        "columns": [(code, contents.SHORT[code]) for code in contents.COLUMNS if code in terms],
        "beside": _beside(terms, rows),
        "states": [(one, terms.get(f"lists.open/{one}")) for one in contents.STATES],
        "severities": [(one, terms.get(f"lists.open/{one}")) for one in contents.SEVERITIES],
        "campaigns": contents.progress(some, terms),
        "outcomes": [terms[code] for code in contents.OUTCOMES if code in terms],
        "silent_url": _silent(at) if "telemetry.devices" in terms else "",
        "special": bool(board.paths(str(Special.SEE))),
        "wrong": at.wrong,
        "words": where.in_words(at),
        "crumbs": where.crumbs(at, line, here),
        "filters": filters(at, line, inner),
        "brief_url": reverse("portals:brief") + at.query(period=""),
        "wall_url": reverse("portals:wall") + at.query(period="") if board.paths(str(Lists.SEE)) else "",
        "figures_url": reverse("reports:figures") + at.query(),
        "coverage": actor.holds(Grid.SEE_COVERAGE),
        **board.standing(),
    }
    return render(request, "portals/boards/overview.html", context)


def _silent(at: Where) -> str:
    """Where devices stand that are silent now: no figure, for nobody can say it of then."""
    place = {"place": at.board.place.path} if at.board.place is not None else {}
    return f"{reverse('telemetry:devices')}?{urlencode({'about': 'silent', **place})}"


def filters(at: Where, line: list[Any], inner: list[Any]) -> list[parts.Filter]:
    """Period and place as selects of the filter bar."""
    given = at.given.path if at.given is not None else ""
    return [
        parts.Filter("period", _("期间"), where.periods(at), str(at.board.span)),
        parts.Filter("place", _("范围"), where.scopes(at, line, inner), given),
    ]


def _beside(terms: dict[str, Any], rows: list[Any]) -> bool:
    """Whether some of the total lies right at the place, in none of those below it."""
    return any(
        terms[code].count != sum(found[code].count for _place, found in rows if code in found)
        for code in contents.COLUMNS
        if code in terms
    )
