from __future__ import annotations

import io
from pathlib import Path

import pytest

from anju.intake.problems import TableRefused
from anju.intake.tables import Row, open_table
from tests.intake.workbooks import workbook


def refused(content: bytes) -> str:
    with pytest.raises(TableRefused) as caught:
        list(open_table(io.BytesIO(content)).rows())
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"  \r\n ", "file.empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file.markup"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "file.markup"),
        (b"%PDF-1.7", "file.kind"),
        (b"\x89PNG\r\n", "file.kind"),
        (b"PK\x03\x04 but nothing more", "file.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.damaged"),
        (b"\xff\x00\x81\x00\xfe\x80", "file.encoding"),
    ],
)
def test_content_that_is_no_table_is_refused_by_what_it_is(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_the_content_decides_the_kind_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(workbook([["名称"], ["甲"]]).getvalue())
    table = open_table(path)
    assert table.kind == "xlsx"
    assert list(table.rows()) == [Row(1, ["名称"]), Row(2, ["甲"])]


def test_rows_can_be_read_again_from_the_top(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,层数\n甲,3\n", encoding="utf-8")
    table = open_table(path)
    assert list(table.rows()) == list(table.rows())
    stream = open_table(io.BytesIO(path.read_bytes()))
    assert list(stream.rows()) == list(stream.rows())
