from __future__ import annotations

from typing import Any

import pytest

from anju.intake.problems import TableRefused
from anju.intake.tables import Row, find_header, open_table
from anju.intake.tables.text import header_key
from tests.intake.workbooks import workbook


def table(*rows: list[Any]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=1)]


def test_title_rows_above_the_header_are_passed_over() -> None:
    title = "××区居民住宅消防安全隐患台账"
    header = find_header(
        table(
            [title] * 4,
            ["填报单位：某街道", None, None, "2024年5月"],
            ["序号", "小区", "楼栋", "层数"],
            [1.0, "甲", "1栋", 6.0],
        )
    )
    assert header.last_row == 3
    assert header.names == {0: "序号", 1: "小区", 2: "楼栋", 3: "层数"}


def test_a_header_is_found_among_rows_of_text_because_it_comes_first() -> None:
    assert find_header(table(["小区", "楼栋"], ["阳光花园", "甲栋"])).last_row == 1


def test_known_names_win_over_a_longer_row_of_text() -> None:
    known = {header_key("小区"), header_key("楼栋")}
    rows = table(["说明", "请", "先", "看"], ["小区", "楼栋", None, None])
    assert find_header(rows, is_known=known.__contains__).last_row == 2


def test_two_header_rows_are_joined_and_groups_only_named_where_needed() -> None:
    stream = workbook(
        [[None] * 5, [None, "街道", "社区", "姓名", "电话"], ["1", "甲", "乙", "丙", "025-11112222"]],
        merges=[(0, 0, 1, 0, "编号"), (0, 1, 0, 2, "位置"), (0, 3, 0, 4, "责任人")],
    )
    header = find_header(open_table(stream).rows())
    assert header.last_row == 2
    assert list(header.names.values()) == ["编号", "街道", "社区", "姓名", "电话"]


def test_the_same_name_under_two_groups_keeps_its_group() -> None:
    header = find_header(
        table(
            ["编号", "整改前", "整改前", "整改后", "整改后"],
            ["编号", "日期", "照片", "日期", "照片"],
            [1.0, None, "a", None, "b"],
        )
    )
    assert header.names[1] == "整改前/日期"
    assert header.names[3] == "整改后/日期"


def test_the_error_column_of_a_workbook_sent_back_is_not_a_column() -> None:
    assert find_header(table(["小区", "楼栋", "错误原因"], ["甲", "乙", "x"])).names == {0: "小区", 1: "楼栋"}


@pytest.mark.parametrize("rows", [[[1.0, 2.0], [3.0, 4.0]], [["2024-03-05", "12"], ["2024-03-06", "13"]]])
def test_a_table_of_numbers_alone_has_no_header(rows: list[list[Any]]) -> None:
    with pytest.raises(TableRefused) as caught:
        find_header(table(*rows))
    assert caught.value.problem.code == "file.no_header"


def test_an_empty_table_is_said_to_be_empty() -> None:
    with pytest.raises(TableRefused) as caught:
        find_header([])
    assert caught.value.problem.code == "file.empty"


@pytest.mark.parametrize("text", ["楼栋名称", "*楼栋 名称（必填）", " 楼栋名称 ", "楼栋\n名称", "楼栋名称(必填)"])
def test_a_column_is_found_however_its_header_is_decorated(text: str) -> None:
    header = find_header(table([text, "层数"], ["甲", 3.0]))
    assert header.column("楼栋名称") == 0
    assert header.column("没有") is None
