"""A register as an Excel file: a title, the filter in words, a table, and what was counted when and by whom.

Everything is written as it is: a text that begins with = + - @ stays text, so that no cell runs when it is opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.functional import Promise

from anju.kernel import clock

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CAREFUL = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A row is written before the next is made; text stays text."""
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and its width in characters."""

    heading: Words
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around and in the table. `head` are lines under the title, `foot` lines below the table."""

    title: Words
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    head: Sequence[Words] = ()
    foot: Sequence[Words] = field(default=())


def written(sheet: Sheet) -> tuple[bytes, int]:
    """The file and how many rows it holds. Rows are taken one by one; memory does not grow with them."""
    target = BytesIO()
    count = _draw(target, sheet, {})
    return target.getvalue(), count


def put(path: Path, sheet: Sheet) -> int:
    """Write the file to the disk, whatever lies beside it while it grows; how many rows it holds."""
    return _draw(str(path), sheet, {"tmpdir": str(path.parent)})


def _draw(target: BytesIO | str, sheet: Sheet, more: dict[str, Any]) -> int:
    with xlsxwriter.Workbook(target, CAREFUL | more) as book:
        page = book.add_worksheet(str(sheet.title)[:31].translate(_UNFIT))
        bold = book.add_format({"bold": True, "font_size": 14})
        heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EDEA", "text_wrap": True})
        dated = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        timed = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for column, one in enumerate(sheet.columns):
            page.set_column(column, column, one.width)
        page.write_string(0, 0, str(sheet.title), bold)
        top = 1
        for line in sheet.head:
            page.write_string(top, 0, str(line))
            top += 1
        for column, one in enumerate(sheet.columns):
            page.write_string(top, column, str(one.heading), heading)
        count = 0
        for count, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                _write(page, top + count, column, value, dated, timed)
        for line_number, line in enumerate(sheet.foot, top + count + 1):
            page.write_string(line_number, 0, str(line))
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
    return count


_UNFIT = str.maketrans("[]:*?/\\", "       ")


def _write(page: Any, row: int, column: int, value: Any, dated: Any, timed: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, clock.local(value).replace(tzinfo=None), timed)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, dated)
    else:
        page.write_string(row, column, str(value))
