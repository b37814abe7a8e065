"""Sums that show nobody."""

from datetime import date, timedelta
from typing import Any

import pytest

from anju.burden.rules import minutes as rules
from anju.burden.rules.minutes import Group

TODAY = date(2026, 11, 30)
TOKEN = "t" * 32


def told(**more: Any) -> dict[str, Any]:
    return {"day": "2026-11-27", "minutes": 40, "token": TOKEN, "first": True, **more}


def test_a_finished_day_is_read() -> None:
    [one] = rules.read([told()], TODAY)
    assert (one.day, one.minutes, one.first) == (date(2026, 11, 27), 40, True)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "x",
        7,
        {},
        told(day="2026-13-01"),
        told(day="2026-12-01"),
        told(day=(TODAY - rules.OLDEST - timedelta(days=1)).isoformat()),
        told(minutes=0),
        told(minutes=-5),
        told(minutes=True),
        told(minutes=3.5),
        told(token="short"),
        told(token="x" * 81),
        told(token=5),
    ],
)
def test_what_is_no_day_is_passed_over(raw: Any) -> None:
    assert rules.read([raw, told()], TODAY) == rules.read([told()], TODAY)


def test_a_page_left_open_counts_as_a_long_day_at_most() -> None:
    assert rules.read([told(minutes=5000)], TODAY)[0].minutes == rules.MOST_MINUTES


def test_one_token_is_one_day_and_a_request_has_an_end() -> None:
    assert len(rules.read([told(), told(minutes=50)], TODAY)) == 1
    many = [told(token=f"{number:032d}") for number in range(100)]
    assert len(rules.read(many, TODAY)) == rules.MOST_DAYS
    assert rules.read({"day": 1}, TODAY) == []


def test_a_week_is_judged_only_when_late_phones_had_time() -> None:
    assert rules.last_settled(date(2026, 12, 1)) == date(2026, 11, 16)
    assert rules.last_settled(date(2026, 12, 2)) == date(2026, 11, 23)


def test_groups_are_summed_by_street() -> None:
    parts = [Group("grid_member", "/cc/1/1/", 100, 3), Group("grid_member", "/cc/1/2/", 60, 2)]
    assert rules.summed(parts, 2) == [Group("grid_member", "/cc/1/", 160, 5)]


def test_fewer_than_the_minimum_are_not_shown() -> None:
    few, enough = (Group("grid_member", "/cc/1/1/", 100, count) for count in (rules.FEWEST - 1, rules.FEWEST))
    assert rules.shown([few])[0].average is None
    assert rules.shown([enough])[0].average == 20


def test_one_small_part_takes_another_with_it_so_that_nobody_subtracts() -> None:
    parts = [Group("grid_member", f"/cc/1/{number}/", 100, phones) for number, phones in enumerate((2, 6, 9))]
    assert [one.phones for one in rules.shown(parts)] == [None, None, 9]
    two_small = [Group("grid_member", f"/cc/1/{number}/", 100, phones) for number, phones in enumerate((2, 3, 9))]
    assert [one.phones for one in rules.shown(two_small)] == [None, None, 9]


def test_averages_come_in_steps() -> None:
    assert rules.rounded(Group("street", "/cc/1/", 113, 5)) == 25


def test_a_cap_is_passed_only_by_enough_phones() -> None:
    assert rules.is_over(Group("street", "/cc/1/", 500, 5), 90)
    assert not rules.is_over(Group("street", "/cc/1/", 450, 5), 90)
    assert not rules.is_over(Group("street", "/cc/1/", 4000, 4), 90)
    assert not rules.is_over(Group("street", "/cc/1/", 500, 5), None)
