"""Finding a quoted number again, as it was and as it is."""

from dataclasses import dataclass, replace

from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.figures.reading import Head, Question
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import parse
from anju.reports.models import Quote, SentNumber
from anju.reports.queries import asking
from anju.reports.wording import amount

MOST_LOOKED_AT = 50


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


@dataclass(frozen=True, slots=True)
class LastSent:
    """The number that was sent last for a question, beside what it is today."""

    sent: SentNumber
    now: str

    @property
    def moved(self) -> bool:
        """It is another one today."""
        return self.now != self.sent.quote.amount


def question(quote: Quote) -> Question:
    """What was asked for when it was counted, as it would be asked today. Raises KeyError for a figure of no name."""
    narrowed = tuple((str(facet), str(value)) for facet, value in quote.narrowed)
    return Question(figures[quote.figure], tuple(quote.paths), parse(quote.period), None, narrowed)


def by_code(actor: Actor, code: str) -> Quote | None:
    """The quote of a code. None: there is none, or not all it counts is in the actor's reach."""
    quote = Quote._all.filter(code=code.strip().upper()).first()
    if quote is None or quote.figure not in figures or not asking.may_ask(actor, question(quote)):
        return None
    return quote


def found(actor: Actor, code: str) -> Again | None:
    """The quote of a code, counted again; None as for `by_code`."""
    quote = by_code(actor, code)
    if quote is None:
        return None
    today = question(quote)
    asked, district = replace(today, as_of=quote.size), asking.district(today)
    return Again(
        quote, today, amount(reading.number(asked)), amount(reading.number(today)),
        reading.head_at(district, quote.size), reading.head(district),
    )  # fmt: skip


def sent(quote: Quote) -> list[SentNumber]:
    """To whom a quote was sent, latest first."""
    return list(SentNumber._all.filter(quote=quote).order_by("-sent_on", "-pk"))


def last_sent(asked: Question, now: str) -> LastSent | None:
    """What was sent last for exactly this figure, place, period and facets, whoever sent it."""
    if not asked.paths or asked.own:
        return None
    path = asked.paths[0] if len(asked.paths) == 1 else f"/{asking.district(asked)}/"
    rows = SentNumber._all.filter(
        quote__figure=asked.figure.code, quote__path=path, quote__period=str(asked.span)
    ).select_related("quote")
    for row in rows.order_by("-sent_on", "-pk")[:MOST_LOOKED_AT]:
        if (tuple(row.quote.paths), [list(one) for one in asked.narrowed]) == (asked.paths, row.quote.narrowed):
            return LastSent(row, now)
    return None
