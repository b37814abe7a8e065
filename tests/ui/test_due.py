"""The deadline chip always names its unit and never guesses."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from anju.kernel.calendar import end_of_natural_days, end_of_working_days, statutory_table
from anju.ui.due import chip, day, draw, moment, waiting

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day_of_month: int, hour: int = 23, month: int = 3) -> datetime:
    return datetime(2026, month, day_of_month, hour, 59, tzinfo=SHANGHAI)


NOW = datetime(2026, 3, 11, 9, 42, tzinfo=SHANGHAI)  # a Wednesday


def test_days_left_are_natural_days_unless_said_otherwise() -> None:
    assert chip(at(23), NOW).text == "余 12 天"
    assert chip(at(23), NOW).tone == ""


def test_working_days_left_skip_the_weekend() -> None:
    assert chip(at(18), NOW, "working_days").text == "余 5 工作日"


def test_three_days_left_are_soon() -> None:
    assert chip(at(14), NOW).tone == "soon"
    assert chip(at(15), NOW).tone == ""


def test_the_last_day_is_today_until_it_ends() -> None:
    assert (chip(at(11), NOW).text, chip(at(11), NOW).tone) == ("今天到期", "today")


def test_overdue_counts_in_the_clocks_own_unit() -> None:
    assert chip(at(8), NOW).text == "逾期 3 天"
    assert chip(at(6), NOW, "working_days").text == "逾期 3 工作日"
    assert chip(at(8), NOW).late


def test_overdue_by_hours_on_the_same_day_says_hours() -> None:
    assert chip(at(11, hour=7), NOW, "at_once").text == "逾期 1 小时"


def test_overdue_over_a_weekend_counts_the_days_that_passed() -> None:
    sunday = datetime(2026, 3, 15, 10, 0, tzinfo=SHANGHAI)
    assert chip(at(13), sunday, "working_days").text == "逾期 2 天"


def test_a_provisional_deadline_shows_its_date_as_provisional() -> None:
    shown = chip(at(23), NOW, provisional=True)
    assert shown.text == "暂定 3月23日"
    assert "provisional" in draw(shown)


def test_a_calendar_due_brings_its_own_unit() -> None:
    assert chip(end_of_working_days(NOW, 5, statutory_table()), NOW).text == "余 5 工作日"
    assert chip(end_of_natural_days(NOW, 7), NOW).text == "余 7 天"


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="weeks"):
        chip(at(23), NOW, "weeks")


def test_somebody_elses_clock_is_dashed() -> None:
    assert 'class="due stop"' in draw(waiting())


def test_only_a_late_chip_carries_the_triangle() -> None:
    assert draw(chip(at(8), NOW)) != draw(chip(at(23), NOW))
    assert 'class="due late"' in draw(chip(at(8), NOW))


def test_hovering_tells_the_due_moment() -> None:
    assert chip(at(23), NOW).title == "期限 3月23日 23:59"


def test_a_day_of_another_year_shows_the_year() -> None:
    assert day(datetime(2027, 1, 2, 1, tzinfo=SHANGHAI), NOW) == "2027年1月2日"
    assert moment(at(23), NOW) == "3月23日 23:59"
