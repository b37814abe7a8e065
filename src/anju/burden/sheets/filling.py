"""Writing the answers into the form, its look kept. Text stays text: no cell runs when the file is opened."""

import io
from copy import copy
from datetime import date, datetime

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from anju.burden.rules.mapping import FormMapping
from anju.burden.sheets.answering import Answers, Table
from anju.burden.sheets.opening import open_form
from anju.burden.sources.kinds import Value
from anju.kernel import clock

LONGEST = 32_767


def filled(content: bytes, mapping: FormMapping, answers: Answers) -> bytes:
    """The form with its answers, as .xlsx."""
    opened = open_form(content)
    sheet = opened.sheet
    for at, cell in mapping.cells.items():
        if not cell.pattern and at not in mapping.unknown:
            continue  # a label with room for somebody's hand
        letter, row = coordinate_from_string(at)
        _put(sheet, row, column_index_from_string(letter), answers.cells.get(at))
    for table in sorted(answers.tables, key=lambda one: one.block.row, reverse=True):
        _write(sheet, table)
    opened.book.properties.creator = "Anju"
    target = io.BytesIO()
    opened.book.save(target)
    return target.getvalue()


def _write(sheet: Worksheet, table: Table) -> None:
    block, count = table.block, len(table.lines)
    more = max(0, count - block.spare)
    if more:
        _insert(sheet, block.row, block.row + block.spare, more)
    for number, line in enumerate(table.lines):
        for letter, value in line.items():
            _put(sheet, block.row + number, column_index_from_string(letter), value)
    if not count:
        for letter in block.columns:
            _put(sheet, block.row, column_index_from_string(letter), None)


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        return  # inside a merged range: its anchor speaks for it
    if value is None or value == "":
        cell.value = None
    elif isinstance(value, datetime):
        cell.value = clock.local(value).replace(tzinfo=None)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = True
    else:
        cell.value = value


def _insert(sheet: Worksheet, like: int, before: int, more: int) -> None:
    """Rows like `like`, before row `before`; what stands below moves down with its merged ranges and heights."""
    merged = [copy(one) for one in sheet.merged_cells.ranges]
    for one in merged:
        sheet.merged_cells.remove(one)
    plain = {place for place, cell in sheet._cells.items() if isinstance(cell, MergedCell)}
    styles = {place: copy(sheet._cells[place]._style) for place in plain}
    for place in plain:
        del sheet._cells[place]
        sheet.cell(*place)._style = styles[place]
    heights = {row: dimension.height for row, dimension in sheet.row_dimensions.items() if dimension.height}
    sheet.insert_rows(before, more)
    for row in [row for row in heights if row >= before]:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more if row >= before else row].height = height
    for row in range(before, before + more):
        sheet.row_dimensions[row].height = heights.get(like)
        for column in range(1, sheet.max_column + 1):
            model = sheet._cells.get((like, column))
            if model is not None:
                sheet.cell(row, column)._style = copy(model._style)
    for one in merged:
        _merge_again(sheet, one.min_row, one.max_row, (one.min_col, one.max_col), (like, before, more))


def _merge_again(
    sheet: Worksheet, first: int, last: int, columns: tuple[int, int], moved: tuple[int, int, int]
) -> None:
    like, before, more = moved
    if first >= before:
        first, last = first + more, last + more
    elif last >= before or (first < last == before - 1 and first <= like):
        last += more  # beside the lines: it grows with them
    _merge(sheet, first, last, columns)
    if first == last == like:
        for row in range(before, before + more):
            _merge(sheet, row, row, columns)


def _merge(sheet: Worksheet, first: int, last: int, columns: tuple[int, int]) -> None:
    """Merge, each cell's border kept."""
    keep = {
        (row, column): copy(sheet.cell(row, column)._style)
        for row in range(first, last + 1)
        for column in range(columns[0], columns[1] + 1)
    }
    sheet.merge_cells(start_row=first, end_row=last, start_column=columns[0], end_column=columns[1])
    for place, style in keep.items():
        sheet.cell(*place)._style = style
