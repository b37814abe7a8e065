"""Periods in words, and the words that name one."""

from datetime import date

import pytest

from anju.reports.papers.rules.periods import EVER_WORDS, Days, agrees, in_words, last_year, preceding

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("first", "end", "words"),
    [
        (None, None, EVER_WORDS),
        (None, date(2026, 11, 1), "截至2026年10月31日"),
        (date(2026, 1, 1), None, "今年以来"),
        (date(2026, 1, 1), date(2026, 12, 1), "今年以来"),
        (date(2025, 1, 1), date(2026, 12, 1), "去年以来"),
        (date(2026, 1, 1), date(2026, 11, 1), "2026年1月至10月"),
        (date(2025, 1, 1), date(2026, 1, 1), "2025年"),
        (date(2025, 7, 1), date(2026, 7, 1), "2025年7月至2026年6月"),
        (date(2026, 11, 1), date(2026, 12, 1), "2026年11月"),
        (date(2026, 11, 23), date(2026, 11, 30), "2026年11月23日至29日"),
        (date(2026, 10, 28), date(2026, 11, 3), "2026年10月28日至11月2日"),
        (date(2025, 12, 29), date(2026, 1, 5), "2025年12月29日至2026年1月4日"),
        (date(2026, 11, 29), date(2026, 11, 30), "2026年11月29日"),
    ],
)
def test_a_period_in_words(first: date | None, end: date | None, words: str) -> None:
    assert in_words((first, end), TODAY) == words


@pytest.mark.parametrize(
    ("today", "first", "end"),
    [
        (date(2026, 11, 30), date(2025, 11, 1), date(2026, 11, 1)),
        (date(2027, 1, 1), date(2026, 1, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2027, 2, 1), date(2028, 2, 1)),
    ],
)
def test_the_last_year_is_twelve_whole_months_before_this_one(today: date, first: date, end: date) -> None:
    assert last_year(today) == (first, end)


@pytest.mark.parametrize(
    ("words", "first", "end", "agree"),
    [
        ("今年以来", date(2026, 1, 1), date(2026, 12, 1), True),
        ("今年以来", date(2026, 1, 1), None, True),
        ("今年以来", date(2025, 1, 1), date(2026, 12, 1), False),
        ("今年以来", date(2026, 1, 1), date(2026, 7, 1), False),
        ("去年以来", date(2025, 1, 1), date(2026, 12, 1), True),
        ("去年以来", date(2026, 1, 1), date(2026, 12, 1), False),
        ("去年", date(2025, 1, 1), date(2026, 1, 1), True),
        ("去年", date(2025, 1, 1), date(2026, 12, 1), False),
        ("上月", date(2026, 10, 1), date(2026, 11, 1), True),
        ("上月", date(2026, 11, 1), date(2026, 12, 1), False),
        ("本月", date(2026, 11, 1), date(2026, 12, 1), True),
        ("近年来", None, None, True),
    ],
)
def test_whether_a_word_names_the_period(words: str, first: date | None, end: date | None, agree: bool) -> None:
    assert agrees(words, (first, end), TODAY) is agree


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ((date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 10, 1), date(2026, 11, 1))),
        ((date(2026, 1, 1), date(2026, 4, 1)), (date(2025, 10, 1), date(2026, 1, 1))),
        ((date(2025, 7, 1), date(2026, 7, 1)), (date(2024, 7, 1), date(2025, 7, 1))),
        ((date(2026, 11, 16), date(2026, 11, 23)), (date(2026, 11, 9), date(2026, 11, 16))),
        ((date(2026, 11, 16), None), None),
        ((None, date(2026, 11, 16)), None),
    ],
)
def test_the_time_just_before_is_as_long(days: Days, before: Days | None) -> None:
    assert preceding(days) == before
