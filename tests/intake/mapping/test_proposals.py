from __future__ import annotations

import pytest

from anju.intake.mapping import FieldSpec, fingerprint, propose
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
