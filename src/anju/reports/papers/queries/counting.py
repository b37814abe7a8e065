"""The numbers of a document: counted now, or as they were settled; with all that makes a number found again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.urls import reverse

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.figures import bulk, crossing, reading
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import Sort, figures
from anju.kernel.figures.spans import Span, parse
from anju.reports.models import Quote
from anju.reports.papers.enums import Shape, Standing
from anju.reports.papers.models import Paper, PaperField
from anju.reports.papers.queries import register
from anju.reports.papers.rules import periods
from anju.reports.papers.rules.clashing import Fact
from anju.reports.papers.rules.wording import UNRECORDED, change_words, exact_words, rounded_words
from anju.reports.queries import asking
from anju.reports.rules import years
from anju.reports.wording import amount as amount_words

NOTHING = reading.Number(None)
NO_EARLIER = "没有上年同期的完整记录，不作同比"


@dataclass(frozen=True, slots=True)
class Number:
    """A field with its number. `text` is what is printed, unit and all; `exact` what was counted."""

    key: str
    label: str
    text: str
    exact: str
    standing: Standing
    amount: Fraction | None = None
    definition: str = ""
    uncounted: str = ""
    when: str = ""
    head: int = 0
    codes: tuple[str, ...] = ()
    """Of the quotes that settled it."""
    today: str = ""
    """Of a settled number: what it would be today, where that is another."""
    url: str = ""


def spans(row: PaperField) -> tuple[Span, Span | None]:
    """Of which time it is counted, and of a comparison the same days a year before: of a period that is not over, as
    far as it has come.
    """
    span = parse(row.period)
    compared = years.years(span, clock.today()) if row.shape == Shape.CHANGE else None
    return span, compared.before if compared is not None else None


def is_known(asked: Question, earlier: Span) -> bool:
    """Whether the register reaches back to the whole of an earlier period: a month of which nothing was ever told is
    no record, and no nought.
    """
    return years.missing_months(earlier, crossing.first_month(asked)) == 0


def question(actor: Actor, row: PaperField, span: Span) -> Question | None:
    """What a field asks, as far as the actor may ask it whole; None where the figure is not recorded here yet."""
    if row.figure not in figures:
        return None
    narrowed = tuple((str(facet), str(value)) for facet, value in row.narrowed)
    return replace(asking.ask(actor, figures[row.figure], row.path, span), narrowed=narrowed)


@dataclass(frozen=True, slots=True)
class Counted:
    """What comes of a field's question today; `whole` where it may be read for all of the field's place."""

    whole: bool
    head: int = 0
    now: reading.Number = NOTHING
    before: reading.Number = NOTHING


def numbers(actor: Actor, paper: Paper, rows: Iterable[PaperField], *, again: bool = True) -> dict[str, Number]:
    """Every field with its number. `again`: settled ones are counted anew beside, to say which have moved."""
    fields = list(rows)
    found = _counted(actor, [row for row in fields if again or row.quote is None])
    return {row.key: _number(paper, row, found.get(row.key)) for row in fields}


def _counted(actor: Actor, rows: list[PaperField]) -> dict[str, Counted]:
    """Those of recorded figures, by key; all of them read together."""
    found: dict[str, Counted] = {}
    wanted: dict[tuple[str, str], Question] = {}
    for row in rows:
        span, earlier = spans(row)
        asked = question(actor, row, span)
        if asked is None:
            continue
        found[row.key] = Counted(asked.paths == (row.path,))
        if found[row.key].whole:
            wanted[row.key, "now"] = asked
            if earlier is not None and is_known(asked, earlier):
                wanted[row.key, "before"] = replace(asked, span=earlier)
    heads = {path: reading.size(path) for path in {asking.district(asked) for asked in wanted.values()}}
    for ((key, which), asked), number in zip(wanted.items(), bulk.numbers(list(wanted.values())), strict=True):
        head = heads[asking.district(asked)]
        found[key] = replace(found[key], head=head, **{which: number})  # type: ignore[arg-type]
    return found


def _number(paper: Paper, row: PaperField, counted: Counted | None) -> Number:
    figure = figures.get(row.figure)
    span, _earlier = spans(row)
    day = clock.today() if row.quote is None else clock.local(row.quote.made_at).date()
    about: dict[str, Any] = {
        "definition": str(figure.definition) if figure else "",
        "uncounted": str(figure.uncounted) if figure else "",
        "when": _when(row, span, day),
        "url": reverse("papers:number", args=[paper.pk, row.key]),
    }
    if row.quote is None:
        return _live(row, counted, about)
    text, amount = settled(row)
    quotes = [one for one in (row.quote, row.quote_before) if one is not None]
    today = ""
    if counted is not None:
        now = _live(row, counted, about)
        today = now.exact if now.standing is Standing.LIVE and now.exact != _exact(row, quotes) else ""
    return Number(
        row.key, row.label, text, _exact(row, quotes), Standing.FROZEN, amount, head=quotes[0].size,
        codes=tuple(one.code for one in quotes), today=today, **about,
    )  # fmt: skip


def _when(row: PaperField, span: Span, today: date) -> str:
    """Of which time. A settled number is read long after its day, so what stood then is told with the day."""
    figure = figures.get(row.figure)
    if row.period or figure is None or figure.sort is not Sort.STOCK:
        return periods.in_words((span.first, span.end), today)
    return "现在" if row.quote is None else periods.in_words((None, today + timedelta(days=1)), today)


def _live(row: PaperField, counted: Counted | None, about: dict[str, Any]) -> Number:
    if counted is None:
        return Number(row.key, row.label, f"（{UNRECORDED}）", UNRECORDED, Standing.MISSING, **about)
    if not counted.whole:
        return Number(row.key, row.label, "（无权读取）", "", Standing.CLOSED, **about)
    found, head = counted.now, counted.head
    if row.shape != Shape.CHANGE:
        return Number(
            row.key, row.label, worded(row, found.amount), amount_words(found) + row.unit, Standing.LIVE, found.amount,
            head=head, **about,
        )  # fmt: skip
    text, exact = _change(found.amount, counted.before.amount)
    return Number(row.key, row.label, text, exact, Standing.LIVE, None, head=head, **about)


def _change(now: Fraction | None, before: Fraction | None) -> tuple[str, str]:
    if before is None or now is None:
        return NO_EARLIER, NO_EARLIER
    return change_words(int(now), int(before)), f"{exact_words(now)}／{exact_words(before)}"


def worded(row: PaperField, amount: Fraction | None) -> str:
    """A number with its unit, in the field's shape."""
    if amount is None:
        return "（没有可比的数）"
    if row.unit == "%":
        tenths = (amount * 20 + 1) // 2
        return f"{tenths // 10}.{tenths % 10}%"
    said = rounded_words(amount) if row.shape == Shape.ABOUT else exact_words(amount)
    return said + row.unit


