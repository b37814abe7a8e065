"""What a group may see, cut by bytes and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.notify.rules.wording import GROUP_CHARACTERS, cut_bytes, group_text, mask, merged

LINK = "https://anju.example.org/h/" + "x" * 22


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("3幢2单元501室有电动车", "501"),
        ("3幢2单元 1203 楼道", "1203"),
        ("3-2-501门口", "501"),
        ("三零一室", "三零一"),
        ("12号房", "12号"),
        ("电话13812345678", "13812345678"),
        ("座机0512-65551234", "65551234"),
        ("320501199001011234", "19900101"),
    ],
)
def test_doors_phones_and_identity_numbers_are_taken_out(text: str, gone: str) -> None:
    assert gone not in mask(text)


@pytest.mark.parametrize("text", ["样板小区3幢1单元楼道堆物", "11月24日前整改", "共 168 户", "2026年3月10日"])
def test_buildings_days_and_counts_of_households_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=3000), st.integers(3, 2048))
def test_a_cut_text_fits_its_bytes_and_breaks_no_character(text: str, limit: int) -> None:
    cut = cut_bytes(text, limit)
    assert len(cut.encode()) <= limit
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_a_chinese_character_counts_three_bytes() -> None:
    assert cut_bytes("火" * 682, 2048) == "火" * 682
    assert cut_bytes("火" * 683, 2048) == "火" * 681 + "…"


@given(st.lists(st.text("火灾隐患abc", min_size=1, max_size=400), min_size=1, max_size=40))
def test_merged_lines_fit_and_nothing_is_dropped_silently(lines: list[str]) -> None:
    text = merged(lines, 2048, "另有 {count} 条")
    assert len(text.encode()) <= 2048
    shown = [line for line in text.split("\n") if not line.startswith("另有")]
    rest = text.split("\n")[-1]
    hidden = int(rest.split()[1]) if rest.startswith("另有") else 0
    assert len(shown) + hidden == len(lines)


def test_the_group_text_says_what_where_until_when_and_ends_with_the_link() -> None:
    text = group_text(what="楼道堆物", where=("样板小区", "3幢", "1单元"), until="3月12日前整改", link=LINK)
    assert text == f"【样板小区3幢1单元】楼道堆物，3月12日前整改\n{LINK}"


def test_a_long_place_is_shortened_from_the_left() -> None:
    text = group_text(what="楼道堆物", where=("很长的小区名" * 40, "3幢"), until="", link=LINK)
    assert text.startswith("【3幢】")


def test_a_link_too_long_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        group_text(what="楼道堆物", where=(), until="", link="https://" + "x" * 200)


@given(st.text(max_size=80), st.lists(st.text(max_size=120), max_size=5), st.text(max_size=60), st.text(max_size=60))
def test_the_group_text_never_exceeds_two_hundred_characters(what: str, where: list[str], until: str, ask: str) -> None:
    text = group_text(what=what, where=tuple(where), until=until, link=LINK, ask=ask)
    assert len(text) <= GROUP_CHARACTERS
    assert text.endswith(LINK)


@given(st.integers(100, 3999), st.sampled_from(["室", "号房"]))
def test_no_door_given_with_a_place_comes_through(number: int, word: str) -> None:
    text = group_text(what="楼道堆物", where=("样板小区", f"2单元{number}{word}"), until="", link=LINK)
    assert str(number) not in text.removesuffix(LINK)
