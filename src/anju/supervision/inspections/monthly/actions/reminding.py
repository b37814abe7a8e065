"""On the first working day of a month the district office is reminded to open it. Nothing is opened by itself."""

from datetime import datetime

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.calendar import is_working_day
from anju.kernel.ledger.deeds import Ref
from anju.notify.actions import tell
from anju.notify.queries.recipients import RoleAt
from anju.people.enums import Role
from anju.places.queries.tree import districts
from anju.supervision.inspections.monthly.actions.opening import first_of_month
from anju.supervision.inspections.monthly.notices import LATE, REMIND
from anju.supervision.inspections.monthly.queries import months, objections
from anju.supervision.lists.queries.cases import day_table

MACHINE = system("monthly")


def remind(now: datetime) -> int:
    """Remind, once a month, each district office that has not opened it; how many were told."""
    month, day, told = first_of_month(now), clock.local(now).date(), 0
    for district in months.districts_without(month, districts()):
        if not is_working_day(day, day_table(district.path)):
            continue
        tell(
            MACHINE, code=REMIND, to=RoleAt(Role.DISTRICT_OFFICE, district.path), path=district.path,
            subject=Ref("inspection_month", month.isoformat()), params={"month": month.isoformat()},
            once=f"{REMIND}:{district.path}:{month.isoformat()}",
        )  # fmt: skip
        told += 1
    return told


def remind_late(now: datetime) -> int:
    """Tell the district office, once for each, of objections whose answer is late; how many there are."""
    late = objections.late(now)
    for row in late:
        tell(
            MACHINE, code=LATE, to=RoleAt(Role.DISTRICT_OFFICE, row.path), subject=row, path=row.path,
            params={"due": clock.local(row.due_at).date().isoformat()}, once=f"{LATE}:{row.pk}",
        )  # fmt: skip
    return len(late)
