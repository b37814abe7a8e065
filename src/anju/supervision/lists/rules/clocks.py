"""How long each step may take. Statutory terms are cited; the rest are configurable defaults."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anju.kernel.calendar import DayTable, Due, at_once, end_of_natural_days, end_of_working_days


@dataclass(frozen=True, slots=True)
class Term:
    """A length: `kind` is at_once, natural or working."""

    kind: str
    days: int = 0


CHECK_ESCAPE_BLOCKED = timedelta(hours=24)
"""A report that escape is blocked is checked within 24 hours (消防监督检查规定)."""
CHECK = Term("working", 3)
"""Other reports within 3 working days (消防监督检查规定)."""
VERIFY = Term("working", 3)
"""A re-check within 3 working days (消防监督检查规定 20 条)."""
RULE = Term("working", 3)
"""The street answers a deferral or dispute in 3 working days (own default)."""
HANDOVER = Term("working", 3)
"""A successor has at least 3 working days (own default)."""
SIGN = Term("working", 1)
"""A drafted 督办 is signed or declined by the next working day (own default)."""
APPROVE = Term("working", 7)
"""An approver answers a proposal of 挂牌督办 in 7 working days (消防安全责任制实施办法 6 条)."""
RECEIVE = Term("working", 3)
"""A referral is received or returned in 3 working days (own default)."""
LOOK_BACKS = (30, 90, 180)
"""Days after closing at which a serious case is looked at again (own default)."""


def due(start: datetime, term: Term, table: DayTable) -> Due:
    """When a term that begins at `start` ends. Raises ValueError for an unknown kind."""
    match term.kind:
        case "at_once":
            return at_once(start)
        case "natural":
            return end_of_natural_days(start, term.days)
        case "working":
            return end_of_working_days(start, term.days, table)
    raise ValueError(f"no such term: {term.kind}")


def check_due(start: datetime, *, escape_blocked: bool, table: DayTable) -> Due:
    """When a resident's report must be checked."""
    if escape_blocked:
        end = start.astimezone(UTC) + CHECK_ESCAPE_BLOCKED
        sample = at_once(start)
        return Due(end, provisional=False, basis=sample.basis, latest_possible=end)
    return due(start, CHECK, table)


def later(mine: Due, moment: datetime | None) -> datetime:
    """The later of a due moment and an existing one: a handover never shortens."""
    return mine.at if moment is None else max(mine.at, moment)
