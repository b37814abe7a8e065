"""What is no form, or asks too much of the machine, is refused with words that say what to do."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from anju.burden.rules.mapping import FormMapping
from anju.burden.sheets.opening import MOST_BYTES, open_form
from anju.burden.sheets.refusing import WORDS, FormRefusedError
from anju.burden.sheets.understanding import understood
from tests.burden.conftest import as_bytes, book_of

PLAIN = [["序号", "隐患类型", "详细地址"], []]


def refused(content: bytes) -> str:
    with pytest.raises(FormRefusedError) as refusal:
        understood(open_form(content))
    assert refusal.value.words()
    return refusal.value.code


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The same archive with one part put in or exchanged."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"no workbook at all", "file.kind"),
        (b"\xd0\xcf\x11\xe0 old", "form.old"),
        (b"PK\x03\x04 broken", "file.damaged"),
        (book_of([["a"]])[:900], "file.damaged"),
        (b"x" * (MOST_BYTES + 1), "form.size"),
        (with_part(book_of(PLAIN), "xl/vbaProject.bin", b"run"), "form.macros"),
        (with_part(book_of(PLAIN), "xl/styles.xml", b"<styles"), "file.damaged"),
        (with_part(book_of(PLAIN), "xl/worksheets/sheet1.xml", b"<worksheet/>"), "file.empty"),
        (book_of([["只有标题"]]), "form.nothing"),
        (book_of([[f"第{row}行"] for row in range(400)]), "form.large"),
        (book_of([[f"列{column}" for column in range(80)]]), "form.large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "form",
)
def test_it_says_what_is_wrong(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    assert refused(with_part(book_of(PLAIN), "xl/sharedStrings.xml", bomb)) == "file.unsafe_xml"


def test_a_zip_that_swells_is_refused() -> None:
    assert refused(with_part(book_of(PLAIN), "xl/media/x.bin", b"\0" * (12 * 1024 * 1024))) == "limit.bytes"


def test_several_sheets_are_refused() -> None:
    book = Workbook()
    book.create_sheet("说明")
    assert refused(as_bytes(book)) == "form.sheets"


def test_two_kinds_of_records_in_one_row_are_refused() -> None:
    assert refused(book_of([["{{隐患.位置}}", "{{巡查.地点}}"]])) == "form.mixed_row"


def test_every_refusal_has_its_words() -> None:
    for code in WORDS:
        said = FormRefusedError(code, limit=1, count=1, rows=1, columns=1, row=1).words()
        assert "%(" not in said
        assert said.endswith("。")


def test_formats_far_below_the_last_text_are_cut_away() -> None:
    def paint(sheet: Worksheet) -> None:
        for row in range(1, 2000):
            sheet.cell(row, 3).fill = PatternFill("solid", start_color="FF0000")

    opened = open_form(book_of(PLAIN, paint))
    assert max(row for row, _column in opened.sheet._cells) < 60


def test_formulas_links_and_comments_are_taken_out() -> None:
    def arm(sheet: Worksheet) -> None:
        sheet["D1"] = "=SUM(A1:A9)"
        sheet["C1"].hyperlink = "http://example.invalid/"

    opened = open_form(book_of(PLAIN, arm))
    assert opened.formulas == ("D1",)
    assert opened.sheet["D1"].value is None
    assert opened.sheet["C1"].hyperlink is None
    assert understood(opened).formulas == ("D1",)


def mapped(rows: list[list[object]], change: Callable[[Worksheet], None] | None = None) -> FormMapping:
    return understood(open_form(book_of(rows, change)))


def test_titles_are_found_below_a_title_row_and_by_their_synonyms(ledger_form: bytes) -> None:
    found = understood(open_form(ledger_form))
    [block] = found.blocks
    assert (block.row, block.spare, block.source) == (5, 2, "hazards")
    assert {letter: cell.pattern for letter, cell in block.columns.items()} == {
        "A": "{{row:no}}", "B": "{{row:kind}}", "C": "{{row:place}}", "D": "{{row:accountable}}",
        "E": "{{row:due_on}}", "F": "",
    }  # fmt: skip
    assert {at: cell.pattern for at, cell in found.cells.items()} == {
        "B2": "{{fact:unit}}",
        "E2": "{{fact:on}}",
        "B7": "",
    }


def test_lines_that_are_numbered_already_are_lines() -> None:
    [block] = mapped([["序号", "隐患", "位置"], [1], [2], [3], ["合计"]]).blocks
    assert block.spare == 3


def test_labels_in_one_cell_keep_their_places() -> None:
    found = mapped([["填报单位：　　　填报人：　　", None, None], *PLAIN])
    assert found.cells["A1"].pattern == "填报单位：{{fact:unit}}　　填报人：{{fact:by}}"


def test_one_title_is_not_filled_twice() -> None:
    [block] = mapped([["序号", "位置", "地址", "隐患"], []]).blocks
    assert [cell.pattern for cell in block.columns.values()].count("{{row:place}}") == 1


def test_a_placeholder_nobody_knows_is_named() -> None:
    found = mapped([["{{填报单位}}", "{{星座}}", "{{隐患.星座}}"]])
    assert set(found.unknown.values()) == {"星座", "隐患.星座"}


def test_a_mapping_is_read_as_it_was_written(ledger_form: bytes) -> None:
    found = understood(open_form(ledger_form))
    assert FormMapping.from_data(found.to_data()) == found
