"""Opening a form. Everything that could cost the server dear or run at the reader's is refused or taken out."""

import io
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from anju.burden.rules.mapping import MOST_CELLS
from anju.burden.sheets.refusing import FormRefusedError
from anju.intake.problems import TableRefused
from anju.intake.tables.limits import MEGABYTE, Limits, check_archive
from anju.intake.tables.ooxml import feed, safe_parser

MOST_BYTES = MEGABYTE
LIMITS = Limits(expanded_bytes=8 * MEGABYTE, ratio=100, ratio_from_bytes=MEGABYTE, entries=200)
MOST_ROWS, MOST_COLUMNS = 300, 60
SLACK = 40
"""Blank rows kept below the last text: they may be lines of the form."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form's only sheet, and where formulas stood."""

    book: Workbook
    sheet: Worksheet
    formulas: tuple[str, ...]


def open_form(content: bytes) -> Opened:
    """The form. Raises FormRefusedError saying what to do."""
    try:
        return _open(content)
    except TableRefused as refusal:
        raise FormRefusedError.of(refusal) from refusal


def _open(content: bytes) -> Opened:
    if not content.strip():
        raise TableRefused("file.empty")
    if len(content) > MOST_BYTES:
        raise FormRefusedError("form.size", limit=MOST_BYTES // MEGABYTE)
    _check(content)
    try:
        book = load_workbook(io.BytesIO(content), keep_vba=False, keep_links=False, rich_text=False)
    except Exception as error:  # the library fails in many ways on broken parts
        raise TableRefused("file.damaged") from error
    if len(book.worksheets) != 1 or len(book.sheetnames) != 1:
        raise FormRefusedError("form.sheets", count=len(book.sheetnames))
    sheet = book.worksheets[0]
    book.defined_names.clear()
    sheet._images.clear()
    sheet._charts.clear()
    _trim(sheet)
    return Opened(book, sheet, tuple(_defused(sheet)))


def _check(content: bytes) -> None:
    """What a zip may be, before a library that trusts it reads on."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormRefusedError("form.old")
    if not content.startswith(b"PK\x03\x04"):
        raise TableRefused("file.kind")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, len(content), LIMITS)
            _check_parts(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TableRefused("file.damaged") from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    """No macros; no entities or document types in any XML."""
    names = archive.namelist()
    if any("vbaProject" in name or "macrosheets" in name for name in names):
        raise FormRefusedError("form.macros")
    if "xl/workbook.xml" not in names:
        raise TableRefused("file.kind")
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                deque(feed(safe_parser(), part), maxlen=0)


def _trim(sheet: Worksheet) -> None:
    """Formats run down whole columns in many forms; what is far below the last text is no part of it."""
    filled = [place for place, cell in sheet._cells.items() if cell.value is not None]
    if not filled:
        raise TableRefused("file.empty")
    last, wide = max(row for row, _column in filled), max(column for _row, column in filled)
    if last > MOST_ROWS or wide > MOST_COLUMNS:
        raise FormRefusedError("form.large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    merged = [one for one in sheet.merged_cells.ranges if one.min_row <= last + SLACK]
    last = max([last + SLACK, *(one.max_row for one in merged if one.min_row <= last)])
    for place in [place for place in sheet._cells if place[0] > last or place[1] > wide + SLACK]:
        del sheet._cells[place]
    for one in [one for one in sheet.merged_cells.ranges if one.max_row > last or one.max_col > wide + SLACK]:
        sheet.merged_cells.remove(one)


def _defused(sheet: Worksheet) -> Iterator[str]:
    """Empty every formula and link; where formulas stood."""
    for cell in list(sheet._cells.values()):
        if isinstance(cell, MergedCell):
            continue
        cell._hyperlink = None
        cell.comment = None
        if cell.data_type == "f" or not isinstance(cell.value, str | int | float | bool | None.__class__):
            keep = cell.value if hasattr(cell.value, "year") else None
            cell.value = keep
            if keep is None:
                yield cell.coordinate


def texts(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """(row, column) → text, merged ranges filled from their anchors."""
    found = {
        place: str(cell.value).strip()
        for place, cell in sheet._cells.items()
        if isinstance(cell, Cell) and cell.value is not None and str(cell.value).strip()
    }
    for one in sheet.merged_cells.ranges:
        anchor = found.get((one.min_row, one.min_col))
        if anchor is not None:
            for row in range(one.min_row, one.max_row + 1):
                for column in range(one.min_col, min(one.max_col, MOST_COLUMNS + SLACK) + 1):
                    found[row, column] = anchor
    if len(set(found.values())) > MOST_CELLS * 4:
        raise FormRefusedError("form.large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return found
