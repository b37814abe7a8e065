"""What the address of a page asks for, and how it is said back."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import Figure, facets, figures
from anju.kernel.figures.spans import EVER, BadPeriodError, Span, parse
from anju.kernel.permissions import granting
from anju.places.models import Place
from anju.reports.queries import asking
from anju.reports.rules.years import rolling
from anju.reports.wording import amount


@dataclass(frozen=True, slots=True)
class Wish:
    """Place, period and facets as they stand in the address; `wrong` says what could not be read."""

    place: Place | None
    span: Span
    given: dict[str, str]
    wrong: str = ""
    word: str = ""
    """The period as a word that is worked out each time: this month, this year, twelve months."""
    own: bool = False
    """Only what stands at the place itself, not below it."""

    def query(self, **changed: str) -> str:
        """The address with something else: an empty value takes it out."""
        kept = {
            "place": self.place.path if self.place else "", "period": self.word or str(self.span), **self.given,
            "own": "1" if self.own else "", **changed,
        }  # fmt: skip
        words = urlencode({name: value for name, value in kept.items() if value})
        return f"?{words}" if words else "?"


def wish(data: QueryDict) -> Wish:
    """Read the address. What cannot be read is left out, and said."""
    wrong, span, place = "", EVER, None
    word = data.get("period", "").strip()
    moving = rolling(word, clock.today())
    try:
        span = moving or parse(word[:40])
    except BadPeriodError:
        wrong = _("期间没有看懂，请写成 2026-11、2025-07..2026-06 或 2026-11-01..2026-11-15；下面没有按期间筛选。")
    if words := data.get("place", "")[:120].strip():
        place = asking.named(words)
        if place is None:
            wrong = _("没有找到地点“%(words)s”，请写全称、编码或从下级地点点进去；下面是你的全部范围。") % {
                "words": words
            }
    given = {name: str(data[name])[:24] for name in facets if data.get(name)}
    own = place is not None and data.get("own") == "1"
    return Wish(place, span, given, wrong, word if moving else "", own)


def actor_of(request: HttpRequest) -> Actor:
    """Whoever asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def figure_of(actor: Actor, code: str) -> Figure:
    """The figure of a code. Raises Http404, PermissionDenied."""
    if code not in figures:
        raise Http404
    if not granting(actor, figures[code].permission):
        raise PermissionDenied
    return figures[code]


def question(actor: Actor, figure: Figure, wished: Wish) -> Question:
    """The question of a wish. Raises Http404 for a place that is not the actor's."""
    asked = asking.ask(actor, figure, wished.place.path if wished.place else "", wished.span)
    if wished.place is not None and not asked.paths:
        raise Http404
    return replace(asking.narrow(asked, wished.given), own=wished.own)


def address(figure: Figure | str, wished: Wish, **changed: str) -> str:
    """Where a figure's page is."""
    return page_of(figure if isinstance(figure, str) else figure.code) + wished.query(**changed)


@cache
def page_of(code: str) -> str:
    """The figure's page, without a place or period."""
    return reverse("reports:figure", args=[code])


def in_words(asked: Question, wished: Wish) -> str:
    """The same as words, for the head of a page and of a file."""
    where = wished.place.full_name if wished.place else _("我的范围")
    when = str(wished.span) or (_("现在") if asked.figure.sort == "stock" else _("全部时间"))
    said = [where, when]
    if wished.own:
        said.append(_("只计直接登记在本级的"))
    for facet, value in asked.narrowed:
        said.append(f"{facets[facet].title}：{asking.spoken(asked, facet, value)}")
    return "　".join(said)


def standing(asked: Question) -> dict[str, Any]:
    """Up to where figures have been counted, and how much still waits to be."""
    district = asking.district(asked)
    head = reading.head(district) if district else reading.Head("", 0, None)
    return {"head": head, "behind": max(0, reading.sealed(district) - head.size) if district else 0}


def number_words(asked: Question) -> tuple[str, str]:
    """The amount, and of a ratio its parts."""
    return in_figures(reading.number(asked))


def in_figures(found: reading.Number) -> tuple[str, str]:
    """An amount as it is written, and of a ratio its parts."""
    said = (
        _("%(part)s／%(whole)s") % {"part": f"{found.parts[0]:,}", "whole": f"{found.parts[1]:,}"}
        if found.parts
        else ""
    )
    return amount(found), said
