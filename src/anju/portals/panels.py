"""What the portals put on other pages: the holiday table that is missing, as a task and among the lists' rules."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import cases, holidays
from anju.ui import due, panels, worklist
from anju.ui.parts import WorkLine


def missing_table(actor: Actor, now: datetime) -> Iterator[tuple[datetime, WorkLine]]:
    """From 1 December, next year's table is a task of the district office until it is there; due when the year ends."""
    root = holidays.district_of_keeper(actor)
    year = cases.missing_year(root) if root else None
    if year is None:
        return
    last = min(date(year - 1, 12, 31), date(clock.local(now).year, 12, 31))
    at = datetime.combine(last, time(23, 59, 59), tzinfo=clock.DISTRICT_TIME)
    yield (
        at,
        WorkLine(
            verb=_("上传放假安排"),
            what=_("%(year)s 年的放假安排还没有，跨年的期限暂定") % {"year": year},
            url=reverse("portals:holidays"),
            why=_("国务院办公厅通知公布后上传"),
            button=_("去上传"),
            due=due.chip(at, now, "natural_days"),
        ),
    )


def of_settings(actor: Actor) -> Mapping[str, Any] | None:
    """Which year is missing, for the page of the lists' rules."""
    root = holidays.district_of_keeper(actor)
    return {"missing_year": cases.missing_year(root)} if root else None


worklist.register("portals.holidays", missing_table)
panels.register(
    "lists.settings",
    panels.Panel("holidays", "portals/holidays_panel.html", of_settings, 10, Permission.CONFIGURE),
)
