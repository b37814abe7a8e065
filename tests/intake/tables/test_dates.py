from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.intake.tables.dates import DateOrder, parse_moment
from anju.intake.tables.serials import is_date_format, padded_width, serial_to_datetime


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024.3.5", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年03月05号", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03-05T10:11:12", "2024-03-05T10:11:12"),
        ("2024-03-05 10:11:12.345", "2024-03-05T10:11:12"),
        ("2024/3/5 8:30", "2024-03-05T08:30"),
        ("2024年3月5日 8时30分", "2024-03-05T08:30"),
        ("2024年3月5日 8：30", "2024-03-05T08:30"),
        ("45356", "2024-03-05"),
        ("45356.5", "2024-03-05T12:00"),
        ("13/3/2024", "2024-03-13"),
        ("3/13/2024", "2024-03-13"),
        ("3/3/2024", "2024-03-03"),
        ("OCT 18, 2021", "2021-10-18"),
        ("18 October 2021", "2021-10-18"),
    ],
)
def test_dates_in_every_form_that_can_be_read_one_way_only(text: str, iso: str) -> None:
    assert parse_moment(text) == datetime.fromisoformat(iso)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5/3/2024", "cell.date_ambiguous"),
        ("24.3.5", "cell.date_two_digit_year"),
        ("2024.3", "cell.date_missing_day"),
        ("2024年3月", "cell.date_missing_day"),
        ("2023-02-29", "cell.date_no_such_day"),
        ("2024-03-05 25:00", "cell.date_no_such_day"),
        ("Foo 18, 2021", "cell.date"),
        ("昨天", "cell.date"),
        ("", "cell.date"),
        ("99999", "cell.date"),
        ("123", "cell.date"),
    ],
)
def test_what_could_be_read_two_ways_or_none_is_refused_with_its_reason(text: str, code: str) -> None:
    assert parse_moment(text) == code


def test_a_declared_order_settles_an_ambiguous_date() -> None:
    assert parse_moment("5/3/2024", order=DateOrder.DAY_FIRST) == datetime.fromisoformat("2024-03-05")
    assert parse_moment("5/3/2024", order=DateOrder.MONTH_FIRST) == datetime.fromisoformat("2024-05-03")


@given(st.datetimes(datetime.fromisoformat("1920-02-01"), datetime.fromisoformat("2098-12-31")), st.booleans())
def test_a_serial_and_its_date_are_the_same_moment_to_the_second(moment: datetime, mode_1904: bool) -> None:
    moment = moment.replace(microsecond=0)
    epoch = datetime.fromisoformat("1904-01-01" if mode_1904 else "1899-12-30")
    serial = (moment - epoch) / timedelta(days=1)
    assert serial_to_datetime(serial, mode_1904=mode_1904) == moment


def test_serials_count_around_the_day_that_never_was() -> None:
    assert serial_to_datetime(1) == datetime.fromisoformat("1900-01-01")
    assert serial_to_datetime(59) == datetime.fromisoformat("1900-02-28")
    assert serial_to_datetime(61) == datetime.fromisoformat("1900-03-01")


def test_a_fraction_alone_is_a_time_of_day() -> None:
    assert serial_to_datetime(0.5) == time(12, 0)


@pytest.mark.parametrize("serial", [-1, 3_000_000, 1e300])
def test_numbers_outside_the_calendar_are_no_dates(serial: float) -> None:
    assert serial_to_datetime(serial) is None


@pytest.mark.parametrize(
    "code", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d\\ aaaa;@", "h:mm", "[h]:mm", "m/d/yy h:mm"]
)
def test_formats_that_show_a_date(code: str) -> None:
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code", ["General", "0.00", '0.0"m"', "#,##0;[Red]-#,##0", "@", '"日"0', "000000", "[DBNum1]0"]
)
def test_formats_that_show_no_date(code: str) -> None:
    assert not is_date_format(code)


def test_only_a_format_of_zeros_pads() -> None:
    assert [padded_width(code) for code in ("0000", "0", "0.00", "@")] == [4, 0, 0, 0]
