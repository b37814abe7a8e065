"""What the pages of documents share: who asks, which document, and its text as a page draws it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError, granting
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import appendices, backcheck, counting, register
from anju.reports.papers.queries.counting import Number
from anju.reports.papers.queries.whole import Whole, whole
from anju.reports.papers.rules import body
from anju.ui import parts

View = Callable[..., HttpResponseBase]
ANY = (Permission.READ, Permission.WRITE, Permission.OPINE, Permission.OWN_CARD)


class ClosedDoorError(Exception):
    """A report says what its dossier says: who is of the group opens the dossier first, and that is logged there."""

    def __init__(self, fire: int) -> None:
        super().__init__(fire)
        self.fire = fire


def door(view: View) -> View:
    """The view of a document; before a closed dossier, the way to its door."""

    @wraps(view)
    def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ClosedDoorError as error:
            messages.info(request, _("反查报告写的是卷宗里的内容：请先打开卷宗，打开会留下记录。"))
            return redirect("backcheck:dossier", pk=error.fire)

    return behind


def who(request: HttpRequest, *permissions: Permission) -> Actor:
    """Who asks. Raises MissingPermissionError where no post of theirs has any of the permissions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(granting(actor, permission) for permission in permissions):
        raise MissingPermissionError(permissions[0])
    return actor


def paper_of(actor: Actor, pk: int) -> Paper:
    """The document. Raises Http404 for what the actor may not open: that there is one is not told either."""
    paper = register.paper_for(actor, pk)
    if paper is None:
        raise Http404
    return paper


def read(request: HttpRequest, pk: int) -> tuple[Actor, Paper]:
    """Who asks, and the document. Whoever is of a dossier's group, or named by a decision, is so as a person, whatever
    the role. Raises MissingPermissionError, Http404, ClosedDoorError.
    """
    return _opened(request, pk, *ANY)


def _opened(request: HttpRequest, pk: int, *permissions: Permission) -> tuple[Actor, Paper]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    paper = register.paper_for(actor, pk)
    if paper is None or paper.kind != PaperKind.BACKCHECK:
        who(request, *permissions)
    if paper is None:
        raise Http404
    if paper.kind == PaperKind.BACKCHECK and backcheck.stands_before(actor, paper):
        raise ClosedDoorError(register.fire_of(paper))
    return actor, paper


def own(request: HttpRequest, pk: int) -> tuple[Actor, Paper]:
    """A document the actor writes: of the own organisation, or of the own dossier's group. Raises
    MissingPermissionError, Http404.
    """
    actor, paper = _opened(request, pk, Permission.WRITE)
    if not register.writes(actor, paper):
        raise Http404
    return actor, paper


def looked(actor: Actor, paper: Paper, number: int | None = None) -> Whole:
    """A version of it, the latest without a number. Raises Http404."""
    version = register.version(paper, number)
    if version is None:
        raise Http404
    return whole(actor, paper, version)


def number(text: str) -> int | None:
    """A small number of the address; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def trail(paper: Paper, label: str = "") -> list[parts.Crumb]:
    """The way to a page of a document; without a label, to the document."""
    found = [parts.Crumb(_("公文"), reverse("papers:papers"))]
    title = paper.title.replace("\n", "")
    if not label:
        return [*found, parts.Crumb(title)]
    return [*found, parts.Crumb(title, reverse("papers:paper", args=[paper.pk])), parts.Crumb(label)]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or a field with its number; `unknown`: a field that there is not."""

    words: str
    number: Number | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block as a page draws it: `sort` is head, para, table or chart."""

    sort: str
    level: int = 0
    lead: tuple[Piece, ...] = ()
    pieces: tuple[Piece, ...] = ()
    table: body.Rows | None = None
    months: tuple[tuple[str, int, int], ...] = ()
    """Month, count, and how long its bar is, in per cent."""
    caption: str = ""


def drawn(actor: Actor, told: Whole) -> list[Drawn]:
    """The text of a version for a page."""
    words = counting.period_words(told.paper)
    charts: Mapping[str, Any] = {}
    if any(isinstance(block, body.Chart) for section in told.sections for block in body.read(section)):
        reader = counting.reader(actor, told.paper)
        charts = appendices.annexes(reader, told.paper, told.sections).get("charts", {})
    return [_drawn(block, told.numbers, words, charts) for section in told.sections for block in body.read(section)]


def _drawn(block: body.Block, numbers: Mapping[str, Number], words: str, charts: Mapping[str, Any]) -> Drawn:
    if isinstance(block, body.Head):
        return Drawn("head", block.level, pieces=_pieces(block.text, numbers, words))
    if isinstance(block, body.Para):
        return Drawn("para", lead=_pieces(block.lead, numbers, words), pieces=_pieces(block.text, numbers, words))
    if isinstance(block, body.Rows):
        return Drawn("table", table=block)
    months = charts.get(block.code, ())
    most = max((count for _month, count in months), default=0) or 1
    drawing = tuple((day[:7], count, 100 * count // most) for day, count in months)
    return Drawn("chart", months=drawing, caption=appendices.CHARTS[block.code][1] if months else "")


def _pieces(text: str, numbers: Mapping[str, Number], words: str) -> tuple[Piece, ...]:
    return tuple(_piece(said, key, numbers, words) for said, key in body.pieces(text))


def _piece(said: str, key: str, numbers: Mapping[str, Number], words: str) -> Piece:
    if not key:
        return Piece(said)
    if key == "period":
        return Piece(words)
    return Piece(numbers[key].text, numbers[key]) if key in numbers else Piece(key, unknown=True)
