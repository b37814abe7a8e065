"""The same rows back as a workbook, with a column that says what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from anju.intake.tables.cells import Unreadable
from anju.intake.tables.headers import ERROR_COLUMN, Header
from anju.intake.tables.opening import Table


def write_back(table: Table, header: Header, reasons: Mapping[int, str], target: Path) -> None:
    """Write every row of `table` at its own row number; `reasons` by row number go into one added column.

    Values keep their types; a text that looks like a formula stays text. Cell styles are not kept.
    """
    last = max(header.names) + 1
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        page = book.add_worksheet(table.sheet or "数据")
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row in table.rows():
            for column, value in enumerate(row.cells[:last]):
                if isinstance(value, datetime):
                    page.write_datetime(row.number - 1, column, value, dated)
                elif value is not None:
                    page.write(row.number - 1, column, _plain(value))
            if row.number == header.last_row:
                page.write_string(row.number - 1, last, ERROR_COLUMN)
            elif row.number in reasons:
                page.write_string(row.number - 1, last, reasons[row.number])


def _plain(value: str | float | bool | time | Unreadable) -> str | float | bool:
    if isinstance(value, Unreadable):
        return value.text
    return value.isoformat() if isinstance(value, time) else value
