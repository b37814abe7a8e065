"""Facts in the making. Pure: a subject's standing facts and one entry give its facts after it.

A fact holds from the seal that told it (`seal_from`) until the one that took it back (`seal_to`): a case opened again,
a kind put right, a place that moved. A lasting fact also ends in time (`until`), as told by the seal `until_seal`. So
what was known at an older head can be counted again from the same rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from anju.kernel.figures.measures import WIDTH, measures


class Line(NamedTuple):
    """A sealed entry, as far as facts are made of it. Moments are microseconds since the epoch."""

    seal: int
    entry: int
    deed: str | UUID
    at: int
    happened: int
    verb: str
    kind: str
    subject: str
    path: str
    data: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Told:
    """One fact. `pk` is None until it is written."""

    measure: str
    subject: str
    path: str
    happened: int
    facets: tuple[str, ...]
    seal_from: int
    value: int = 1
    due: int | None = None
    until: int | None = None
    until_seal: int | None = None
    seal_to: int | None = None
    pk: int | None = None

    def facet(self, name: str) -> str:
        """The value of one facet, by its name."""
        return self.facets[measures[self.measure].facets.index(name)]


class Change(NamedTuple):
    """What a fact adds to or takes from the sums: a moment, a count and a value."""

    fact: Told
    moment: int
    sign: int


@dataclass(slots=True)
class Standing:
    """A subject's facts that hold, and what one batch of entries does to them."""

    subject: str
    facts: list[Told] = field(default_factory=list)
    begun: list[Told] = field(default_factory=list)
    touched: dict[int, Told] = field(default_factory=dict)
    """Facts written before and changed since, by id."""
    changes: list[Change] = field(default_factory=list)
    seal: int = 0
    path: str = ""

    def at(self, line: Line) -> "Standing":
        """Ready for an entry: what begins now begins at its seal and its place."""
        self.seal = line.seal
        self.path = line.path
        return self

    def of(self, measure: str) -> Iterator[Told]:
        """The standing facts of a measure, oldest first."""
        return (fact for fact in self.facts if fact.measure == measure)

    def lasting(self, measure: str) -> Told | None:
        """The one that has not ended."""
        return next((fact for fact in self.of(measure) if fact.until is None), None)

    def begin(
        self, measure: str, happened: int, facets: tuple[str, ...] = (), *, value: int = 1, due: int | None = None
    ) -> Told:
        """A fact begins at this entry."""
        wide = (*map(str, facets), *("",) * (WIDTH - len(facets)))
        made = Told(measure, self.subject, self.path, happened, wide, self.seal, value, due)
        self.facts.append(made)
        self.begun.append(made)
        self.changes.append(Change(made, happened, 1))
        return made

    def end(self, fact: Told, moment: int) -> None:
        """A lasting fact is over since a moment; never before it began."""
        fact.until, fact.until_seal = max(moment, fact.happened), self.seal
        self._touch(fact)
        self.changes.append(Change(fact, fact.until, -1))

    def take_back(self, fact: Told) -> None:
        """What the fact says does not hold any more: it is as if it had not been told, from this seal on."""
        fact.seal_to = self.seal
        self.facts.remove(fact)
        self._touch(fact)
        self.changes.append(Change(fact, fact.happened, -1))
        if fact.until is not None:
            self.changes.append(Change(fact, fact.until, 1))

    def retell(
        self, fact: Told, *, path: str | None = None, facets: Mapping[str, str] | None = None, lasting: bool = False
    ) -> Told:
        """The same fact with another place or other facets, from this seal on; with `lasting`, not ended yet."""
        names = measures[fact.measure].facets
        told = list(fact.facets)
        for name, value in (facets or {}).items():
            if name in names:
                told[names.index(name)] = str(value)
        here = self.path
        self.take_back(fact)
        self.path = fact.path if path is None else path
        made = self.begin(fact.measure, fact.happened, tuple(told), value=fact.value, due=fact.due)
        self.path = here
        if fact.until is not None and not lasting:
            self.end(made, fact.until)
        return made

    def move(self, path: str) -> None:
        """Everything the subject's facts say is at another place now."""
        for fact in list(self.facts):
            if fact.path != path:
                self.retell(fact, path=path)
        self.path = path

    def _touch(self, fact: Told) -> None:
        if fact.pk is not None:
            self.touched[fact.pk] = fact


def own(line: Line) -> str:
    """The entry's own subject; what most folds tell facts of."""
    return f"{line.kind}:{line.subject}"
