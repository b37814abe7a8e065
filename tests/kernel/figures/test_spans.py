from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.figures.spans import BadPeriodError, Span, midnight, next_month, parse, periods_of

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("", None, None),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2025-07..2026-06", date(2025, 7, 1), date(2026, 7, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2026-12-30..2027-01-02", date(2026, 12, 30), date(2027, 1, 3)),
    ],
)
def test_a_period_is_read_and_written_alike(text: str, first: date | None, end: date | None) -> None:
    span = parse(text)
    assert (span.first, span.end) == (first, end)
    assert str(span) == text


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "2026-02-30", "2026-05..2026-04", "x", "2026-5", "0001-01", "9999-12"]
)
def test_what_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(BadPeriodError):
        parse(text)


@given(DAYS, DAYS)
def test_whole_months_and_edges_are_the_period_exactly(first: date, end: date) -> None:
    span = Span(min(first, end), max(first, end))
    low, high = span.months()
    assert low is not None
    assert high is not None
    days: set[date] = set()
    for edge in span.edges():
        assert edge.first is not None
        assert edge.end is not None
        for number in range((edge.end - edge.first).days):
            day = edge.first + timedelta(days=number)
            assert day not in days
            days.add(day)
    month = date(low // 100, low % 100, 1)
    while month.year * 100 + month.month < high:
        day, month = month, next_month(month)
        while day < month:
            assert day not in days
            days.add(day)
            day += timedelta(days=1)
    assert span.first is not None
    assert span.end is not None
    assert days == {span.first + timedelta(days=n) for n in range((span.end - span.first).days)}


@given(DAYS)
def test_a_day_begins_at_midnight_in_the_district(day: date) -> None:
    period = day.year * 10000 + day.month * 100 + day.day
    assert periods_of(midnight(day)) == (period // 100, period)
    assert periods_of(midnight(day) - 1)[1] != period
