from __future__ import annotations

import pytest

from anju.intake.fields.lists import HAZARDS
from anju.intake.mapping import FieldSpec, FieldType, fingerprint, guesses, propose
from anju.intake.tables import Header

SPECS = (
    FieldSpec("estate", "小区", "Estate", required=True, aliases=("小区名称", "compound")),
    FieldSpec("building", "楼栋", "Building", aliases=("楼号", "幢号")),
    FieldSpec("storeys", "层数", "Storeys", aliases=("楼层数", "地上层数")),
    FieldSpec("built", "建成年份", "Year built"),
)


def proposed(*names: str) -> dict[str, tuple[str, bool]]:
    header = Header(dict(enumerate(names)), 1)
    return {each.field: (each.header, each.certain) for each in propose(header, SPECS)}


def test_labels_aliases_and_english_names_are_certain_whatever_their_decoration() -> None:
    assert proposed("*小区名称（必填）", "幢 号", "STOREYS", "year_built") == {
        "estate": ("*小区名称（必填）", True),
        "building": ("幢 号", True),
        "storeys": ("STOREYS", True),
        "built": ("year_built", True),
    }


@pytest.mark.parametrize(
    ("name", "field"), [("所在小区", "estate"), ("建筑层数", "storeys"), ("Year of built", "built")]
)
def test_names_that_resemble_are_proposed_but_not_certain(name: str, field: str) -> None:
    assert proposed(name) == {field: (name, False)}


def test_a_column_feeds_one_field_and_a_field_takes_one_column() -> None:
    assert proposed("小区", "小区名称", "层数") == {"estate": ("小区", True), "storeys": ("层数", True)}


def test_names_that_mean_nothing_here_are_left_alone() -> None:
    assert proposed("序号", "备注", "") == {}


def test_a_header_is_recognised_again_in_another_order_and_decoration() -> None:
    one = Header({0: "小区", 1: "*楼栋（必填）"}, 1)
    other = Header({0: "楼栋", 3: " 小区 "}, 4)
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(Header({0: "小区"}, 1))


DATES = (
    FieldSpec("closed_at", "销号时间", "Closed at", FieldType.MOMENT, aliases=("完成日期",)),
    FieldSpec("since", "起始日", "Since", FieldType.DATE),
)


@pytest.mark.parametrize("name", ["整改期限", "应销号时间", "销号时间要求", "预计完成日期", "起始日期"])
def test_a_date_is_never_guessed_from_a_name_that_is_only_alike(name: str) -> None:
    assert propose(Header({0: name}, 1), DATES) == []


def test_a_date_whose_name_is_known_is_taken() -> None:
    found = propose(Header({0: "*完成日期", 1: "起始日（必填）"}, 1), DATES)
    assert [(each.field, each.certain) for each in found] == [("closed_at", True), ("since", True)]


def test_guesses_are_the_proposals_that_rest_on_likeness() -> None:
    assert guesses(Header({0: "所在小区", 1: "楼栋"}, 1), SPECS) == {"estate": "所在小区"}


@pytest.mark.parametrize(
    ("name", "field"),
    [("整改期限", "due_on"), ("要求完成时间", "due_on"), ("完成时间", "closed_at"), ("整改完成时间", "closed_at")],
)
def test_the_deadline_of_an_old_ledger_and_its_end_are_told_apart(name: str, field: str) -> None:
    (found,) = propose(Header({0: name}, 1), HAZARDS)
    assert (found.field, found.certain) == (field, True)
