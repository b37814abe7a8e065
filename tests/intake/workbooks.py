"""Small workbooks built for the tests, by a writer that is not the one under test, or by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    merges: Sequence[tuple[int, int, int, int, str]] = (),
    formats: dict[tuple[int, int], str] | None = None,
    options: dict[str, Any] | None = None,
    sheet: str = "数据",
) -> io.BytesIO:
    """An .xlsx with one sheet. `merges` are (top, left, bottom, right, text) from 0; `formats` number formats."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **(options or {})})
    page = book.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            code = (formats or {}).get((r, c))
            if value is not None:
                page.write(r, c, value, book.add_format({"num_format": code}) if code else None)
    for top, left, bottom, right, text in merges:
        page.merge_range(top, left, bottom, right, text)
    book.close()
    stream.seek(0)
    return stream


def raw_workbook(
    sheet_xml: str, *, strings_xml: str | None = None, book_properties: str = "", extra: dict[str, bytes] | None = None
) -> io.BytesIO:
    """An .xlsx put together from its XML, for shapes that a well-behaved writer does not produce."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{book_properties}'
        '<sheets><sheet name="数据" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if strings_xml is not None:
        parts["xl/sharedStrings.xml"] = strings_xml
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def sheet_xml(rows: str, *, after: str = "") -> str:
    """A worksheet part around the given rows."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'
    return f"{opening}<sheetData>{rows}</sheetData>{after}</worksheet>"
