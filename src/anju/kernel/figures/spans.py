"""Days, months and stretches of time in which figures are counted; all of them in district time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from anju.kernel import clock

DAY = 86_400_000_000
SHIFT = 8 * 3_600_000_000
"""District time is eight hours ahead of UTC, all year; figures begin long after it last was otherwise (1991)."""
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")


def periods_of(moment: int) -> tuple[int, int]:
    """The month and the day of a moment: 202611, 20261130."""
    return _periods((moment + SHIFT) // DAY)


@lru_cache(maxsize=1 << 14)
def _periods(day: int) -> tuple[int, int]:
    local = date(1970, 1, 1) + timedelta(days=day)
    month = local.year * 100 + local.month
    return month, month * 100 + local.day


def midnight(day: date) -> int:
    """The first moment of a day."""
    return clock.to_us(datetime.combine(day, time(), tzinfo=clock.DISTRICT_TIME))


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to the one before another; without a first day since ever, without a last one until now."""

    first: date | None = None
    end: date | None = None
    """The first day no longer in it."""

    @property
    def start_us(self) -> int | None:
        return None if self.first is None else midnight(self.first)

    @property
    def end_us(self) -> int | None:
        return None if self.end is None else midnight(self.end)

    def months(self) -> tuple[int | None, int | None]:
        """The first whole month and the one after the last, as 202611; None where open."""
        first = self.first
        if first is not None and first.day != 1:
            first = next_month(first)
        end = self.end.replace(day=1) if self.end is not None else None
        return _month(first), _month(end)

    def edges(self) -> list["Span"]:
        """The days before and after its whole months."""
        if self.first is not None and self.end is not None and (self.first.year, self.first.month) == (
            self.end.year, self.end.month,
        ):  # fmt: skip
            return [self] if self.first < self.end else []
        found = []
        if self.first is not None and self.first.day != 1:
            found.append(Span(self.first, next_month(self.first)))
        if self.end is not None and self.end.day != 1:
            found.append(Span(self.end.replace(day=1), self.end))
        return found

    def until(self) -> "Span":
        """All that was before its end."""
        return Span(None, self.end)

    def before(self) -> "Span":
        """All that was before its first day."""
        return Span(None, self.first)

    def __str__(self) -> str:
        return _written(self.first, self.end)


EVER = Span()


@lru_cache(maxsize=1024)
def _written(first: date | None, end: date | None) -> str:
    if first is None and end is None:
        return ""
    last = end - timedelta(days=1) if end is not None else None
    whole = (first is None or first.day == 1) and (end is None or end.day == 1)
    style = "%Y-%m" if whole else "%Y-%m-%d"
    shown = [one.strftime(style) if one is not None else "" for one in (first, last)]
    return shown[0] if shown[0] == shown[1] else "..".join(shown)


def _month(day: date | None) -> int | None:
    return None if day is None else day.year * 100 + day.month


def is_now(span: Span) -> bool:
    """Whether what stands at the end of a period is what stands now: it is open, or not over yet."""
    return span.end_us is None or span.end_us > clock.now_us()


class BadPeriodError(ValueError):
    """A period nobody can read."""


def parse(text: str) -> Span:
    """`2026-11`, `2025-07..2026-06`, `2026-11-01..2026-11-15`, or nothing: ever. Raises BadPeriodError."""
    text = text.strip()
    if not text:
        return Span()
    try:
        if found := _MONTHS.fullmatch(text):
            year, month, to_year, to_month = found.groups()
            first = date(int(year), int(month), 1)
            last = date(int(to_year), int(to_month), 1) if to_year else first
            span = Span(first, next_month(last))
        elif found := _DAYS.fullmatch(text):
            first = date.fromisoformat(found[1])
            span = Span(first, date.fromisoformat(found[2] or found[1]) + timedelta(days=1))
        else:
            raise BadPeriodError(text)
    except (ValueError, OverflowError) as error:
        raise BadPeriodError(text) from error
    if span.first is None or span.end is None or span.first >= span.end or span.first.year < 1992:
        raise BadPeriodError(text)
    return span
