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
from anju.intake.tables.fragments import Fragment, fragments
from anju.intake.tables.limits import Limits
from anju.intake.tables.merging import MergeFiller, read_merges
from anju.intake.tables.ooxml import SharedStrings, Styles, Workbook, item_text, unescape
from anju.intake.tables.plain import Cell, plain_rows
from anju.intake.tables.serials import serial_to_datetime

DIGITS = "0123456789"
RECENT = 4_096
"""Shared strings kept as they were read last: most cells repeat one of few."""


class RowBuilder:
    """Turns fragments of a sheet into rows of values."""

    def __init__(self, strings: SharedStrings, styles: Styles, limits: Limits, *, mode_1904: bool) -> None:
        self._strings = strings
        self._styles = styles
        self._limits = limits
        self._mode_1904 = mode_1904
        self._number = 0
        self._recent: dict[str, str] = {}
        self._columns: dict[str, int] = {}

    def rows(self, fragment: Fragment) -> Iterator[Row]:
        """The rows of a fragment that hold a value."""
        plain = plain_rows(fragment)
        for number, cells in self._taken(fragment) if plain is None else plain:
            self._number = number
            values = self._values(cells)
            if values:
                yield Row(number, values)

    def _taken(self, fragment: Fragment) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a fragment by the parser, in the shape in which plain_rows has them."""
        elements, namespace = fragment.parsed()
        tag = f"{namespace}c"
        for element in elements:
            text = element.get("r")
            if text is not None and (not text.isdecimal() or len(text) > 7):
                raise TableRefused("file.damaged")
            number = self._number + 1 if text is None else int(text)
            yield number, [_cell(cell, namespace) for cell in element if cell.tag == tag]

    def _values(self, found: list[Cell]) -> list[Value]:
        """The values up to the last one; empty where no cell has any."""
        values: list[Value] = []
        column, columns, recent = -1, self._columns, self._recent
        for _, letters, style, kind, formula, text, inline in found:
            column = (columns.get(letters) or self._column(letters)) - 1 if letters else column + 1
            if not (text or inline or formula):
                continue
            if kind == "s":
                value: Value = recent.get(text) or self._shared(text)
            elif not kind or kind == "n":
                value = self._numeric(text, style)
            else:
                value = self._other(kind, text, inline)
            if value is None or value == "":
                continue
            if column == len(values):
                values.append(value)
            else:
                self._place(values, column, value)
        return values

    def _column(self, letters: str) -> int:
        """The column of a reference, counted from 1."""
        column = column_index(letters)
        if not 0 <= column < 16_384:
            raise TableRefused("file.damaged")
        self._columns[letters] = column + 1
        return column + 1

    def _place(self, values: list[Value], column: int, value: Value) -> None:
        missing = column - len(values)
        if missing < 0:
            values[column] = value
        elif column >= self._limits.columns:
            raise TableRefused("limit.columns", limit=self._limits.columns)
        else:
            values.extend([None] * missing)
            values.append(value)

    def _shared(self, text: str) -> str:
        try:
            found = self._strings[int(text)]
        except (ValueError, IndexError) as error:
            raise TableRefused("file.damaged") from error
        if len(self._recent) >= RECENT:
            self._recent.clear()
        self._recent[text] = found
        return found

    def _numeric(self, text: str, style: str) -> Value:
        if not text:
            return Unreadable("cell.formula_empty")
        try:
            number = float(text)
        except ValueError as error:
            raise TableRefused("file.damaged") from error
        if not style:
            return number
        if style in self._styles.dates:
            moment = serial_to_datetime(number, mode_1904=self._mode_1904)
            return number if moment is None else moment
        if style in self._styles.padded and number.is_integer():
            return f"{int(number):0{self._styles.padded[style]}d}"
        return number

    def _other(self, kind: str, text: str, inline: str) -> Value:
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return Unreadable("cell.formula_error", text)
        text = unescape(inline if kind == "inlineStr" else text)
        if len(text) > self._limits.cell_characters:
            raise TableRefused("limit.cell", limit=self._limits.cell_characters)
        return text


def _cell(cell: Element, namespace: str) -> Cell:
    """A <c> as the plain form tells it; one without a reference has no letters and stands after the one before."""
    reference = cell.get("r")
    item = cell.find(f"{namespace}is")
    return (
        "",
        (reference.rstrip(DIGITS) or "?") if reference else "",
        cell.get("s") or "",
        cell.get("t") or "",
        "" if cell.find(f"{namespace}f") is None else "f",
        cell.findtext(f"{namespace}v") or "",
        "" if item is None else item_text(item, namespace),
    )


def read_sheet(
    archive: zipfile.ZipFile, part: str, book: Workbook, strings: SharedStrings, styles: Styles, limits: Limits
) -> Iterator[Row]:
    """The rows of one sheet that hold a value, merged ranges filled from their anchors."""
    with archive.open(part) as source:
        filler = MergeFiller(read_merges(source, limits), limits)
    builder = RowBuilder(strings, styles, limits, mode_1904=book.mode_1904)
    count = 0
    with archive.open(part) as source:
        for fragment in fragments(source, b"sheetData", b"row"):
            for row in builder.rows(fragment):
                count += 1
                if count > limits.rows:
                    raise TableRefused("limit.rows", limit=limits.rows)
                yield filler.fill(row)
