"""How long each step may take. Statutory terms are cited; the rest are configurable defaults."""

from datetime import UTC, date, datetime, timedelta

from anju.kernel.calendar import DayTable, Due, at_once, end_of_working_days, local_day, working_days_between
from anju.supervision.lists.enums import Clock

CHECK_ESCAPE_BLOCKED = timedelta(hours=24)
"""A report that escape is blocked is checked within 24 hours (消防监督检查规定)."""
CHECK_DAYS = 3
"""Other reports within 3 working days (消防监督检查规定)."""
VERIFY_DAYS = 3
"""A re-check within 3 working days (消防监督检查规定 20 条)."""
RULE_DAYS = 3
"""The street answers a deferral or a dispute in 3 working days (own default)."""
HANDOVER_DAYS = 3
"""A successor has at least 3 working days (own default)."""
SIGN_DAYS = 1
"""A drafted 督办 is signed or declined by the next working day (own default)."""
APPROVE_DAYS = 7
"""An approver answers a proposal of 挂牌督办 in 7 working days (消防安全责任制实施办法 6 条)."""
RECEIVE_DAYS = 3
"""A referral is received or returned in 3 working days (own default)."""
LOOK_BACK_DAYS = (30, 90, 180)
"""Days after closing at which a serious case is looked at again (own default)."""
LOOK_BACK_SILENT_DAYS = 3
"""A look-back that is told and not done in 3 working days goes up a level (own default)."""
LOOK_BACK_EARLY = 7
"""Days before its date from which a look-back may be done: whoever passes by need not come again (own default)."""
RECEIPT_DAYS = 3
"""The street gives its receipt for a reported dissuasion in 3 working days (own default)."""
DISPUTES_BY_STREET = 2
"""The third dispute of a case goes to the district office (own default)."""

ASK_LATE_DAYS = 3
"""More time may still be asked for in the 3 working days after the deadline, flagged as late; from then on only the
street sets another date (own default).
"""
LONGEST_DAYS = 90
"""A review date, and a deadline set anew, lie at most 90 days ahead: the catalogue's own longest term. Whoever needs
more asks again, and somebody looks again (own default).
"""

HOLDER_DAYS = {Clock.CHECK: CHECK_DAYS, Clock.VERIFY: VERIFY_DAYS, Clock.RULE: RULE_DAYS}
"""Working days of whoever checks, verifies or rules."""


def check_due(start: datetime, *, within_a_day: bool, table: DayTable) -> Due:
    """When a resident's report must be checked."""
    if not within_a_day:
        return end_of_working_days(start, CHECK_DAYS, table)
    end = start.astimezone(UTC) + CHECK_ESCAPE_BLOCKED
    return Due(end, provisional=False, basis=at_once(start).basis, latest_possible=end)


def earlier(due_at: datetime | None, promised: datetime | None) -> datetime | None:
    """The earlier of two clocks; a promise made outside counts where it ends first."""
    moments = [moment for moment in (due_at, promised) if moment is not None]
    return min(moments, default=None)


def late_days(due_at: datetime | None, now: datetime, table: DayTable) -> int:
    """How many working days a deadline has passed by; nought where it has not, at least one where it has."""
    if due_at is None or now <= due_at:
        return 0
    return max(1, working_days_between(local_day(due_at), local_day(now), table))


def may_still_ask(due_at: datetime | None, now: datetime, table: DayTable) -> bool:
    """Whether more time may be asked for: before the deadline, or a few working days after it at most."""
    return due_at is None or now <= end_of_working_days(due_at, ASK_LATE_DAYS, table).latest_possible


def latest_day(today: date, standing: datetime | None = None) -> date:
    """The last day a date may be set to; one that stands and is later may be kept."""
    ceiling = today + timedelta(days=LONGEST_DAYS)
    return ceiling if standing is None else max(ceiling, local_day(standing))


def no_sooner(due_at: datetime | None, start: datetime, days: int, table: DayTable) -> datetime:
    """`due_at`, moved so that at least `days` working days are left: a handover never shortens."""
    least = end_of_working_days(start, days, table).at
    return least if due_at is None else max(due_at, least)


def again(
    due_at: datetime | None, start: datetime, days: int, before: DayTable, after: DayTable
) -> tuple[datetime, bool] | None:
    """A date that was counted as so many working days from `start`, counted under another table; and whether it moves.

    None where the former table does not give what stands: somebody set it, or it was carried over from elsewhere.
    """
    if due_at is None or end_of_working_days(start, days, before).at != due_at:
        return None
    found = end_of_working_days(start, days, after).at
    return found, found != due_at
