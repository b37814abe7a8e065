"""Reading an uploaded holiday table."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from anju.kernel.calendar import TableError, is_working_day, parse_year, statutory_table
from anju.kernel.calendar import upload as upload_module

ROWS = [
    "日期,班/休,节日",
    "2027-01-01,休,元旦",
    "2027/2/6,班,春节",
    "2027年5月1日,休,劳动节",
    "２０２７－１０－０１,休,国庆节",
]


def as_csv(*rows: str, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(rows).encode(encoding)


def as_xlsx(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


def problems_of(content: bytes, filename: str = "t.csv") -> tuple[tuple[int, str], ...]:
    with pytest.raises(TableError) as caught:
        parse_year(content, filename, 2027)
    return caught.value.problems


def test_mixed_ways_of_writing_a_date_are_read() -> None:
    parsed = parse_year(as_csv(*ROWS), "2027.csv", 2027)
    assert sorted(parsed.marks) == [date(2027, 1, 1), date(2027, 2, 6), date(2027, 5, 1), date(2027, 10, 1)]


def test_working_and_off_days_are_told_apart_and_named() -> None:
    marks = parse_year(as_csv(*ROWS), "2027.csv", 2027).marks
    assert marks[date(2027, 2, 6)].working
    assert not marks[date(2027, 1, 1)].working
    assert marks[date(2027, 5, 1)].name == "劳动节"


def test_a_file_without_a_header_keeps_its_first_row() -> None:
    assert date(2027, 1, 1) in parse_year(as_csv(*ROWS[1:]), "2027.csv", 2027).marks


def test_the_old_chinese_encoding_of_office_machines_is_read() -> None:
    assert len(parse_year(as_csv(*ROWS, encoding="gb18030"), "2027.csv", 2027).marks) == 4


def test_a_workbook_with_real_dates_text_and_numbers_is_read() -> None:
    content = as_xlsx(
        [["日期", "安排"], [datetime(2027, 1, 1), "休"], ["2027.5.1", "放假"], [20271001, "休"]]  # noqa: DTZ001  Excel has no zones
    )
    assert len(parse_year(content, "2027.xlsx", 2027).marks) == 3


def test_the_days_of_december_before_the_year_belong_to_its_notice() -> None:
    marks = parse_year(as_csv(*ROWS, "2026-12-31,休,元旦"), "2027.csv", 2027).marks
    assert not marks[date(2026, 12, 31)].working


def test_a_day_of_another_year_is_named_with_its_row() -> None:
    assert problems_of(as_csv(*ROWS, "2028-01-03,休,元旦")) == ((6, "2028-01-03 不属于 2027 年的放假安排，请核对年份"),)


def test_a_word_that_is_neither_working_nor_off_is_named_with_its_row() -> None:
    assert problems_of(as_csv(*ROWS, "2027-02-08,调,春节")) == ((6, "“调”应写“班”或“休”"),)


def test_an_impossible_date_is_named_with_its_row() -> None:
    assert problems_of(as_csv(*ROWS, "2027-02-30,休,春节"))[0][0] == 6


def test_a_day_given_twice_in_contradiction_is_refused() -> None:
    assert problems_of(as_csv(*ROWS, "2027-02-06,休,春节"))[0][0] == 6


def test_a_day_repeated_in_agreement_is_accepted() -> None:
    assert len(parse_year(as_csv(*ROWS, "2027-02-06,班,春节"), "2027.csv", 2027).marks) == 4


def test_a_notice_without_the_fixed_festivals_is_not_complete() -> None:
    assert "2027-10-01 是法定节日" in str(problems_of(as_csv(*ROWS[:4])))


def test_an_empty_file_is_not_complete() -> None:
    assert len(problems_of(b"")) == 3


def test_every_problem_is_told_at_once() -> None:
    assert len(problems_of(as_csv(*ROWS, "x,休", "2027-03-01,?"))) == 2


def test_a_file_that_is_no_workbook_is_refused_in_plain_words() -> None:
    assert "另存为 .xlsx" in problems_of(b"%PDF-1.7", "2027.xlsx")[0][1]


def test_bytes_in_no_known_encoding_are_refused() -> None:
    assert "编码" in problems_of(b"\xff\xff\xff\xff")[0][1]


def test_a_file_larger_than_any_holiday_table_is_refused_unread() -> None:
    assert "1 MB" in problems_of(b"x" * (upload_module.MAX_BYTES + 1))[0][1]


def test_a_workbook_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_module, "MAX_UNPACKED_BYTES", 100)
    assert "过大" in problems_of(as_xlsx([["日期"]]), "2027.xlsx")[0][1]


def test_far_too_many_rows_are_refused() -> None:
    assert "500 行" in problems_of(as_csv(*["2027-01-01,休"] * 501))[0][1]
    assert "500 行" in problems_of(as_xlsx([["2027-01-01", "休"]] * 501), "2027.xlsx")[0][1]


def test_the_problems_read_as_one_sentence() -> None:
    with pytest.raises(TableError, match="第6行：“调”应写“班”或“休”"):
        parse_year(as_csv(*ROWS, "2027-02-08,调"), "2027.csv", 2027)


def test_a_parsed_year_settles_the_calendar() -> None:
    table = statutory_table().with_year(2027, parse_year(as_csv(*ROWS), "2027.csv", 2027).marks)
    assert is_working_day(date(2027, 2, 6), table)
    assert table.is_certain(date(2027, 6, 1))
