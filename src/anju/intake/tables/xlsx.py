"""A streaming reader of .xlsx: a few hundred rows are in memory at a time, whatever the sheet holds.

Why not a library that loads the sheet: a hostile or careless file (one value in the last corner of an otherwise
empty sheet, styles down to row 1,048,576) then decides how much memory the server uses. Here it cannot.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Row, Unreadable, Value, column_index
from anju.intake.tables.fragments import batches
from anju.intake.tables.limits import Limits
from anju.intake.tables.merging import MergeFiller, read_merges
from anju.intake.tables.ooxml import SharedStrings, Styles, Workbook, item_text, unescape
from anju.intake.tables.serials import serial_to_datetime


class RowBuilder:
    """Turns <row> elements into rows of values."""

    def __init__(
        self, strings: SharedStrings, styles: Styles, limits: Limits, namespace: str, *, mode_1904: bool
    ) -> None:
        self._strings = strings
        self._styles = styles
        self._limits = limits
        self._mode_1904 = mode_1904
        self._number = 0
        self._namespace = namespace
        self._tag_c, self._tag_v = f"{namespace}c", f"{namespace}v"
        self._recent: dict[str, str] = {}
        self._columns: dict[str, int] = {}

    def build(self, element: Element) -> Row | None:
        """The row, or None where no cell has a value."""
        number = self._number = self._row_number(element.get("r"))
        cells: list[Value] = []
        column, filled, tag_c = -1, False, self._tag_c
        for cell in element:
            if cell.tag != tag_c:
                continue
            reference = cell.get("r")
            column = self._column(reference, number) if reference else column + 1
            value = self._cell(cell) if len(cell) else None
            if value is None or value == "":
                continue
            filled = True
            self._place(cells, column, value)
        return Row(number, cells) if filled else None

    def _row_number(self, text: str | None) -> int:
        if text is None:
            return self._number + 1
        if not text.isdecimal() or len(text) > 7:
            raise TableRefused("file.damaged")
        return int(text)

    def _column(self, reference: str, number: int) -> int:
        letters = reference[: -len(str(number))]
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_index(reference)
            if not 0 <= column < 16_384:
                raise TableRefused("file.damaged")
        return column

    def _place(self, cells: list[Value], column: int, value: Value) -> None:
        missing = column - len(cells)
        if missing == 0:
            cells.append(value)
        elif missing < 0:
            cells[column] = value
        elif column >= self._limits.columns:
            raise TableRefused("limit.columns", limit=self._limits.columns)
        else:
            cells.extend([None] * missing)
            cells.append(value)

    def _cell(self, cell: Element) -> Value:
        kind = cell.get("t")
        first = cell[0]
        text = first.text if first.tag == self._tag_v else cell.findtext(self._tag_v)
        if kind == "s":
            return self._shared(text or "")
        if kind is None or kind == "n":
            return self._numeric(text, cell)
        return self._other(kind, text, cell)

    def _shared(self, text: str) -> str:
        recent = self._recent
        found = recent.get(text)
        if found is None:
            try:
                found = self._strings[int(text)]
            except (ValueError, IndexError) as error:
                raise TableRefused("file.damaged") from error
            if len(recent) >= 4_096:
                recent.clear()
            recent[text] = found
        return found

    def _numeric(self, text: str | None, cell: Element) -> Value:
        if not text:
            has_formula = cell.find(f"{self._namespace}f") is not None
            return Unreadable("cell.formula_empty") if has_formula else None
        try:
            number = float(text)
        except ValueError as error:
            raise TableRefused("file.damaged") from error
        style = cell.get("s")
        if style is None:
            return number
        if style in self._styles.dates:
            moment = serial_to_datetime(number, mode_1904=self._mode_1904)
            return number if moment is None else moment
        if style in self._styles.padded and number.is_integer():
            return f"{int(number):0{self._styles.padded[style]}d}"
        return number

    def _other(self, kind: str, text: str | None, cell: Element) -> Value:
        if kind == "inlineStr":
            item = cell.find(f"{self._namespace}is")
            text = "" if item is None else item_text(item, self._namespace)
        elif kind == "b":
            return (text or "").strip() in {"1", "true"}
        elif kind == "e":
            return Unreadable("cell.formula_error", text or "")
        text = unescape(text or "")
        if len(text) > self._limits.cell_characters:
            raise TableRefused("limit.cell", limit=self._limits.cell_characters)
        return text


def read_sheet(
    archive: zipfile.ZipFile, part: str, book: Workbook, strings: SharedStrings, styles: Styles, limits: Limits
) -> Iterator[Row]:
    """The rows of one sheet that hold a value, merged ranges filled from their anchors."""
    with archive.open(part) as source:
        filler = MergeFiller(read_merges(source, limits), limits)
    builder: RowBuilder | None = None
    count = 0
    with archive.open(part) as source:
        for elements, namespace in batches(source, b"sheetData", b"row"):
            builder = builder or RowBuilder(strings, styles, limits, namespace, mode_1904=book.mode_1904)
            for element in elements:
                row = builder.build(element)
                if row is None:
                    continue
                count += 1
                if count > limits.rows:
                    raise TableRefused("limit.rows", limit=limits.rows)
                yield filler.fill(row)
