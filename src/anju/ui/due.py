"""The deadline chip: how long is left, always with its unit (LOOK §3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anju.kernel.calendar import DayTable, Due, local_day, statutory_table, working_days_between
from anju.kernel.clock import local
from anju.ui.icons import icon

Unit = Literal["at_once", "natural_days", "working_days"]
SOON = 3
"""Up to this many days left a chip is tinted."""

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Chip:
    """What the chip says. `tone`: "", soon, today, late, stop or done."""

    text: str
    tone: str
    title: str
    provisional: bool = False

    @property
    def late(self) -> bool:
        return self.tone == "late"


def chip(
    due: datetime | Due,
    now: datetime,
    unit: str = "",
    *,
    provisional: bool = False,
    table: DayTable | None = None,
    title: str = "",
) -> Chip:
    """Days left until `due`, counted in its own unit.

    A `kernel.calendar.Due` brings unit and certainty with it. `title` is what hovering says (date, rule, extension);
    without one it is the due moment. Raises ValueError for an unknown unit.
    """
    if isinstance(due, Due):
        unit, provisional, due = str(due.basis), due.provisional, due.at
    unit = unit or "natural_days"
    if unit not in {"at_once", "natural_days", "working_days"}:
        raise ValueError(unit)
    title = title or _("期限 %(moment)s") % {"moment": moment(due, now)}
    today, last = local_day(now), local_day(due)
    if now > due:
        return Chip(_overdue(due, now, unit, table), "late", title)
    left = _days(today, last, unit, table)
    tone = "today" if last == today else "soon" if left <= SOON else ""
    if provisional:
        return Chip(_("暂定 %(day)s") % {"day": day(last, now)}, tone, title, provisional=True)
    if last == today:
        return Chip(_("今天到期"), tone, title)
    return Chip(_left(left, unit), tone, title)


def waiting(text: str = "", title: str = "") -> Chip:
    """The clock is someone else's: 等法定期."""
    return Chip(text or _("等法定期"), "stop", title)


def _overdue(due: datetime, now: datetime, unit: str, table: DayTable | None) -> str:
    today, last = local_day(now), local_day(due)
    if today == last:
        hours = max(1, int((now - due).total_seconds() // SECONDS_PER_HOUR))
        return ngettext("逾期 %(n)s 小时", "逾期 %(n)s 小时", hours) % {"n": hours}
    days = _days(last, today, unit, table)
    if unit == "working_days" and days:
        return ngettext("逾期 %(n)s 工作日", "逾期 %(n)s 工作日", days) % {"n": days}
    days = days or (today - last).days  # late since a day that is not worked
    return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", days) % {"n": days}


def _left(days: int, unit: str) -> str:
    if unit == "working_days":
        return ngettext("余 %(n)s 工作日", "余 %(n)s 工作日", days) % {"n": days}
    return ngettext("余 %(n)s 天", "余 %(n)s 天", days) % {"n": days}


def _days(start: date, end: date, unit: str, table: DayTable | None) -> int:
    if unit == "working_days":
        return working_days_between(start, end, table or statutory_table())
    return (end - start).days


def day(value: date | datetime, now: datetime | None = None) -> str:
    """11月24日, with the year where it is not this year's."""
    if isinstance(value, datetime):
        value = local_day(value)
    if now is not None and value.year == local_day(now).year:
        return _("%(month)d月%(day)d日") % {"month": value.month, "day": value.day}
    return _("%(year)d年%(month)d月%(day)d日") % {"year": value.year, "month": value.month, "day": value.day}


def moment(value: datetime, now: datetime | None = None) -> str:
    """11月24日 09:42 in district time."""
    return f"{day(value, now)} {local(value):%H:%M}"


def draw(value: Chip) -> SafeString:
    """The chip as HTML. Closed and outline chips carry a clock, late ones the warning triangle."""
    css = " ".join(filter(None, ("due", value.tone, "provisional" if value.provisional else "")))
    mark = icon("alert-triangle" if value.late else "clock")
    return format_html('<span class="{}" title="{}">{}{}</span>', css, value.title, mark, value.text)


__all__ = ["Chip", "Unit", "chip", "day", "draw", "moment", "waiting"]
