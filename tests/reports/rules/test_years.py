from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.figures.spans import Span, parse
from anju.reports.rules.years import (
    calendar_years,
    missing_months,
    months,
    rolling,
    year_before,
    years,
)

LATER = date(2030, 1, 1)


@pytest.mark.parametrize(
    ("period", "before", "days"),
    [
        ("2026-11", "2025-11", (30, 30)),
        ("2024-02", "2023-02", (29, 28)),
        ("2025-02", "2024-02", (28, 29)),
        ("2024-02-29", "2023-02-28", (1, 1)),
        ("2024-01-01..2024-02-29", "2023-01..2023-02", (60, 59)),
        ("2026-03-05..2026-03-20", "2025-03-05..2025-03-20", (16, 16)),
        ("2023-07..2024-06", "2022-07..2023-06", (366, 365)),
        ("2025-02-01..2025-02-27", "2024-02-01..2024-02-27", (27, 27)),
    ],
)
def test_a_period_stands_beside_the_same_of_the_year_before(period: str, before: str, days: tuple[int, int]) -> None:
    found = years(parse(period), LATER)
    assert found is not None
    assert str(found.before) == before
    assert found.days == days
    assert found.uneven == (days[0] != days[1])
    assert found.running is None


def test_a_period_that_is_not_over_goes_up_to_today_in_both_years() -> None:
    found = years(parse("2026-01..2026-12"), date(2026, 11, 30))
    assert found is not None
    assert (str(found.now), str(found.before)) == ("2026-01..2026-11", "2025-01..2025-11")
    assert found.running == date(2026, 11, 30)
    found = years(parse("2026-11"), date(2026, 11, 20))
    assert found is not None
    assert str(found.before) == "2025-11-01..2025-11-20"


@pytest.mark.parametrize("span", [Span(), Span(date(2026, 1, 1), None), Span(date(2026, 12, 1), date(2027, 1, 1))])
def test_what_has_no_ends_or_not_begun_is_not_compared(span: Span) -> None:
    assert years(span, date(2026, 11, 30)) is None


@given(st.dates(date(2001, 1, 1), date(2040, 12, 31)))
def test_a_year_before_is_a_day_of_the_same_month(day: date) -> None:
    found = year_before(day)
    assert (found.year, found.month) == (day.year - 1, day.month)
    assert found.day == day.day or (day.day, found.day) == (29, 28)


@pytest.mark.parametrize(
    ("first", "missing"), [(202401, 0), (202501, 0), (202503, 2), (202512, 11), (202601, None), (None, None)]
)
def test_months_without_any_record_are_counted(first: int | None, missing: int | None) -> None:
    assert missing_months(parse("2025-01..2025-12"), first) == missing


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(1, 900))
def test_months_and_years_of_a_period_are_all_of_it_and_none_twice(first: date, length: int) -> None:
    span = Span(first, date.fromordinal(first.toordinal() + length))
    for cut in (months(span), calendar_years(span)):
        assert cut[0].first == span.first
        assert cut[-1].end == span.end
        assert all(one.end == following.first for one, following in pairwise(cut))
    assert all(one.first and one.end and (one.end.toordinal() - one.first.toordinal()) <= 31 for one in months(span))


def test_periods_that_move_end_with_the_present_month() -> None:
    today = date(2026, 11, 30)
    assert [str(rolling(word, today)) for word in ("month", "year", "twelve")] == [
        "2026-11", "2026-01..2026-11", "2025-12..2026-11",
    ]  # fmt: skip
    assert rolling("2026-11", today) is None
