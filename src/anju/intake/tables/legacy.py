"""The old binary .xls (at most 65,536 rows × 256 columns a sheet), read whole by calamine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO

import python_calamine

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Merge, Row, Unreadable, Value
from anju.intake.tables.limits import MEGABYTE, Limits
from anju.intake.tables.merging import MergeFiller


def open_legacy(source: IO[bytes], size: int, limits: Limits) -> python_calamine.CalamineWorkbook:
    """The workbook; refused where it is too large, encrypted or not a workbook."""
    if size > limits.legacy_bytes:
        raise TableRefused("limit.bytes", limit=limits.legacy_bytes // MEGABYTE)
    try:
        return python_calamine.load_workbook(source)
    except python_calamine.PasswordError as error:
        raise TableRefused("file.encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise TableRefused("file.damaged") from error


def read_legacy(book: python_calamine.CalamineWorkbook, name: str, limits: Limits) -> Iterator[Row]:
    """Rows of one sheet with merged ranges filled."""
    sheet = book.get_sheet_by_name(name)
    merges = [
        Merge(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if (top, left) != (bottom, right)
    ]
    filler = MergeFiller(merges, limits)
    if sheet.total_width > limits.columns:
        raise TableRefused("limit.columns", limit=limits.columns)
    start_row, start_column = sheet.start or (0, 0)
    for offset, values in enumerate(sheet.iter_rows()):
        cells = [None] * start_column + [_value(value) for value in values]
        if offset >= limits.rows:
            raise TableRefused("limit.rows", limit=limits.rows)
        if any(cell is not None for cell in cells):
            yield filler.fill(Row(start_row + offset + 1, cells))


def _value(value: str | float | bool | datetime | date | time | timedelta) -> Value:
    if value == "":
        return None
    if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "A", "0")):
        return Unreadable("cell.formula_error", value)
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a spreadsheet's times have no zone
    return value
