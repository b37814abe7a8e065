from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from anju.intake.tables import Unreadable, Value, convert


def refused(how: Callable[..., Any], value: Value, **options: Any) -> str:
    with pytest.raises(convert.CellRefused) as caught:
        how(value, **options)
    assert caught.value.problem.text
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("　１２３ＡＢＣ\u200b ", "123ABC"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (True, "是"),
        (datetime.fromisoformat("2024-03-05"), "2024-03-05"),
        (datetime.fromisoformat("2024-03-05T08:30"), "2024-03-05T08:30:00"),
    ],
)
def test_any_value_reads_as_a_person_would_write_it(value: Value, text: str) -> None:
    assert convert.to_text(value) == text


def test_text_over_its_limit_is_refused() -> None:
    assert refused(convert.to_text, "甲乙丙", limit=2) == "cell.too_long"


def test_a_formula_error_is_passed_on_as_what_it_is() -> None:
    assert refused(convert.to_text, Unreadable("cell.formula_error", "#N/A")) == "cell.formula_error"


@pytest.mark.parametrize(
    ("value", "identifier"),
    [("０１２ 345", "012345"), (20240001.0, "20240001"), ("3201021990", "3201021990"), (999999999999999.0, "9" * 15)],
)
def test_an_id_is_text_without_spaces(value: Value, identifier: str) -> None:
    assert convert.to_identifier(value) == identifier


@pytest.mark.parametrize("value", [1.2e17, 320102199003070000.0, "1.2E+17", "3.20102E+17", "１.２Ｅ＋１７"])
def test_an_id_that_lost_its_digits_is_refused_with_advice(value: Value) -> None:
    assert refused(convert.to_identifier, value) == "cell.id_as_number"


def test_the_advice_for_a_lost_id_says_to_format_the_column_as_text() -> None:
    with pytest.raises(convert.CellRefused, match="设为“文本”格式"):
        convert.to_identifier(1.2e17)


def test_an_id_with_a_fraction_is_refused() -> None:
    assert refused(convert.to_identifier, 12.5) == "cell.id_fraction"


@pytest.mark.parametrize(("value", "number"), [(18.0, 18), ("18", 18), ("１８层", 18), ("1,200", 1200), ("-2", -2)])
def test_whole_numbers_may_carry_a_counter_word(value: Value, number: int) -> None:
    assert convert.to_integer(value) == number


@pytest.mark.parametrize("value", [18.5, "18.5", "十八", "", "18x", True])
def test_what_is_no_whole_number_is_refused(value: Value) -> None:
    assert refused(convert.to_integer, value) == "cell.integer"


@pytest.mark.parametrize(("value", "number"), [(0.1, "0.1"), ("1，234.5", "1234.5"), (3.0, "3.0")])
def test_decimals_are_exact(value: Value, number: str) -> None:
    assert convert.to_decimal(value) == Decimal(number)


@pytest.mark.parametrize("value", ["约3", "NaN", "Infinity", ""])
def test_what_is_no_number_is_refused(value: Value) -> None:
    assert refused(convert.to_decimal, value) == "cell.number"


@pytest.mark.parametrize("value", [True, "是", "有", "√", "YES", "y", 1.0])
def test_yes_in_its_usual_spellings(value: Value) -> None:
    assert convert.to_boolean(value) is True


@pytest.mark.parametrize("value", [False, "否", "无", "×", "No", 0.0])
def test_no_in_its_usual_spellings(value: Value) -> None:
    assert convert.to_boolean(value) is False


def test_a_yes_or_no_that_is_neither_is_refused() -> None:
    assert refused(convert.to_boolean, "可能") == "cell.boolean"


@pytest.mark.parametrize(
    ("value", "unit", "tonnes"),
    [
        ("1.5吨", "", "1.5"),
        ("1.5 t", "", "1.5"),
        ("300公斤", "", "0.3"),
        ("300KG", "", "0.3"),
        (300.0, "kg", "0.3"),
        ("2", "吨", "2"),
        ("3吨", "公斤", "3"),
        ("50斤", "", "0.025"),
    ],
)
def test_a_mass_is_tonnes_by_its_own_unit_or_its_columns(value: Value, unit: str, tonnes: str) -> None:
    assert convert.to_tonnes(value, unit=unit) == Decimal(tonnes)


