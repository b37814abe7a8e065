"""One door for every kind of table: what the content is decides, never the file's name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from anju.intake.problems import TableRefused
from anju.intake.tables.cells import Row
from anju.intake.tables.delimited import find_encoding, read_delimited
from anju.intake.tables.legacy import open_legacy, read_legacy
from anju.intake.tables.limits import Limits, check_archive
from anju.intake.tables.ooxml import Sheet, Workbook, read_shared_strings, read_styles, read_workbook
from anju.intake.tables.xlsx import read_sheet

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_BINARY: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `kind` is xlsx, xls or csv; `rows()` starts from the top each time it is called."""

    kind: str
    sheet: str
    sheets: tuple[str, ...]
    encoding: str
    rows: Callable[[], Iterator[Row]]
    mode_1904: bool = False


def open_table(source: Path | IO[bytes], *, sheet: str | None = None, limits: Limits | None = None) -> Table:
    """Open a table for reading.

    `sheet` is a worksheet's name; without it the first visible sheet is read. Raises TableRefused with what to do.
    """
    limits = limits or Limits()
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _open(source, stream, sheet, limits)
    return _open(source, source, sheet, limits)


def _open(source: Path | IO[bytes], stream: IO[bytes], sheet: str | None, limits: Limits) -> Table:
    stream.seek(0)
    head = stream.read(4_096)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not head.strip():
        raise TableRefused("file.empty")
    if head.startswith(_ZIP):
        return _open_xlsx(source, size, sheet, limits)
    if head.startswith(_COMPOUND):
        return _open_xls(stream, size, sheet, limits)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise TableRefused("file.markup")
    if head.startswith(_BINARY):
        raise TableRefused("file.kind")
    encoding = find_encoding(stream, limits)
    return Table("csv", "", (), encoding, lambda: _csv_rows(source, encoding, limits))


def _csv_rows(source: Path | IO[bytes], encoding: str, limits: Limits) -> Iterator[Row]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield from read_delimited(stream, encoding, limits)
    else:
        source.seek(0)
        yield from read_delimited(source, encoding, limits)


def _open_xlsx(source: Path | IO[bytes], size: int, sheet: str | None, limits: Limits) -> Table:
    with _archive(source) as archive:
        check_archive(archive, size, limits)
        if not any(name.endswith("workbook.xml") for name in archive.namelist()):
            raise TableRefused("file.kind")
        book = read_workbook(archive)
    chosen = _choose(book.sheets, sheet)
    names = tuple(each.name for each in book.sheets if not each.hidden)
    return Table(
        "xlsx", chosen.name, names, "utf-8", lambda: _xlsx_rows(source, book, chosen, limits), mode_1904=book.mode_1904
    )


def _archive(source: Path | IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise TableRefused("file.damaged") from error


def _xlsx_rows(source: Path | IO[bytes], book: Workbook, sheet: Sheet, limits: Limits) -> Iterator[Row]:
    with _archive(source) as archive:
        if sheet.part not in archive.namelist():
            raise TableRefused("file.damaged")
        strings = read_shared_strings(archive, book.shared_strings, limits)
        styles = read_styles(archive, book.styles)
        yield from read_sheet(archive, sheet.part, book, strings, styles, limits)


def _choose(sheets: list[Sheet], wanted: str | None) -> Sheet:
    for each in sheets:
        if each.name == wanted or (wanted is None and not each.hidden):
            return each
    if wanted is None:
        raise TableRefused("file.empty")
    raise TableRefused("file.no_sheet", sheet=wanted, sheets="、".join(each.name for each in sheets))


def _open_xls(stream: IO[bytes], size: int, sheet: str | None, limits: Limits) -> Table:
    content = stream.read(limits.legacy_bytes + 1)
    if _ENCRYPTED in content:
        raise TableRefused("file.encrypted")
    book = open_legacy(io.BytesIO(content), size, limits)
    names = tuple(each.name for each in book.sheets_metadata if str(each.visible).endswith("Visible"))
    chosen = _choose([Sheet(name, name) for name in names or tuple(book.sheet_names)], sheet)
    return Table("xls", chosen.name, names, "", lambda: read_legacy(book, chosen.name, limits))
