from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.intake.tables.cells import Merge, column_index, column_letters, parse_merge
from anju.intake.tables.text import header_key, tidy


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("３栋２单元", "3栋2单元"),
        ("ＡＢｃ－１", "ABc-1"),
        ("　甲　乙　", "甲 乙"),
        ("甲\n乙", "甲 乙"),
        ("\ufeff甲\u200b", "甲"),
        ("甲，乙（丙）", "甲，乙（丙）"),
        ("plain text", "plain text"),
    ],
)
def test_full_width_forms_and_odd_spaces_are_made_plain_and_chinese_marks_kept(typed: str, plain: str) -> None:
    assert tidy(typed) == plain


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_header_of_marks_alone_has_an_empty_key() -> None:
    assert header_key("（）") == ""
    assert header_key("(吨)") == "吨"


@given(st.integers(0, 16_383))
def test_column_letters_and_indexes_are_inverse(column: int) -> None:
    assert column_index(column_letters(column) + "7") == column


@pytest.mark.parametrize(
    ("reference", "merge"),
    [
        ("B2:D4", Merge(2, 1, 4, 3)),
        ("$B$2:$D$4", Merge(2, 1, 4, 3)),
        ("A1", None),
        ("D4:B2", None),
        ("A:B", None),
    ],
)
def test_merge_references(reference: str, merge: Merge | None) -> None:
    assert parse_merge(reference) == merge
