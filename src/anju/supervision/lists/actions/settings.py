"""What a district decides about its lists: rules, suppliers, the holiday table of a year the program does not know."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import parse_year
from anju.kernel.jobs import queue
from anju.kernel.jobs.models import Job
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.people.models import Organisation
from anju.supervision.lists.enums import Service
from anju.supervision.lists.models import DayYear, ListSettings, Supplier
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import KEPT_SECONDS, forget_tables, root_of, settings_of

RECOUNT = "lists.recount"
"""The job that counts dates again: `tasks.recount`."""
SETTABLE = (
    "trial", "works_limit_fen", "on_site_percent", "look_back_percent", "look_back_days", "recurrence_days",
)  # fmt: skip


def set_rules(*, by: Actor, path: str, values: Mapping[str, Any]) -> ListSettings:
    """Change a district's rules. Percentages are 0 to 100, days rise; the ledger keeps every change.

    Raises ValueError for what is out of range, KeyError for an unknown name.
    """
    root = root_of(path)
    if unknown := set(values) - set(SETTABLE):
        raise KeyError(", ".join(sorted(unknown)))
    require(by, Permission.CONFIGURE, path=root)
    days = list(values.get("look_back_days", [1]))
    if not days or days != sorted(set(days)) or days[0] < 1:
        raise ValueError("回头看的天数应从小到大，每个只写一次")
    if any(not 0 <= values.get(name, 0) <= 100 for name in ("on_site_percent", "look_back_percent")):
        raise ValueError("比例应在 0 到 100 之间")
    with deed(by=by) as act:
        row = settings_of(root)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        act.enter("list_settings.changed", row, path=root, data={"fields": sorted(values), "trial": row.trial})
        return row


def set_supplier(*, by: Actor, service: Service, path: str, organisation: Organisation) -> Supplier:
    """Say who supplies water, gas or power at and below a place; whoever was named there before no longer does."""
    require(by, Permission.CONFIGURE, path=root_of(path))
    with deed(by=by) as act:
        for former in Supplier._all.select_for_update().filter(service=service, path=path, ended_on__isnull=True):
            former.ended_on = clock.local(clock.from_us(act.at)).date()
            former.save(update_fields=["ended_on"])
            act.enter("supplier.ended", former, path=path, data={"service": service})
        made = Supplier(service=service, path=path, organisation=organisation)
        made.save()
        act.enter("supplier.named", made, path=path, data={"service": service, "organisation": organisation.pk})
        return made


def load_year(*, by: Actor, path: str, year: int, content: bytes, filename: str) -> Job:
    """Take in a year's holiday table; the job that counts the dates again which it moves.

    It waits until every process goes by the new table. Raises kernel.calendar.TableError, which names the rows to
    correct; nothing is taken from a faulty file.
    """
    root = root_of(path)
    require(by, Permission.CONFIGURE, path=root)
    uploaded = parse_year(content, filename, year)
    with deed(by=by) as act:
        row = DayYear._all.filter(path=root, year=year).first()
        former = row.marks if row else None
        row = row or DayYear(path=root, year=year)
        row.marks = [[mark.day.isoformat(), mark.working, mark.name] for mark in uploaded.marks.values()]
        row.save()
        forget_tables()
        act.enter("day_year.loaded", row, path=root, data={"year": year, "days": len(row.marks)})
        params = {"path": root, "year": year, "former": former}
        ready = clock.now() + timedelta(seconds=KEPT_SECONDS + 1)
        return queue.ask(by=by, kind=RECOUNT, params=params, path=root, not_before=ready)
