"""How long each step may take. Statutory terms are cited; the rest are configurable defaults."""

from datetime import UTC, datetime, timedelta

from anju.kernel.calendar import DayTable, Due, at_once, end_of_working_days

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
DISPUTES_BY_STREET = 2
"""The third dispute of a case goes to the district office (own default)."""


def check_due(start: datetime, *, within_a_day: bool, table: DayTable) -> Due:
    """When a resident's report must be checked."""
    if not within_a_day:
        return end_of_working_days(start, CHECK_DAYS, table)
    end = start.astimezone(UTC) + CHECK_ESCAPE_BLOCKED
    return Due(end, provisional=False, basis=at_once(start).basis, latest_possible=end)


def no_sooner(due_at: datetime | None, start: datetime, days: int, table: DayTable) -> datetime:
    """`due_at`, moved so that at least `days` working days are left: a handover never shortens."""
    least = end_of_working_days(start, days, table).at
    return least if due_at is None else max(due_at, least)
