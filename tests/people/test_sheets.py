"""Small tables from people's own hands: full-width digits, dates as they write them, headings below a title."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from anju.people import sheets

HEADINGS = {"day": ("日期", "date"), "who": ("值班人", "login")}


def read(text: str, encoding: str = "utf-8") -> list[sheets.SheetRow]:
    return sheets.read(BytesIO(text.encode(encoding)), HEADINGS, needed=("day", "who"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    rows = read("日期,值班人\n2026-11-24,wang\n", encoding)
    assert [(row.number, row.values) for row in rows] == [(2, {"day": "2026-11-24", "who": "wang"})]


def test_headings_are_found_below_a_title_and_in_english_and_empty_rows_are_left_out() -> None:
    rows = read("十一月值班表,\n,\nlogin,Date\nwang,2026-11-24\n,\nli,2026-11-25\n")
    assert [(row.number, row.values["who"]) for row in rows] == [(4, "wang"), (6, "li")]


def test_full_width_digits_become_plain() -> None:
    assert read("日期,值班人\n２０２６－１１－２４,ｗａｎｇ\n")[0].values == {"day": "2026-11-24", "who": "wang"}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, ""), (13800000000.0, "13800000000"), (1.5, "1.5"), (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2), "2026-01-02"), (datetime(2026, 1, 2, 8, 30), "2026-01-02 08:30"),  # noqa: DTZ001
        (time(8, 30), "08:30"), (" a ", "a"),
    ],
)  # fmt: skip
def test_a_cell_becomes_text_without_losing_what_it_says(cell: object, said: str) -> None:
    assert sheets.text(cell) == said


@pytest.mark.parametrize("text", ["2026-11-24", "2026/11/24", "2026.11.24", "2026年11月24日", "2026-11-24 08:00"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert sheets.day_of(text) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "24", "昨天", "2026-13-01", "2026-02-30"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert sheets.day_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [("17:30", time(17, 30)), ("1730", time(17, 30)), ("8", time(8)), ("24:00", time()), ("8点", time(8))],
)
def test_a_time_is_read_as_people_write_it(text: str, said: time) -> None:
    assert sheets.time_of(text) == said


@pytest.mark.parametrize("text", ["", "25:00", "晚上", "17:75"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert sheets.time_of(text) is None


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(ValidationError, match="超过 2 行"):
        read("日期,值班人\n" + "2026-11-24,wang\n" * 3)
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    with pytest.raises(ValidationError, match="4 MB"):
        read("日期,值班人\n2026-11-24,wang\n")


def test_an_archive_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    content, book = BytesIO(), openpyxl.Workbook()
    book.save(content)
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)
    with pytest.raises(ValidationError, match="解开后太大"):
        sheets.read(BytesIO(content.getvalue()), HEADINGS, needed=())
