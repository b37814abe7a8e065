"""What the rows of `monthly.csv` speak of."""

from datetime import date, timedelta

from anju.kernel import clock
from anju.supervision.inspections.monthly.actions.drawing import draw_month
from anju.supervision.inspections.monthly.actions.looking import Seen, record_look, report_find
from anju.supervision.inspections.monthly.actions.objecting import object_to
from anju.supervision.inspections.monthly.actions.opening import open_month
from anju.supervision.inspections.monthly.actions.publishing import publish
from anju.supervision.inspections.monthly.enums import Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Task
from tests.cast import Cast

MONTH = timedelta(days=31)


def opened(cast: Cast) -> int:
    """The present month, not drawn yet: all three places of the cast."""
    return _opened(cast, clock.today().replace(day=1))


def _opened(cast: Cast, first: date) -> int:
    known = Month._all.filter(month=first).first()
    if known is not None:
        return known.pk
    return open_month(by=cast.district_officer, district="/cc/", places=9, closed=0, least=3).pk


def running(cast: Cast) -> int:
    """The present month, drawn."""
    return _drawn(cast, opened(cast))


def _drawn(cast: Cast, month: int) -> int:
    row = Month._all.get(pk=month)
    return draw_month(by=cast.district_officer, month=row.pk).pk if row.state == "opened" else row.pk


def task(cast: Cast) -> int:
    """Something the fire officer has to look at."""
    rows = Task._all.filter(month=running(cast), inspector=cast.accounts["fire_officer"], state=TaskState.OPEN)
    return rows.order_by("pk")[0].pk


def found(cast: Cast) -> int:
    """A task at which the fire officer has found something."""
    pk = task(cast)
    _look(cast, Task._all.get(pk=pk), found=True)
    return pk


def published(cast: Cast) -> int:
    """The month before, published; something was found at every place. The present one keeps its open tasks."""
    with clock.simulated(clock.now() - MONTH):
        pk = _drawn(cast, opened(cast))
        for row in Task._all.filter(month=pk, state=TaskState.OPEN):
            _look(cast, row, found=True)
    if Month._all.get(pk=pk).state == "drawn":
        publish(by=cast.district_officer, month=pk)
    return pk


def look(cast: Cast) -> int:
    """The published look at the north street's building."""
    return Task._all.get(month=published(cast), place=cast.places["building"]).pk


def objection(cast: Cast) -> int:
    """What the north street says against it."""
    return object_to(by=cast.street_officer, task=look(cast), reason="当天在施工").pk


def _look(cast: Cast, row: Task, *, found: bool) -> None:
    by = next(cast.actor(name) for name, one in cast.accounts.items() if one.pk == row.inspector_id)
    if found:
        report_find(by=by, task=row.pk, seen=Seen("ES-01", "1"))
    record_look(by=by, task=row.pk, outcome=Outcome.FOUND if found else Outcome.CLEAN)
