from __future__ import annotations

import io
import zipfile

import pytest

from anju.intake.problems import TableRefused
from anju.intake.tables import Limits, open_table
from anju.intake.tables.limits import check_archive
from tests.intake.workbooks import raw_workbook, sheet_xml


def refused(stream: io.BytesIO, limits: Limits | None = None) -> str:
    with pytest.raises(TableRefused) as caught:
        list(open_table(stream, limits=limits).rows())
    return caught.value.problem.code


def test_an_entry_that_expands_too_far_is_refused_before_it_is_expanded() -> None:
    bomb = raw_workbook(sheet_xml(""), extra={"xl/media/bomb": bytes(12 * 1024 * 1024)})
    assert refused(bomb) == "limit.ratio"


def test_contents_larger_than_the_limit_are_refused_whatever_the_ratio() -> None:
    assert refused(raw_workbook(sheet_xml("")), Limits(expanded_bytes=500)) == "limit.bytes"


def test_too_many_entries_are_refused() -> None:
    many = {f"xl/media/{number}": b"" for number in range(50)}
    assert refused(raw_workbook(sheet_xml(""), extra=many), Limits(entries=40)) == "limit.entries"


def test_entries_that_overlap_are_refused() -> None:
    stream = raw_workbook(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(stream) as archive:
        first, second = archive.infolist()[:2]
        second.header_offset = first.header_offset
        with pytest.raises(TableRefused) as caught:
            check_archive(archive, len(stream.getvalue()), Limits())
    assert caught.value.problem.code == "limit.overlap"


def test_an_archive_cut_short_is_damaged() -> None:
    whole = raw_workbook(sheet_xml("")).getvalue()
    assert refused(io.BytesIO(whole[: len(whole) // 2])) == "file.damaged"


def test_a_sheet_whose_bytes_were_altered_is_damaged() -> None:
    content = bytearray(raw_workbook(sheet_xml("<row><c><v>1</v></c></row>" * 200)).getvalue())
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 8] = b"\xff" * 8
    assert refused(io.BytesIO(bytes(content))) == "file.damaged"


def test_a_zip_that_is_no_workbook_is_refused_with_what_to_save_as() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert refused(stream) == "file.kind"


def test_shared_strings_have_a_limit_of_their_own() -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + "<si><t>abcdef</t></si>" * 9
    stream = raw_workbook(sheet_xml(""), strings_xml=strings + "</sst>")
    assert refused(stream, Limits(shared_string_bytes=50)) == "limit.bytes"
