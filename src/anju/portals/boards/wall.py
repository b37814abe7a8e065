"""`/wall/`: what burns, what is late, what was put right today, on a screen nobody attends. No personal data on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.figures.spans import Span
from anju.kernel.permissions import MissingPermissionError
from anju.places.models import Place
from anju.places.queries.features import outlines_of
from anju.portals.boards import contents, pressing, shapes, where
from anju.portals.boards.numbers import Term, Want
from anju.portals.boards.overview import reader
from anju.supervision.lists.permissions import Permission as Lists
from anju.ui.context import html_class

STEPS = 4
"""Steps of the map above nought."""
MOST_STREETS, MOST_AREAS = 12, 150
NAME = (70, 54)
"""About half as wide, and as high, as a name with its number is on the map."""
NOW = ("lists.open", "lists.overdue")
TODAY = ("lists.found", "lists.closed", "lists.reopened")


@dataclass(frozen=True, slots=True)
class Area:
    """One ground of the map: how many stand open there, as a step of the ramp, and how many of them are late."""

    place: Place
    shape: shapes.Shape
    open: int
    late: int
    step: int
    url: str
    mark: tuple[float, float]
    """Where what is late is marked: beside a name that stands there."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map with the number that stands open there."""

    name: str
    open: str
    url: str
    x: float
    y: float
    outline: str


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The board of the reader's own ground, or of a place in it."""
    today = clock.today()
    at = where.read(request, reader(request), where.month_of(today))
    board = at.board
    if not board.paths(str(Lists.SEE)):
        raise MissingPermissionError(Lists.SEE)
    board.span = where.month_of(today)
    inner = where.below(board)
    areas = where.below_each(board, inner) if board.place is not None else []
    some = contents.campaigns_of(board)
    terms, rows = board.read(
        [*contents.EVERY, *contents.split_wants(), *contents.campaign_wants(some), *_of_today(where.day_of(today))],
        [*inner, *areas][: MOST_STREETS + MOST_AREAS], NOW,
    )  # fmt: skip
    found = {place.path: numbers for place, numbers in rows}
    streets = [(place, _board_url(place), found[place.path]) for place in inner if NOW[0] in found.get(place.path, {})]
    standing, now = board.standing(), clock.now()
    burning = pressing.burning(board)
    context: dict[str, Any] = {
        "t": terms,
        "burning": burning,
        "pressing": pressing.pressing(board, pressing.MOST - (len(burning.rows) if burning else 0)),
        "streets": streets[:MOST_STREETS],
        "most": max((numbers["lists.open"].count for _place, _url, numbers in streets), default=0),
        "campaigns": contents.progress(some, terms)[:3],
        **_map(areas or inner, inner if areas else [], found),
        "where": board.place.name if board.place is not None else "",
        "html_class": f"wallroot {html_class(request)}".strip(),
        "now": now,
        "hours": f"{clock.local(now):%H:%M}",
        "as_of": now if not standing["behind"] else standing["head"].at,
        "brief_url": reverse("portals:brief") + at.query(period=""),
        "overview_url": reverse("portals:overview") + at.query(period=""),
        **standing,
    }
    return render(request, "portals/boards/wall.html", context)


def _of_today(day: Span) -> list[Want]:
    return [
        *(Want(code, name=f"today/{code}", span=day) for code in TODAY),
        Want("lists.found", (("source", "resident"),), "today/resident", day),
    ]


def _board_url(place: Place) -> str:
    return f"{reverse('portals:overview')}?place={place.path}"


def _map(
    grounds: Sequence[Place], labelled: Sequence[Place], found: Mapping[str, Mapping[str, Term]]
) -> dict[str, Any]:
    """The grounds with their steps, the names over them, and what the steps mean."""
    known = [place for place in grounds if NOW[0] in found.get(place.path, {})]
    named = [place for place in labelled if NOW[0] in found.get(place.path, {})] or known
    drawn = shapes.drawn(outlines_of({place.path for place in [*known, *named]}, shapes.ZOOM))
    counts = {place.path: found[place.path]["lists.open"].count for place in known}
    size = max(1, ceil(max(counts.values(), default=0) / STEPS))
    areas = [
        Area(
            place, drawn[place.path], counts[place.path], found[place.path]["lists.overdue"].count,
            min(STEPS, ceil(counts[place.path] / size)), found[place.path]["lists.open"].url,
            _beside(drawn[place.path], [drawn[one.path] for one in named if one.path in drawn]),
        )
        for place in known
        if place.path in drawn
    ]  # fmt: skip
    labels = [
        Label(
            place.name, found[place.path]["lists.open"].said, _board_url(place), drawn[place.path].x,
            drawn[place.path].y, drawn[place.path].d,
        )
        for place in named
        if place.path in drawn
    ]  # fmt: skip
    return {"areas": areas, "labels": labels, "legend": legend(size), "box": (shapes.WIDTH, shapes.HEIGHT)}


def _beside(shape: shapes.Shape, names: Sequence[shapes.Shape]) -> tuple[float, float]:
    """Under a name rather than on it."""
    near = any(abs(one.x - shape.x) < NAME[0] and abs(one.y - shape.y) < NAME[1] for one in names)
    return (shape.x, shape.y + NAME[1]) if near else (shape.x, shape.y)


def legend(size: int) -> list[str]:
    """What each step of the ramp means: nought, then equal steps, the last one open."""
    steps = [f"{size * step - size + 1}–{size * step}" if size > 1 else str(step) for step in range(1, STEPS)]
    return ["0", *steps, _("%(n)s 以上") % {"n": size * (STEPS - 1) + 1}]
