"""Finding a quoted number again, as it was and as it is."""

from dataclasses import dataclass, replace

from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.figures.reading import Head, Question
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import parse
from anju.reports.models import Quote
from anju.reports.queries import asking
from anju.reports.wording import amount


@dataclass(frozen=True, slots=True)
class Again:
    """A quote counted again: as of its own head, and as of today."""

    quote: Quote
    asked: Question
    then: str
    now: str
    head: Head
    today: Head

    @property
    def same(self) -> bool:
        """It comes to the same as of then: nothing was tampered with."""
        return self.then == self.quote.amount

    @property
    def moved(self) -> bool:
        """The data has moved on since."""
        return self.now != self.then


def found(actor: Actor, code: str) -> Again | None:
    """The quote of a code, counted again. None: there is none, or not all it counts is in the actor's reach."""
    quote = Quote._all.filter(code=code.strip().upper()).first()
    if quote is None or quote.figure not in figures:
        return None
    figure = figures[quote.figure]
    reached = asking.reach(actor, figure.permission)
    if not all(asking.within(reached, path) == (path,) for path in quote.paths):
        return None
    narrowed = tuple((str(facet), str(value)) for facet, value in quote.narrowed)
    asked = Question(figure, tuple(quote.paths), parse(quote.period), quote.size, narrowed)
    today, district = replace(asked, as_of=None), asking.district(asked)
    return Again(
        quote, today, amount(reading.number(asked)), amount(reading.number(today)),
        reading.head_at(district, quote.size), reading.head(district),
    )  # fmt: skip
