"""A period and the same a year before, and stretches that move with the day. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from anju.kernel.figures.spans import Span, next_month

DAY = timedelta(days=1)
ROLLING = ("month", "year", "twelve")
"""Periods that are worked out anew each time: the present month, this year so far, the twelve months up to now."""


@dataclass(frozen=True, slots=True)
class Years:
    """A period as far as it has come, the same of a year before, and what is to be said of the two."""

    now: Span
    before: Span
    days: tuple[int, int]
    """How long each is. Whole months of a leap year have a day more."""
    running: date | None = None
    """The last day that both go up to, where the period is not over."""

    @property
    def uneven(self) -> bool:
        """One has a day that the other has not."""
        return self.days[0] != self.days[1]


def years(span: Span, today: date) -> Years | None:
    """A period beside the year before. None: it has no beginning or no end, or has not begun.

    Whole months stand beside whole months. A period that is not over goes up to today, and so does the one before it.
    29 February stands beside the 28th.
    """
    if span.first is None or span.end is None or span.first > today:
        return None
    end = min(span.end, today + DAY)
    now = Span(span.first, end)
    before = Span(year_before(span.first), _end_before(end))
    assert before.first is not None
    assert before.end is not None
    days = ((end - span.first).days, (before.end - before.first).days)
    return Years(now, before, days, today if span.end > today + DAY else None)


def year_before(day: date) -> date:
    """The same day a year before; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _end_before(end: date) -> date:
    """The day after the last one, a year before: the end of a month stays the end of a month."""
    return end.replace(year=end.year - 1) if end.day == 1 else year_before(end - DAY) + DAY


def missing_months(span: Span, first_month: int | None) -> int | None:
    """How many months of a period lie before the first of which anything is known; None: all of them."""
    assert span.first is not None
    assert span.end is not None
    if first_month is None:
        return None
    known = date(first_month // 100, first_month % 100, 1)
    if known >= span.end:
        return None
    return max(0, (known.year - span.first.year) * 12 + known.month - span.first.month)


def months(span: Span) -> list[Span]:
    """The months of a period, the first and the last perhaps in part."""
    return _cut(span, next_month)


def calendar_years(span: Span) -> list[Span]:
    """The years of a period, the first and the last perhaps in part."""
    return _cut(span, lambda day: date(day.year + 1, 1, 1))


def _cut(span: Span, following) -> list[Span]:  # type: ignore[no-untyped-def]
    assert span.first is not None
    assert span.end is not None
    found, first = [], span.first
    while first < span.end:
        end = min(following(first), span.end)
        found.append(Span(first, end))
        first = end
    return found


def rolling(word: str, today: date) -> Span | None:
    """The period of a word of ROLLING; None for any other word."""
    end = next_month(today)
    if word == "month":
        return Span(today.replace(day=1), end)
    if word == "year":
        return Span(date(today.year, 1, 1), end)
    if word == "twelve":
        return Span(end.replace(year=end.year - 1), end)
    return None
