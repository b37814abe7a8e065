"""When something may leave Anju."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel import clock
from anju.kernel.calendar import statutory_table
from anju.notify.enums import Urgency
from anju.notify.rules.timing import MERGE_WINDOW, ROBOT_QUIET, Office, Quiet, due, needs_roster

OFFICE = Office(statutory_table())


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 in district time. 10 March is a Tuesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=clock.DISTRICT_TIME)


moments = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: at(1, 0, month=1) + timedelta(minutes=minutes))
times = st.times().map(lambda t: t.replace(tzinfo=None))


def test_in_working_hours_an_ordinary_notice_waits_for_its_neighbours_only() -> None:
    assert due(Urgency.NORMAL, at(10, 10), Quiet(), OFFICE) == at(10, 10) + MERGE_WINDOW


def test_at_night_it_waits_for_the_morning() -> None:
    assert due(Urgency.NORMAL, at(10, 23), Quiet(), OFFICE) == at(11, 9)


def test_on_a_friday_evening_it_waits_for_monday() -> None:
    assert due(Urgency.NORMAL, at(13, 19), Quiet(), OFFICE) == at(16, 9)


def test_a_worked_sunday_is_a_working_day_and_a_holiday_is_none() -> None:
    holiday, worked = at(1, 10, month=10), at(20, 10, month=9)
    assert due(Urgency.NORMAL, holiday, Quiet(), OFFICE) == at(8, 9, month=10)
    assert due(Urgency.NORMAL, worked, Quiet(), OFFICE) == worked + MERGE_WINDOW


def test_urgent_matters_go_at_once_in_working_hours() -> None:
    assert due(Urgency.URGENT, at(10, 10), Quiet(), OFFICE) == at(10, 10)


def test_outside_them_they_go_at_once_only_to_whoever_is_on_duty() -> None:
    assert due(Urgency.URGENT, at(14, 22), Quiet(), OFFICE) == at(16, 9)
    assert due(Urgency.URGENT, at(14, 22), Quiet(), OFFICE, on_duty=True) == at(14, 22)


def test_what_may_wait_comes_with_the_next_digest() -> None:
    assert due(Urgency.LOW, at(10, 8), Quiet(digest_at=time(9, 30)), OFFICE) == at(10, 9, 30)
    assert due(Urgency.LOW, at(10, 10), Quiet(digest_at=time(9, 30)), OFFICE) == at(11, 9, 30)


def test_who_asks_for_a_digest_gets_ordinary_notices_with_it() -> None:
    assert due(Urgency.NORMAL, at(10, 10), Quiet(digest=True), OFFICE) == at(11, 9)


def test_a_digest_asked_for_at_dawn_comes_when_the_office_opens() -> None:
    assert due(Urgency.LOW, at(10, 5), Quiet(time(0), time(0), digest_at=time(6)), OFFICE) == at(10, 9)


def test_quiet_hours_in_the_day_are_kept() -> None:
    noon = Quiet(time(12), time(13, 30))
    assert due(Urgency.URGENT, at(10, 12, 15), noon, OFFICE) == at(10, 13, 30)


@pytest.mark.parametrize("hour", [20, 23, 0, 7])
def test_quiet_hours_may_span_midnight(hour: int) -> None:
    assert Quiet(time(20), time(8)).covers(at(10, hour))


def test_equal_ends_mean_no_quiet_hours() -> None:
    assert not any(ROBOT_QUIET.covers(at(10, hour)) for hour in range(24))


def test_the_roster_is_told_of_urgent_matters_outside_working_hours_only() -> None:
    assert needs_roster(Urgency.URGENT, at(14, 22), OFFICE)
    assert needs_roster(Urgency.LIFE, at(14, 22), OFFICE)
    assert not needs_roster(Urgency.URGENT, at(10, 10), OFFICE)
    assert not needs_roster(Urgency.NORMAL, at(14, 22), OFFICE)


@given(moments, times, times, st.booleans(), times)
def test_danger_to_life_never_waits(moment: datetime, a: time, b: time, digest: bool, c: time) -> None:
    assert due(Urgency.LIFE, moment, Quiet(a, b, digest, c), OFFICE) == moment


@given(moments, st.sampled_from([Urgency.LOW, Urgency.NORMAL, Urgency.URGENT]), times, times, st.booleans(), times)
def test_anything_else_leaves_in_working_hours_and_within_a_month(
    moment: datetime, urgency: Urgency, a: time, b: time, digest: bool, c: time
) -> None:
    """Whatever quiet hours somebody sets: no notice is lost in them."""
    leaves = due(urgency, moment, Quiet(a, b, digest, c), OFFICE)
    assert moment <= leaves <= moment + timedelta(days=31)
    assert OFFICE.open_at(leaves)
