"""Back-dating, beside clocks that are wrong and records that waited."""

from datetime import timedelta

from anju.supervision.grid.rules.clocks import backdated
from anju.supervision.grid.rules.kinds import Look, SignKind
from anju.supervision.grid.rules.looks import Visit
from tests.supervision.grid.rules.made import NINE, kinds, visit

DAY = 86_400


def evening(days: int, **said: object) -> list[Visit]:
    """On the tenth day in one sitting: a record for each of the days before."""
    first = visit(0, 10 * DAY, heard_at=NINE + timedelta(days=10))
    return [first, *(visit(1 + i, (i + 1) * DAY, heard_at=NINE + timedelta(days=10), **said) for i in range(days))]


def test_a_week_entered_in_an_evening_with_the_clock_set_back() -> None:
    [sign] = backdated(evening(6))
    assert sign.kind is SignKind.BACKDATED
    assert sign.said == {"count": 6, "days": 6}
    assert sign.strength > 0.5


def test_one_day_may_be_a_clock_that_was_put_right() -> None:
    [sign] = backdated(evening(1))
    assert sign.strength < 0.5


def test_an_answer_heard_once_counts_for_what_follows() -> None:
    first, *others = evening(5)
    assert kinds(backdated([first, *(visit(one.seq, one.seq * DAY) for one in others)])) == [SignKind.BACKDATED]


def test_a_week_without_a_line_is_never_asked_about() -> None:
    heard = NINE - timedelta(hours=1)
    offline = [visit(i, i * DAY / 3, heard_at=heard, received_at=NINE + timedelta(days=9)) for i in range(20)]
    assert kinds(backdated(offline)) == []


def test_a_clock_days_wrong_is_put_right_by_what_the_sync_measured() -> None:
    skew = timedelta(days=-3)
    wrong = [visit(i, (i - 3) * DAY, skew=skew, heard_at=NINE + timedelta(days=i, hours=-1)) for i in range(10)]
    assert kinds(backdated(wrong)) == []


def test_no_time_seen_claims_nothing() -> None:
    assert kinds(backdated(evening(6, look=Look.NO_TIME))) == []
    assert kinds(backdated(evening(6, later=True))) == []


def test_phones_do_not_answer_for_one_another() -> None:
    other = [visit(20 + i, i * DAY, device="other", heard_at=NINE - timedelta(days=1)) for i in range(6)]
    assert kinds(backdated([*other, visit(0, 10 * DAY, heard_at=NINE + timedelta(days=10))])) == []
