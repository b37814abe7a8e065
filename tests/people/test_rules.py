"""Codes, masks and limits: no database."""

from datetime import timedelta

import pytest

from anju.kernel import clock
from anju.people import rules
from anju.people.enums import Role


@pytest.mark.parametrize("first_17", ["91320102MA1XXXXX2", "9132010274820931X", "12320000466007428"])
def test_a_code_with_its_own_check_character_is_accepted_and_any_other_is_not(first_17: str) -> None:
    right = rules.uscc_check_character(first_17)
    accepted = [character for character in rules.USCC_ALPHABET if rules.is_uscc(first_17 + character)]
    assert accepted == [right]


def test_the_check_character_follows_the_standards_weights() -> None:
    assert rules.uscc_check_character("1" + "0" * 16) == "Y"
    assert rules.uscc_check_character("0" * 17) == "0"


@pytest.mark.parametrize("code", ["", "123", "91320102MA1XXXXXI2", "9" * 19])
def test_a_code_of_wrong_length_or_letters_is_refused(code: str) -> None:
    assert not rules.is_uscc(code)


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("张三丰", "张*"), ("欧阳修", "欧阳*"), ("欧阳", "欧*"), ("", "")]
)
def test_a_name_keeps_its_surname_and_hides_its_length(name: str, masked: str) -> None:
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("138 1234 5678", "138****5678"), ("84120099", "****99"), ("", ""), ("电话", "")]
)
def test_a_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert rules.mask_phone(phone) == masked


@pytest.mark.parametrize(("number", "masked"), [("320102199001011234", "320*************34"), ("123", "***"), ("", "")])
def test_an_id_number_keeps_five_characters(number: str, masked: str) -> None:
    assert rules.mask_id_number(number) == masked


@pytest.mark.parametrize(("plate", "masked"), [("苏A·12345", "苏A***45"), ("苏A", "**")])
def test_a_plate_hides_its_middle(plate: str, masked: str) -> None:
    assert rules.mask_plate(plate) == masked


def test_the_failure_that_reaches_the_limit_locks_and_the_next_does_not_lock_again() -> None:
    now = clock.now()
    assert rules.after_failure(3, None, limit=5, now=now) == (4, None, False)
    assert rules.after_failure(4, None, limit=5, now=now) == (5, now + rules.LOCK, True)
    assert rules.after_failure(5, now + timedelta(1), limit=5, now=now) == (6, now + timedelta(1), False)


def test_ancestors_stand_nearest_first() -> None:
    assert rules.ancestors("/cc/1/2/") == ("/cc/1/2/", "/cc/1/", "/cc/")
    assert rules.ancestors("") == ()


def test_a_typed_code_reads_the_same_in_any_spelling() -> None:
    assert rules.plain_code(" abcd-efgh jkmn ") == "ABCDEFGHJKMN"
    assert rules.shown_code("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    ("keeper", "role", "may"),
    [
        (Role.STREET, Role.GRID_MEMBER, True),
        (Role.STREET, Role.DISTRICT_OFFICE, False),
        (Role.COMMUNITY, Role.STREET, False),
        (Role.PROPERTY_MANAGER, Role.PROPERTY_MANAGER, True),
        (Role.GRID_MEMBER, Role.GRID_MEMBER, False),
        (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR, False),
    ],
)
def test_the_post_above_appoints(keeper: Role, role: Role, may: bool) -> None:
    assert rules.may_appoint(keeper, role) is may
