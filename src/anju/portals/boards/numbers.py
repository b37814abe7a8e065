"""The numbers of a board: figures of the registry at one place (and those below it), read together.

Nothing is counted here. A figure the reader has no permission for is not there; one of which no part lies in the
reader's reach is not there either, so that no board shows a nought for what it may not know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from anju.alarms.permissions import Permission as Alarms
from anju.facilities.permissions import Permission as Facilities
from anju.kernel.actors import Actor
from anju.kernel.figures import bulk, reading
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Figure, figures
from anju.kernel.figures.spans import Span
from anju.kernel.permissions import granting
from anju.places.models import Place
from anju.reports.queries import asking
from anju.reports.views import asked as asks
from anju.reports.wording import amount, stated
from anju.supervision.grid.permissions import Permission as Grid
from anju.supervision.inspections.backcheck.permissions import Permission as Backcheck
from anju.supervision.inspections.monthly.permissions import Permission as Monthly
from anju.supervision.inspections.special.permissions import Permission as Special
from anju.supervision.lists.figures import BALANCE, SIGNS
from anju.supervision.lists.permissions import Permission as Lists
from anju.telemetry.permissions import Permission as Telemetry
from anju.ui import parts

ANY = (
    Lists.SEE, Grid.SEE_COVERAGE, Monthly.SEE_FIGURES, Special.SEE, Backcheck.SEE_FIRES, Facilities.SEE,
    Facilities.SEE_STATIONS, Telemetry.SEE, Alarms.SEE,
)  # fmt: skip
"""Whoever holds one of these anywhere has something to read on a board."""
NARROWEST = {"places.grids": 4, "people.members": 4}
"""Figure → slashes of the smallest places its entries name (4 a community): of anything smaller it would
say nought, which is not so."""
ANYWHERE = 99
ATTEMPTS = 3
"""How often numbers are asked for that did not stand still; then the page says how many entries still wait."""


def may_read(actor: Actor) -> bool:
    """Whether a board has anything for this reader."""
    return any(actor.holds(permission) for permission in ANY)


@dataclass(frozen=True, slots=True)
class Term:
    """One number as it is shown: opened, it leads to the rows it was counted from."""

    figure: Figure
    number: Number
    url: str
    asked: Question
    head: int
    """How far the ledger had been read."""

    @property
    def said(self) -> str:
        """The amount in words."""
        return amount(self.number)

    def shown(self, caption: parts.Words = "", detail: parts.Words = "") -> parts.Figure:
        """As the component draws it, called by its title unless the page says it shorter."""
        return parts.Figure(
            self.said, caption or self.figure.title, self.figure.unit, self.url, detail=detail,
            title=stated(self.asked, self.head),
        )  # fmt: skip

    @property
    def count(self) -> int:
        """The amount where it is a whole number; of a ratio the part."""
        if self.number.parts is not None:
            return self.number.parts[0]
        return int(self.number.amount or 0)


@dataclass(frozen=True, slots=True)
class Want:
    """A figure that is wanted, with facets narrowed to a value."""

    code: str
    narrowed: tuple[tuple[str, str], ...] = ()
    name: str = ""
    """What it is called among the answers; else its code."""
    span: Span | None = None
    """Another period than the board's."""


