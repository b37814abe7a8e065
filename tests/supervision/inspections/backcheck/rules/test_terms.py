"""The statutory terms: thirty days and thirty more, without the days of appraisal."""

from datetime import date, timedelta

import pytest

from anju.supervision.inspections.backcheck.rules.terms import clocks, paused

CALL = date(2026, 1, 30)


def days(**more: object) -> list[int | None]:
    """Days from the call to each term."""
    told = clocks(CALL, date(2026, 3, 1), **more)  # type: ignore[arg-type]
    return [(one.due - CALL).days if one.due else None for one in told]


def test_thirty_days_and_thirty_more() -> None:
    assert days() == [30, None, None, None]
    assert days(extended=True) == [60, None, None, None]


def test_days_of_appraisal_are_not_counted_and_none_twice() -> None:
    first = (date(2026, 2, 1), date(2026, 2, 10))
    overlapping = (date(2026, 2, 5), date(2026, 2, 12))
    assert days(pauses=[first]) == [40, None, None, None]
    assert days(pauses=[first, overlapping])[0] == 42


def test_an_appraisal_that_goes_on_counts_to_today_and_one_to_come_not_at_all() -> None:
    assert paused([(date(2026, 2, 1), None)], date(2026, 2, 3)) == 3
    assert days(pauses=[(date(2026, 2, 20), None)])[0] == 30 + 10
    assert days(pauses=[(date(2026, 5, 1), date(2026, 5, 9))])[0] == 30


def test_after_the_determination_no_appraisal_moves_its_term() -> None:
    told = days(determined=date(2026, 2, 15), pauses=[(date(2026, 2, 10), date(2026, 2, 28))])
    assert told[0] == 30 + 6


def test_service_re_examination_and_its_answer() -> None:
    told = clocks(
        CALL, date(2026, 4, 1), determined=date(2026, 2, 20), served=date(2026, 2, 25), asked=date(2026, 3, 2)
    )
    assert [one.due for one in told[1:]] == [date(2026, 2, 27), date(2026, 3, 12), date(2026, 4, 1)]
    assert [one.ended for one in told] == [date(2026, 2, 20), date(2026, 2, 25), date(2026, 3, 2), None]


@pytest.mark.parametrize(("later", "late"), [(30, False), (31, True)])
def test_the_last_day_is_in_time(later: int, late: bool) -> None:
    assert clocks(CALL, CALL + timedelta(days=later))[0].late(CALL + timedelta(days=later)) is late


def test_what_was_met_in_time_stays_in_time() -> None:
    told = clocks(CALL, date(2027, 1, 1), determined=CALL + timedelta(days=29))
    assert told[0].late(date(2027, 1, 1)) is False
    assert told[1].late(date(2027, 1, 1)) is True
