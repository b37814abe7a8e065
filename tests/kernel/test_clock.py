"""The day is the district's, not the machine's."""

from datetime import UTC, date, datetime

import pytest

from anju.kernel import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_today_begins_at_midnight_in_the_district(moment: datetime, day: date) -> None:
    with clock.simulated(moment):
        assert clock.today() == day
