"""Numbers in running text: never more than was counted, and read back as what they say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.reports.papers.rules.wording import (
    FEW,
    change_words,
    exact_words,
    fits,
    number_at,
    rounded_words,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"), (6, "6"), (95, "95"), (99, "99"), (100, "100"), (182, "100余"), (600, "600"), (618, "600余"),
        (999, "900余"), (1000, "1,000"), (2352, "2000余"), (9999, "9000余"), (10_000, "1万"), (11_000, "1.1万"),
        (11_001, "1.1万余"), (15_200, "1.52万"), (15_234, "1.5万余"), (30_000, "3万"), (30_412, "3万余"),
        (99_999, "9.9万余"), (100_000, "10万"), (105_230, "10万余"), (105_200, "10.52万"), (123_456_789, "1.2亿余"),
    ],
)  # fmt: skip
def test_round_words_of_whole_numbers(number: int, words: str) -> None:
    assert rounded_words(number) == words


def test_what_is_no_whole_number_is_written_as_it_is() -> None:
    assert rounded_words(Fraction(84_125, 1000)) == "84.125"
    assert exact_words(Fraction(841, 10)) == "84.1"
    assert exact_words(Fraction(1_234_567)) == "1,234,567"


@given(st.integers(min_value=0, max_value=10**10))
def test_round_words_never_say_more_than_was_counted_and_always_fit_it(number: int) -> None:
    written = number_at(rounded_words(number))
    assert written is not None
    assert written[0] <= number
    assert fits(written, Fraction(number))


@pytest.mark.parametrize(
    ("text", "counted", "fit"),
    [
        ("1.1万处", 11_000, True), ("1.1万处", 11_034, True), ("1.2万处", 11_000, False), ("1.10万处", 11_034, True),
        ("3万余处", 30_412, True), ("3万余处", 41_000, False), ("600余名", 618, True), ("600余名", 702, False),
        ("11,000处", 11_000, True), ("11,001处", 11_000, False), ("182处", 182, True), ("200处", 182, False),
        ("84吨", 84, True), ("84.1吨", Fraction(84_125, 1000), True), ("84.2吨", Fraction(84_125, 1000), False),
        ("1万多处", 11_000, True),
    ],
)  # fmt: skip
def test_a_written_number_fits_what_was_counted_or_does_not(text: str, counted: Fraction, fit: bool) -> None:
    written = number_at(text)
    assert written is not None
    assert fits(written, Fraction(counted)) is fit


def test_where_no_number_begins_there_is_none() -> None:
    assert number_at("处隐患") is None


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (29, 37, "同比下降21.6%"), (37, 29, "同比上升27.6%"), (30, 30, "与上年同期持平"), (20, 40, "同比下降50.0%"),
    ],
)  # fmt: skip
def test_a_year_beside_the_one_before(now: int, before: int, words: str) -> None:
    assert change_words(now, before) == words


@pytest.mark.parametrize(("now", "before"), [(0, 0), (3, 40), (40, 3), (9, 9)])
def test_of_too_few_nothing_is_compared(now: int, before: int) -> None:
    assert FEW in change_words(now, before)
    assert "%" not in change_words(now, before)
