"""The cast on a Monday, with phones, and workbooks to try."""

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.supervision.grid.conftest import cast, monday, phone, phone_of

__all__ = ["cast", "monday", "phone", "phone_of"]


def as_bytes(book: Workbook) -> bytes:
    """A workbook as it is handed in."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def book_of(rows: list[list[object]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    return as_bytes(book)


def read_back(content: bytes) -> Worksheet:
    """The only sheet of a workbook that was made."""
    return load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.fixture
def ledger_form() -> bytes:
    """A blank form as a department hands it out: no placeholders, heads of two rows, lines to fill, a foot."""

    def merge(sheet: Worksheet) -> None:
        for area in ("A1:F1", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4"):
            sheet.merge_cells(area)

    return book_of(
        [
            ["高层住宅隐患情况表"],
            ["填报单位（盖章）：", None, None, "填报日期：", None, None],
            ["序号", "隐患", None, "责任单位", "整改时限", "是否约谈"],
            [None, "隐患类型", "详细地址", None, None, None],
            [],
            [],
            ["审核人："],
        ],
        merge,
    )
