"""A register as an Excel file."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl

from anju.kernel.documents.workbook import Column, Sheet, written


def cells(sheet: Sheet) -> list[list[Any]]:
    content, _rows = written(sheet)
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page is not None
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_title_filter_table_and_foot_stand_under_each_other() -> None:
    sheet = Sheet("台账", [Column("名称"), Column("数")], [["甲", 1], ["乙", 2]], head=["口径：全部"], foot=["共 2 条"])
    assert cells(sheet) == [
        ["台账", None],
        ["口径：全部", None],
        ["名称", "数"],
        ["甲", 1],
        ["乙", 2],
        ["共 2 条", None],
    ]


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    sheet = Sheet("台账", [Column("名称")], [["=1+1"], ["+86"], ["-x"], ["@x"], ["{=A1}"], ["http://x.example"]])
    content, rows = written(sheet)
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page is not None
    assert rows == 6
    assert all(page.cell(row, 1).data_type == "s" for row in range(3, 9))
    assert page.cell(3, 1).value == "=1+1"


def test_days_and_moments_are_dates_in_district_time() -> None:
    sheet = Sheet("x", [Column("日"), Column("时")], [[date(2026, 5, 1), datetime(2026, 5, 1, 20, tzinfo=UTC)]])
    assert cells(sheet)[2] == [datetime(2026, 5, 1), datetime(2026, 5, 2, 4)]  # noqa: DTZ001


def test_a_title_that_excel_would_refuse_as_a_sheets_name_is_made_fit() -> None:
    assert cells(Sheet("a/b[c]:*?" + "长" * 40, [Column("x")], []))[0][0] == "a/b[c]:*?" + "长" * 40


def test_an_empty_table_has_its_headings() -> None:
    content, rows = written(Sheet("台账", [Column("名称")], []))
    assert rows == 0
    assert content
