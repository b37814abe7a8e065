"""第 n 天 / 共 100 天."""

from datetime import date

import pytest

from anju.supervision.inspections.special.rules.days import Counter, Phase, counter, every_day, last_day

START = date(2026, 11, 23)


def test_a_hundred_days_end_on_the_hundredth_natural_day() -> None:
    assert last_day(START, 100) == date(2027, 3, 2)


@pytest.mark.parametrize(
    ("today", "phase", "number"),
    [
        (date(2026, 11, 20), Phase.BEFORE, 3),
        (date(2026, 11, 23), Phase.RUNNING, 1),
        (date(2026, 11, 30), Phase.RUNNING, 8),
        (date(2026, 12, 1), Phase.RUNNING, 9),
        (date(2027, 2, 28), Phase.RUNNING, 98),
        (date(2027, 3, 1), Phase.RUNNING, 99),
        (date(2027, 3, 2), Phase.RUNNING, 100),
        (date(2027, 3, 3), Phase.OVER, 1),
    ],
)
def test_the_day_is_counted_over_the_ends_of_months(today: date, phase: Phase, number: int) -> None:
    assert counter(START, date(2027, 3, 2), today) == Counter(phase, number, 100)


def test_a_leap_day_is_a_day() -> None:
    assert counter(date(2028, 2, 28), date(2028, 3, 1), date(2028, 3, 1)) == Counter(Phase.RUNNING, 3, 3)


def test_after_an_extension_the_number_goes_on_and_the_total_grows() -> None:
    assert counter(START, date(2027, 3, 12), date(2027, 3, 3)) == Counter(Phase.RUNNING, 101, 110)


def test_a_campaign_of_one_day() -> None:
    assert counter(START, START, START) == Counter(Phase.RUNNING, 1, 1)
    assert every_day(START, START) == [START]
    assert every_day(START, date(2026, 11, 22)) == []
