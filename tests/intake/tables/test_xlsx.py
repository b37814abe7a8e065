from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

from anju.intake.problems import TableRefused
from anju.intake.tables import Limits, Row, Unreadable, open_table
from tests.intake.workbooks import MAIN, raw_workbook, sheet_xml, workbook

MOMENT = dt.datetime.fromisoformat("2024-03-05 08:30")


def rows(stream: io.BytesIO, **options: Any) -> list[Row]:
    return list(open_table(stream, **options).rows())


def refused(stream: io.BytesIO, **options: Any) -> str:
    with pytest.raises(TableRefused) as caught:
        rows(stream, **options)
    return caught.value.problem.code


def test_values_keep_their_types_and_positions() -> None:
    stream = workbook([["名称", "层数", "有电梯"], [], ["阳光花园", 18, True]])
    assert rows(stream) == [Row(1, ["名称", "层数", "有电梯"]), Row(3, ["阳光花园", 18.0, True])]


def test_a_number_with_a_date_format_is_a_datetime() -> None:
    stream = workbook([[MOMENT]], formats={(0, 0): 'yyyy"年"m"月"d"日" hh:mm'})
    assert rows(stream)[0].cells == [MOMENT]


def test_a_workbook_in_the_1904_system_gives_the_same_dates() -> None:
    day = dt.datetime.fromisoformat("2024-03-05")
    stream = workbook([[day]], formats={(0, 0): "yyyy-mm-dd"}, options={"date_1904": True})
    table = open_table(stream)
    assert table.mode_1904
    assert next(table.rows()).cells == [day]


def test_a_number_format_of_zeros_is_an_id_with_its_leading_zeros() -> None:
    assert rows(workbook([[42]], formats={(0, 0): "000000"}))[0].cells == ["000042"]


def test_a_merged_range_is_filled_from_its_anchor_downwards_and_across() -> None:
    stream = workbook(
        [["街道", "社区", "楼栋"], [None, "甲社区", "1栋"], [None, "乙社区", "2栋"]],
        merges=[(1, 0, 2, 0, "湖滨街道"), (0, 3, 0, 4, "备注")],
    )
    read = rows(stream)
    assert [row.cells[0] for row in read] == ["街道", "湖滨街道", "湖滨街道"]
    assert read[0].cells[3:] == ["备注", "备注"]


def test_a_row_that_only_a_merged_range_covers_is_not_a_row() -> None:
    read = rows(workbook([["甲"], ["乙"]], merges=[(2, 0, 5, 0, "丙")]))
    assert [row.number for row in read] == [1, 2, 3]


def test_a_formula_error_says_which_and_a_formula_without_a_result_says_so() -> None:
    cells = '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A2+1</f></c></row>'
    assert rows(raw_workbook(sheet_xml(cells)))[0].cells == [
        Unreadable("cell.formula_error", "#DIV/0!"),
        Unreadable("cell.formula_empty"),
    ]


def test_inline_and_rich_text_are_read_without_their_phonetic_readings() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>消防</t></r><r><t>通道</t></r><rPh sb="0" eb="2"><t>ㄒㄧㄠ</t></rPh></si></sst>'
    )
    cells = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>a_x000D_b</t></is></c></row>'
    assert rows(raw_workbook(sheet_xml(cells), strings_xml=strings))[0] == Row(1, ["消防通道", "a\rb"])


def test_a_sheet_whose_tags_carry_a_prefix_is_read_the_same() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells count="1"><x:mergeCell ref="B2:C2"/></x:mergeCells></x:worksheet>'
    )
    assert rows(raw_workbook(xml)) == [Row(2, [None, 7.0, 7.0])]


def test_rows_that_are_only_styled_cost_nothing_and_yield_nothing() -> None:
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(1, 3000))
    assert rows(raw_workbook(sheet_xml(empty + '<row r="3000"><c r="A3000"><v>1</v></c></row>'))) == [Row(3000, [1.0])]


def test_rows_come_before_the_sheet_has_been_read_to_its_end() -> None:
    long = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40_000))
    stream = raw_workbook(sheet_xml(long + "<row><broken"))
    read = open_table(stream).rows()
    assert next(read) == Row(1, [1.0])
    with pytest.raises(TableRefused):
        list(read)


def test_the_first_visible_sheet_is_read_unless_another_is_named() -> None:
    stream = workbook([["甲"]], sheet="台账")
    table = open_table(stream)
    assert (table.sheet, table.sheets) == ("台账", ("台账",))
    assert refused(stream, sheet="没有") == "file.no_sheet"


def test_a_document_type_is_refused() -> None:
    xml = sheet_xml("<row><c><v>&a;</v></c></row>").removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    assert refused(raw_workbook('<!DOCTYPE x [<!ENTITY a "boom">]>' + xml)) == "file.unsafe_xml"


@pytest.mark.parametrize(
    ("cells", "limits", "code"),
    [
        ('<row><c r="ZZ1"><v>1</v></c></row>', Limits(columns=64), "limit.columns"),
        ("<row><c><v>1</v></c></row>" * 3, Limits(rows=2), "limit.rows"),
        ('<row><c t="inlineStr"><is><t>长长长长</t></is></c></row>', Limits(cell_characters=3), "limit.cell"),
        ('<row><c t="s"><v>9</v></c></row>', Limits(), "file.damaged"),
        ("<row><c><v>none</v></c></row>", Limits(), "file.damaged"),
        ('<row r="99999999"><c><v>1</v></c></row>', Limits(), "file.damaged"),
    ],
)
def test_what_exceeds_a_limit_or_contradicts_itself_is_refused(cells: str, limits: Limits, code: str) -> None:
    assert refused(raw_workbook(sheet_xml(cells)), limits=limits) == code


def test_more_merged_ranges_over_one_row_than_columns_are_refused() -> None:
    merges = "".join('<mergeCell ref="A1:B9"/>' for _ in range(300))
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>'
    stream = raw_workbook(sheet_xml(cells, after=f"<mergeCells>{merges}</mergeCells>"))
    assert refused(stream) == "file.damaged"
