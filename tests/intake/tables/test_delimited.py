from __future__ import annotations

import io

import pytest

from anju.intake.problems import TableRefused
from anju.intake.tables import Limits, Row, open_table
from anju.intake.tables.delimited import find_delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_the_encodings_that_occur(encoding: str) -> None:
    table = open_table(io.BytesIO("小区,楼栋\n阳光花园,３幢\n".encode(encoding)))
    assert [row.cells for row in table.rows()] == [["小区", "楼栋"], ["阳光花园", "３幢"]]


def test_a_name_in_gb18030_far_down_an_ascii_file_is_still_found() -> None:
    content = b"id,name\n" + b"1,a\n" * 400_000 + "2,镕\n".encode("gb18030")
    table = open_table(io.BytesIO(content), limits=Limits(rows=500_000))
    assert table.encoding == "gb18030"
    *_, last = table.rows()
    assert last.cells == ["2", "镕"]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a;b;c\n1,5;2;3\n", ";"),
        ("a|b\n1|2\n", "|"),
        ("名称，层数\n甲，3\n", "，"),
        ('"a,b";c\n"d,e";f\n', ";"),
        ("只有一列\n甲\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_that_cuts_most_evenly_is_taken(sample: str, delimiter: str) -> None:
    assert find_delimiter(sample) == delimiter


def test_line_breaks_inside_quotes_stay_in_the_cell_and_blank_lines_are_passed_over() -> None:
    table = open_table(io.BytesIO(b'a,b\n\n"x\ny",2\n'))
    assert list(table.rows()) == [Row(1, ["a", "b"]), Row(3, ["x\ny", "2"])]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"a,b\n" * 5, Limits(rows=3), "limit.rows"),
        (b"a,b,c\n", Limits(columns=2), "limit.columns"),
        (b"a," + b"x" * 50 + b"\n", Limits(cell_characters=40), "limit.cell"),
        (b'a,"' + b"x" * 200_000 + b'"\n', Limits(), "limit.cell"),
        (b"a,b\n" * 50, Limits(expanded_bytes=100), "limit.bytes"),
    ],
)
def test_what_exceeds_a_limit_is_refused(content: bytes, limits: Limits, code: str) -> None:
    with pytest.raises(TableRefused) as caught:
        list(open_table(io.BytesIO(content), limits=limits).rows())
    assert caught.value.problem.code == code