@dataclass(slots=True)
class Board:
    """What one reader asks of one place and period. Reach is worked out once for each permission."""

    actor: Actor
    place: Place | None
    span: Span
    _reach: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _places: dict[int, str] = field(default_factory=dict)
    _asked: dict[tuple[str, Span], str] = field(default_factory=dict)

    def reached(self, permission: str) -> tuple[str, ...]:
        """Where the reader has a permission: the widest paths."""
        if permission not in self._reach:
            held = granting(self.actor, permission)
            self._reach[permission] = asking.reach(self.actor, permission, self._places) if held else ()
        return self._reach[permission]

    def tops(self) -> tuple[str, ...]:
        """Where the reader may read anything of a board."""
        return reading.widest(path for one in ANY for path in self.reached(str(one)))

    def paths(self, permission: str) -> tuple[str, ...]:
        """As much of the place as the reader has the permission for."""
        reached = self.reached(permission)
        return asking.within(reached, self.place.path) if self.place else reached

    def read(
        self, wanted: Iterable[Want | str], places: Sequence[Place] = (), columns: Sequence[str] = ()
    ) -> tuple[dict[str, Term], list[tuple[Place, dict[str, Term]]]]:
        """What is wanted by its name, and the columns of several places: all of it in the same few statements.

        What lies out of reach is left out.
        """
        wants = [Want(one) if isinstance(one, str) else one for one in wanted]
        here = [(want, question) for want in wants if (question := self.question(want)).paths]
        cells = [
            (place, Want(code), question)
            for place in places
            for code in columns
            if (question := self.question(Want(code), place)).paths
        ]
        head, found = self._counted([*(question for _want, question in here), *(cell[2] for cell in cells)])
        terms = {
            want.name or want.code: Term(question.figure, number, self.address(want), question, head)
            for (want, question), number in zip(here, found, strict=False)
        }
        rows: dict[int, dict[str, Term]] = {place.pk: {} for place in places}
        for (place, want, question), number in zip(cells, found[len(here) :], strict=True):
            rows[place.pk][want.code] = Term(question.figure, number, self.address(want, place), question, head)
        return terms, [(place, rows[place.pk]) for place in places]

    def _counted(self, asked: Sequence[Question]) -> tuple[int, list[Number]]:
        """How far the ledger was read, and the numbers as they stood together. Each statement reads for itself and
        holds nothing still; where entries were counted in between, all is asked again.
        """
        for _time in range(ATTEMPTS):
            before, found = reading.size(self.district), bulk.numbers(asked)
            if reading.size(self.district) == before:
                break
        return before, found

    def question(self, want: Want, place: Place | None = None) -> Question:
        """What is asked for a wanted figure, at the board's place or another; no paths where it is out of reach."""
        figure = figures[want.code]
        paths = self.paths(figure.permission)
        if place is not None:
            paths = asking.within(self.reached(figure.permission), place.path)
        if any(path.count("/") > NARROWEST.get(want.code, ANYWHERE) for path in paths):
            paths = ()
        return Question(figure, paths, want.span or self.span, narrowed=want.narrowed)

    def address(self, want: Want, place: Place | None = None) -> str:
        """The figure's own page with the same place, period and facets."""
        at, span = place or self.place, want.span or self.span
        if want.narrowed:
            return asks.address(want.code, asks.Wish(at, span, dict(want.narrowed)))
        key = (at.path if at is not None else "", span)
        if key not in self._asked:
            self._asked[key] = asks.Wish(at, span, {}).query()
        return asks.page_of(want.code) + self._asked[key]

    @property
    def district(self) -> str:
        """The district whose ledger is read."""
        tops = (self.place.path,) if self.place is not None else self.tops()
        return tops[0].split("/")[1] if tops else ""

    def standing(self) -> dict[str, Any]:
        """Up to where figures have been counted, and how many entries still wait to be."""
        head = reading.head(self.district)
        return {"head": head, "behind": max(0, reading.sealed(self.district) - head.size)}


@dataclass(frozen=True, slots=True)
class Line:
    """上期结转 ＋ 新增 ＋ 复开 － 销号 － 不成立 － 重复并入 ＝ 现有."""

    terms: tuple[tuple[str, Term], ...]
    """Sign and term."""

    @property
    def agrees(self) -> bool:
        """The terms come to what stands open."""
        *flows, (_sign, stands) = self.terms
        return sum(-term.count if sign == "－" else term.count for sign, term in flows) == stands.count


def balance(terms: dict[str, Term]) -> Line | None:
    """The line, where the reader may know all of it."""
    if not all(code in terms for code in BALANCE):
        return None
    return Line(tuple((sign, terms[code]) for sign, code in zip(SIGNS, BALANCE, strict=True)))
