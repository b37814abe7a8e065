"""What can be counted, and how it is called. Domains declare theirs in `figures.py`; nothing here knows their words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing
from anju.kernel.figures.measures import WIDTH, Measure, measures
from anju.kernel.figures.spans import Span

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Text: TypeAlias = "str | StrPromise"


class Sort(StrEnum):
    """How the numbers of a figure come about."""

    FLOW = "flow"
    """What happened in a period."""
    STOCK = "stock"
    """What stands at a moment: the end of the period, or now."""
    RATIO = "ratio"
    """One figure of another, which is shown beside it."""


Listed = Callable[[str, Span, Mapping[str, str]], str]
"""Place, period and narrowed facets → where the domain's own list shows the same rows; empty where it has no such
filter."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a name. Texts are lazy translations."""

    code: str
    title: Text
    definition: Text
    permission: str
    """Who holds it somewhere may read the figure there and open its rows."""
    sort: Sort
    measure: str = ""
    uncounted: Text = ""
    unit: Text = ""
    group: str = ""
    """Under which head a register of figures lists it."""
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Facet → the values that count."""
    summed: bool = False
    """The sum of the facts' values, not how many there are."""
    late: bool = False
    """Of what stands, only what should have been over before the moment."""
    opening: bool = False
    """A stock at the beginning of the period."""
    of: tuple[str, str] | None = None
    """A ratio's figure and its denominator's."""
    divisor: int = 1
    """Kilograms shown as tonnes: 1000."""
    listed: Listed | None = None
    """The domain's own list, with its columns and what one may do there."""

    @property
    def facets(self) -> tuple[str, ...]:
        """By what it may be split."""
        return measures[self.measure].facets if self.measure else ()


Apply = Callable[[Standing, Line, Line | None], None]
Subject = Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Fold:
    """Turns the entries of some verbs into the facts of one subject. Pure: told twice the same, it says the same."""

    verbs: tuple[str, ...]
    apply: Apply
    subject: Subject
    after: str = ""
    """A verb whose last entry in the same deed is handed over too: what was said of it just before."""


Linked = Callable[[Actor, Collection[int]], Mapping[int, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Facet:
    """How a facet and its values are called."""

    title: Text
    names: Callable[[str], Mapping[str, str]]
    """District → the values' names, in their order. What has none is shown as it is."""


figures: dict[str, Figure] = {}
folds: dict[str, Fold] = {}
facets: dict[str, Facet] = {}
subjects: dict[str, Linked] = {}
"""Kind of subject → what a row about it is called and where it leads, for those the actor may open."""
remembered: set[str] = set()
"""Verbs that a fold asks for by `after`."""
TITLES: dict[str, Text] = {}
"""Group → its head, in the order they were declared."""


def declare(*given: Measure | Figure | Fold) -> None:
    """Make measures, folds and figures known; what a figure counts must be known before it. Raises ValueError."""
    for one in given:
        if isinstance(one, Measure):
            if len(one.facets) > WIDTH:
                raise ValueError(f"{one.code} has more than {WIDTH} facets")
            measures[one.code] = one
        elif isinstance(one, Fold):
            folds.update(dict.fromkeys(one.verbs, one))
            if one.after:
                remembered.add(one.after)
        else:
            _add(one)


def _add(one: Figure) -> None:
    if one.sort is Sort.RATIO:
        if one.of is None or not set(one.of) <= set(figures):
            raise ValueError(f"{one.code} is a ratio of two figures that stand before it")
    elif one.measure not in measures:
        raise ValueError(f"{one.code} counts {one.measure}, which nobody has declared")
    elif (one.sort is Sort.STOCK) != measures[one.measure].lasting:
        raise ValueError(f"{one.code} is a {one.sort} of a measure that is none")
    elif not set(one.only) <= set(one.facets):
        raise ValueError(f"{one.code} is narrowed by facets that {one.measure} has not")
    figures[one.code] = one


def name_group(group: str, title: Text) -> None:
    """Under which head the figures of a group stand."""
    TITLES[group] = title


def name_subject(kind: str, linked: Linked) -> None:
    """How rows about a kind of subject are called and where they lead; ids the actor may not open are left out."""
    subjects[kind] = linked


def name_facet(facet: str, title: Text, names: Callable[[str], Mapping[str, str]]) -> None:
    """How a facet and its values are called."""
    facets[facet] = Facet(title, names)
