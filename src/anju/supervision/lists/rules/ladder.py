"""The ladder: what happens by itself when nobody acts, and when (DESIGN §5).

A machine only reminds and drafts. Each rung waits a full interval after the one before, counted from when that one was
really taken, so an outage never makes two fall together. Nothing is sent outside working hours except danger to life.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anju.kernel.calendar import DayTable, end_of_working_days, next_working_moment
from anju.supervision.lists.enums import Rung


@dataclass(frozen=True, slots=True)
class Step:
    """A rung: working days after the anchor (the due moment for the first two, then the rung before), and its rule."""

    rung: Rung
    working_days: int
    basis: str


STEPS: tuple[Step, ...] = (
    Step(Rung.REMINDER, 0, "平台规则：期限前一个工作日提醒责任方"),
    Step(Rung.STREET, 0, "消防安全责任制实施办法第九条：街道检查、指导"),
    Step(Rung.DISTRICT, 3, "消防安全责任制实施办法第七条：区级督办"),
    Step(Rung.LISTING, 5, "消防安全责任制实施办法第六条（四）：挂牌督办"),
    Step(Rung.REFERRAL, 7, "消防法第六十条：移送有权机关依法处理"),
)


@dataclass(frozen=True, slots=True)
class Next:
    """The next automatic step and when it is taken."""

    rung: Rung
    at: datetime
    basis: str


def first(due_at: datetime, *, latest_possible: datetime, danger: bool, now: datetime, table: DayTable) -> Next:
    """The first rung of a fresh clock: a reminder in the last fifth of the time, at a working moment."""
    lead = max((due_at - now) / 5, (due_at - now) * 0)
    at = next_working_moment(max(due_at - lead, now), table, danger_to_life=danger)
    if at >= latest_possible:
        return after(Rung.REMINDER, taken_at=latest_possible, latest_possible=latest_possible, major=False,
                     danger=danger, table=table)  # fmt: skip
    return Next(Rung.REMINDER, at, STEPS[0].basis)


def after(
    taken: Rung,
    *,
    taken_at: datetime,
    latest_possible: datetime,
    major: bool,
    danger: bool,
    table: DayTable,
    notice: timedelta = timedelta(),
) -> Next:
    """The rung after `taken`. Ordinary cases repeat the district's each term; graver ones go on to proposals.

    `latest_possible` is the last moment the due date can turn out to be where its holiday table is still missing.
    `notice` is the time the reminder was meant to leave: one taken late, after an outage, leaves as much all the same.
    """
    rung = _next_rung(taken, major=major)
    step = STEPS[rung - 1]
    anchor = max(taken_at + notice, latest_possible) if rung is Rung.STREET else taken_at
    at = anchor if step.working_days == 0 else end_of_working_days(anchor, step.working_days, table).latest_possible
    return Next(rung, next_working_moment(at, table, danger_to_life=danger), step.basis)


def _next_rung(taken: Rung, *, major: bool) -> Rung:
    if taken >= Rung.DISTRICT and not major:
        return Rung.DISTRICT
    return Rung(min(taken + 1, Rung.REFERRAL))
