from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.intake.addresses import address_key, address_keys, split_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("181-183  GERRARD ST E", "181-183 Gerrard Street East"),
        ("260  SHERBOURNE ST ", "260 Sherbourne St"),
        ("1143  O'CONNOR DR ", "1143 O’Connor Drive"),
        ("1 A  BIRCHLEA AVE ", "1A Birchlea Avenue"),
        ("2135  AVENUE RD ", "2135 Avenue Road"),
        ("276  ST CLAIR AVE W", "276 Saint Clair Av. West"),
        ("535 The East Mall", "535  THE EAST MALL"),
        ("３０ Livonia Ｐl", "30 LIVONIA PL"),
        ("10 Main St, Unit 5", "10 MAIN STREET #5"),
        ("3895 Lawrence Ave E- A", "3895 Lawrence Ave E - A"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 Main St E", "10 Main St W"),
        ("10 Main St", "10 Main Rd"),
        ("10 Main St", "12 Main St"),
        ("10A Main St", "10B Main St"),
        ("10 E Main St", "10E Main St"),
        ("180 Chalkfarm Dr - 1", "180 Chalkfarm Dr"),
    ],
)
def test_different_addresses_keep_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_a_range_answers_to_each_number_on_its_side_of_the_street() -> None:
    keys = address_keys("2277-2295 SHEPPARD AVE W")
    assert len(keys) == 10
    assert (keys[0], keys[-1]) == ("2277 sheppard ave w", "2295 sheppard ave w")
    assert "2278 sheppard ave w" not in keys


def test_a_range_with_an_odd_and_an_even_end_answers_to_every_number() -> None:
    assert [key.split()[0] for key in address_keys("10-13 Elm St")] == ["10", "11", "12", "13"]


@pytest.mark.parametrize("text", ["13-10 Elm St", "1-9999 Elm St"])
def test_a_range_that_is_none_counts_as_its_first_number(text: str) -> None:
    assert len(address_keys(text)) == 1


def test_what_is_no_address_is_only_tidied() -> None:
    assert address_key("  Somewhere   ELSE ") == "somewhere else"
    assert address_key("") == ""
    assert address_keys("") == ()


def test_the_parts_of_an_address() -> None:
    assert split_address("233A College St - 4") == {"number": "233a", "road": "college st", "unit": "4"}
    assert split_address("College") == {}


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_the_key_of_a_key_is_itself_tidy(text: str) -> None:
    assert address_key(text) == address_key(f"  {text} ")