def test_a_mass_without_a_unit_anywhere_is_refused() -> None:
    assert refused(convert.to_tonnes, 3.0) == "cell.mass_unit"


@pytest.mark.parametrize("value", ["三车", "3车", ""])
def test_what_is_no_mass_is_refused(value: str) -> None:
    assert refused(convert.to_tonnes, value) == "cell.mass"


@pytest.mark.parametrize(
    ("header", "unit"),
    [("清运量(吨)", "吨"), ("重量（公斤）", "公斤"), ("Mass [kg]", "kg"), ("重量", ""), ("重量(车)", "")],
)
def test_the_unit_is_found_in_the_header(header: str, unit: str) -> None:
    assert convert.unit_in(header) == unit


def test_a_day_is_taken_from_text_a_serial_or_a_dated_cell() -> None:
    day = date(2024, 3, 5)
    assert convert.to_date("2024年3月5日") == day
    assert convert.to_date(45356.0) == day
    assert convert.to_date(43894.0, mode_1904=True) == day
    assert convert.to_date(datetime.fromisoformat("2024-03-05T10:00")) == day


def test_a_wrong_date_names_what_to_write() -> None:
    assert refused(convert.to_date, "三月五日") == "cell.date"


@pytest.mark.parametrize(("value", "code"), [("118°47′", "cell.coordinate"), ("200", "cell.range")])
def test_coordinates_are_decimal_degrees_within_bounds(value: str, code: str) -> None:
    assert convert.to_coordinate("118.796", bound=180) == Decimal("118.796")
    assert refused(convert.to_coordinate, value, bound=180) == code


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        (13800000000.0, "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("025-84610000", "025-84610000"),
        ("４００-１２３-４５６７", "400-123-4567"),
    ],
)
def test_phones_are_normalised(value: Value, phone: str) -> None:
    assert convert.to_phone(value) == phone


@pytest.mark.parametrize("value", ["1380000000", "无", "123"])
def test_what_is_no_phone_is_refused(value: str) -> None:
    assert refused(convert.to_phone, value) == "cell.phone"


def test_a_credit_code_is_checked_by_its_last_character() -> None:
    assert convert.to_credit_code("91350100m000100y43") == "91350100M000100Y43"
    assert refused(convert.to_credit_code, "91350100M000100Y44") == "cell.credit_code"
    assert refused(convert.to_credit_code, "9135") == "cell.credit_code"


def test_a_choice_is_found_by_any_spelling_and_refused_with_what_may_stand() -> None:
    choices = {"小区": "estate", "estate": "estate"}
    assert convert.chosen("Estate", choices, shown="小区") == "estate"
    with pytest.raises(convert.CellRefused, match="可填：小区"):
        convert.chosen("村", choices, shown="小区")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026年12月3日", "2026-12-03T23:59:59"),
        ("2026-12-3", "2026-12-03T23:59:59"),
        ("20261203", "2026-12-03T23:59:59"),
        (46359.0, "2026-12-03T23:59:59"),
        (datetime.fromisoformat("2026-12-03"), "2026-12-03T23:59:59"),
        ("2026-12-03 00:00", "2026-12-03T00:00:00"),
        ("2026年12月3日0时", "2026-12-03T00:00:00"),
        ("2026-12-03 10:30", "2026-12-03T10:30:00"),
        (46359.4375, "2026-12-03T10:30:00"),
    ],
)
def test_a_deadline_without_a_time_lasts_to_the_end_of_its_day(value: Value, told: str) -> None:
    assert convert.to_deadline(value) == datetime.fromisoformat(told)


def test_a_deadline_that_is_no_date_is_refused() -> None:
    assert refused(convert.to_deadline, "月底前") == "cell.date"
