"""Tracking numbers, limits and words, without a database."""

import pytest

from anju.intake.residents import rules, vault
from anju.intake.residents.enums import Mark


def test_a_tracking_number_has_at_least_64_random_bits() -> None:
    assert len(rules.CODE_LETTERS) == 32
    assert rules.CODE_LENGTH * 5 >= 64


def test_numbers_use_every_letter_and_never_repeat() -> None:
    made = {vault.code_for(f"form-{n}") for n in range(2000)}
    assert len(made) == 2000
    assert set("".join(made)) == set(rules.CODE_LETTERS)


def test_the_same_form_gives_the_same_number() -> None:
    assert vault.code_for("a" * 20) == vault.code_for("a" * 20) != vault.code_for("b" * 20)


@pytest.mark.parametrize(
    "typed", ["7KQF-2M9X-0000-1111", "7kqf2m9xooooilil", " 7KQF 2M9X OOOO IL1L ", "7KQF—2M9X—0000—1111"]
)
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert rules.read_code(typed) == "7KQF2M9X00001111"


@pytest.mark.parametrize(
    "typed", ["", "7KQF", "7KQF-2M9X-0000-111U", "7KQF-2M9X-0000-11111", "%00" * 8, "编号编号编号编号编号编号编号编号"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert rules.read_code(typed) == ""


@pytest.mark.parametrize(
    "words",
    [
        "三楼着火了",
        "楼道在冒烟",
        "电动车烧起来了",
        "好大的浓烟",
        "看见明火",
        "There is smoke in the stairway",
        "the bike is on fire",
    ],
)
def test_what_burns_now_sounds_like_fire(words: str) -> None:
    assert rules.sounds_like_fire(words)


@pytest.mark.parametrize(
    "words",
    [
        "灭火器过期了",
        "消火栓没有水",
        "防火门关不上",
        "堆纸箱容易着火",
        "怕电池爆炸",
        "万一起火跑不出去",
        "消防通道被占",
        "the smoke detector is gone",
    ],
)
def test_what_might_burn_one_day_does_not(words: str) -> None:
    assert not rules.sounds_like_fire(words)


def test_a_quiet_report_with_a_photo_has_no_mark() -> None:
    assert rules.marks(from_address=0, at_place=0, photos=1, refused=0, unsure=False, robot=False) == ()


def test_every_oddity_is_a_mark() -> None:
    told = rules.marks(from_address=6, at_place=10, photos=0, refused=1, unsure=True, robot=True, guessed=True)
    assert set(told) == set(Mark) - {Mark.PHOTO_REUSED, Mark.CONTESTED_OFTEN}


def test_thanks_go_to_the_first_of_a_confirmed_fault_that_is_severe_enough() -> None:
    rule = rules.Reward(True, rules.severities_from("serious", ["general", "serious", "major"]), 50)
    fits = {"severity": "major", "first": True, "confirmed": True, "by_resident": True}
    assert rules.entitled(rule, **fits)  # type: ignore[arg-type]
    for name, other in (("severity", "general"), ("first", False), ("confirmed", False), ("by_resident", False)):
        assert not rules.entitled(rule, **{**fits, name: other})  # type: ignore[arg-type]


def test_a_contact_opens_with_its_own_report_only() -> None:
    sealed = vault.close({"phone": "13812345678"}, "one")
    assert "13812345678" not in sealed
    assert vault.open_(sealed, "one") == {"phone": "13812345678"}
    with pytest.raises(vault.SealedError):
        vault.open_(sealed, "other")