def settled(row: PaperField) -> tuple[str, Fraction | None]:
    """The words and the amount of a settled field, from its quotes alone."""
    assert row.quote is not None
    now = value_of(row.quote)
    if row.shape != Shape.CHANGE:
        return worded(row, now), now
    return _change(now, value_of(row.quote_before) if row.quote_before is not None else None)[0], None


def value_of(quote: Quote) -> Fraction | None:
    """What a quote says, as a number."""
    try:
        return Fraction(quote.amount.replace(",", ""))
    except ValueError:
        return None


def _exact(row: PaperField, quotes: list[Quote]) -> str:
    if row.shape == Shape.CHANGE:
        return "／".join(quote.amount for quote in quotes) if len(quotes) > 1 else NO_EARLIER
    return quotes[0].amount + row.unit


def facts(rows: Iterable[PaperField], found: dict[str, Number]) -> list[Fact]:
    """Fields and their numbers as the search for clashes takes them."""
    told = []
    for row in rows:
        number = found[row.key]
        span, _earlier = spans(row)
        days = (span.first, span.end) if row.period else None
        told.append(Fact(row.key, tuple(row.near), (row.unit,), number.amount, number.text, days, number.today))
    return told


def period_words(paper: Paper) -> str:
    """The document's period in words, as of today, or as of the day it was signed."""
    span = parse(paper.period)
    today = clock.local(paper.signed_at).date() if paper.signed_at is not None else clock.today()
    return periods.in_words((span.first, span.end), today)


def reader(actor: Actor, paper: Paper) -> Actor:
    """In whose reach a document is counted: its writer's own. Whoever was sent the draft reads its owner's numbers, and
    opens the rows behind them only as far as their own posts reach.
    """
    return actor if register.writes(actor, paper) else system("a draft shows the numbers of its owner")
