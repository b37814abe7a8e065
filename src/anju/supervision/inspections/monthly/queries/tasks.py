"""Tasks: an inspector's own, those of a month for who runs it, and the sample that was published."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.kernel.scope import under
from anju.people.models import Organisation
from anju.supervision.inspections.monthly.enums import Half, MonthState, TaskState
from anju.supervision.inspections.monthly.models import Find, Month, Result, Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.lists.models import Duty

MOST = 500


def _whole() -> QuerySet[Task]:
    return Task._all.select_related(
        "month", "place__building_facts", "duty__hazard__kind", "duty__hazard__place", "inspector", "company"
    )


def own(account: int, *, done: bool = False) -> list[Task]:
    """What somebody has to look at, in the order of places; or what he has looked at in months not yet published."""
    if done:
        states = (TaskState.DONE, TaskState.NO_ENTRY)
        rows = _whole().filter(inspector=account, state__in=states).exclude(month__state=MonthState.PUBLISHED)
        return list(rows.order_by("-looked_at")[:MOST])
    return list(_whole().filter(inspector=account, state=TaskState.OPEN).order_by("place__path", "pk"))


def own_open(actor: Actor, _now: datetime | None = None) -> QuerySet[Task]:
    """Tasks that wait for somebody."""
    return Task._all.filter(inspector=actor.account or 0, state=TaskState.OPEN)


def own_one(actor: Actor, pk: int) -> Task | None:
    """A task somebody was given, open or done; a reserve is nobody's."""
    if not actor.holds(Permission.INSPECT):
        return None
    return _whole().filter(pk=pk, inspector=actor.account).exclude(state=TaskState.RESERVE).first()


def of_month(month: Month, states: Collection[str]) -> list[Task]:
    """A month's tasks in the order of places."""
    rows = _whole().filter(month=month, state__in=states)
    return list(rows.order_by("street", "half", "place__path", "pk")[:MOST])


def every(month: Month) -> QuerySet[Task]:
    """All of a month's drawn tasks with what came of them."""
    return _whole().filter(month=month).exclude(state=TaskState.RESERVE).order_by("street", "half", "order", "pk")


def locked(pk: int) -> Task:
    """A task, held until the transaction ends; its month is not."""
    return Task._all.select_for_update(of=("self",)).select_related("month", "place", "duty").get(pk=pk)


def next_reserve(task: Task) -> Task | None:
    """The reserve whose turn it is: of the same street, half and group, in the order drawn. A place that was merged
    into one of the sample is none any more.
    """
    rows = Task._all.filter(
        month=task.month_id, half=task.half, street=task.street, group=task.group, state=TaskState.RESERVE
    ).exclude(half=Half.PLACE, place__closed_on__isnull=False)
    return rows.select_related("place", "duty").order_by("order", "pk").first()


def running_at(path: str, *states: TaskState) -> list[Task]:
    """Tasks of months not yet published at the very place, held until the transaction ends."""
    rows = Task._all.select_for_update(of=("self",)).select_related("month", "place", "duty")
    rows = rows.filter(place__path=path, state__in=states, month__state=MonthState.DRAWN)
    return list(rows.order_by("pk"))


def is_drawn(month: Month, place: int) -> bool:
    """Whether a place is in a month's sample or among its reserves."""
    return Task._all.filter(month=month, half=Half.PLACE, place=place).exists()


def unassigned(month: Month) -> list[Task]:
    """Open tasks that nobody has."""
    rows = Task._all.filter(month=month, state=TaskState.OPEN, inspector=None)
    return list(rows.select_related("place", "duty").order_by("street", "half", "order"))


def finds_of(task: Task) -> list[Duty]:
    """The cases that a look put on the lists or opened again, oldest first."""
    rows = Duty._all.filter(pk__in=Find._all.filter(task=task).values("duty"))
    return list(rows.select_related("hazard__kind", "hazard__place", "accountable").order_by("pk"))


def new_finds(task: Task) -> int:
    """How many hazards a look put on the lists."""
    return Find._all.filter(task=task, reopened=False).count()


def last_results(tasks: Iterable[int] | QuerySet[Task]) -> dict[int, Result]:
    """Task → the result that counts."""
    found: dict[int, Result] = {}
    for row in Result._all.filter(task__in=tasks).order_by("task", "number"):
        found[row.task_id] = row
    return found


def results_of(task: Task) -> list[Result]:
    """Every result of a task, the first one first."""
    return list(Result._all.filter(task=task).order_by("number"))


def published(actor: Actor, month: Month) -> QuerySet[Task]:
    """The published sample as far as the actor may read it: all of it, or that of the own street or company."""
    rows = every(month)
    if month.state != MonthState.PUBLISHED:
        return rows.none()
    return rows if allowed(actor, Permission.READ, path=month.path) else rows.filter(_mine(actor))


def _mine(actor: Actor) -> Q:
    """Of the own street or company."""
    mine = Q(pk__in=())
    for grant in granting(actor, Permission.OWN):
        if grant.role == "street":
            for path in grant.paths:
                mine |= Q(street__startswith=path)
        elif grant.organisation is not None:
            mine |= Q(company=grant.organisation)
    return mine


def published_among(actor: Actor, ids: Collection[int]) -> list[Task]:
    """Those of published samples that the actor may read, in one statement."""
    reach = _mine(actor)
    for path in {path for grant in granting(actor, Permission.READ) for path in grant.paths}:
        reach |= under("path", path)
    rows = Task._all.filter(pk__in=ids, month__state=MonthState.PUBLISHED).filter(reach)
    return list(rows.select_related("month", "place"))


def looked(month: Month) -> list[Task]:
    """What was drawn and looked at, or could not be."""
    rows = Task._all.filter(month=month, state__in=(TaskState.DONE, TaskState.NO_ENTRY))
    return list(rows.select_related("place").order_by("pk"))


def published_one(actor: Actor, pk: int) -> Task | None:
    """A task of a published sample within reach."""
    task = _whole().filter(pk=pk).first()
    if task is None:
        return None
    return published(actor, task.month).filter(pk=pk).first()


def own_organisation(actor: Actor, task: Task) -> int | None:
    """The organisation in whose name the actor may object to a result: its street's office or its company."""
    for grant in granting(actor, Permission.OWN):
        if grant.organisation is None:
            continue
        if grant.role == "street" and any(task.street.startswith(path) for path in grant.paths):
            return grant.organisation
        if grant.role != "street" and task.company_id == grant.organisation:
            return grant.organisation
    return None


def refs_in(month: Month) -> list[list[object]]:
    """The sample as `redraw` prints it: half, ref, order; reserves after the drawn ones."""
    rows = Task._all.filter(month=month).order_by("half", "street", "reserve", "order")
    return [
        [half, duty or drawn or place, street, order, reserve]
        for half, duty, drawn, place, street, order, reserve in rows.values_list(
            "half", "duty", "drawn_place", "place", "street", "order", "reserve"
        )
    ]


def companies_in(month: Month) -> list[int]:
    """The property companies that a month's looks speak of."""
    rows = Task._all.filter(month=month, state=TaskState.DONE, company__isnull=False)
    return sorted({pk for pk in rows.values_list("company", flat=True) if pk is not None})


def in_month(month: Month, pk: int) -> bool:
    """Whether a task is one of a month's."""
    return Task._all.filter(month=month, pk=pk).exists()


def receiver_of(task: Task) -> str:
    """What the receiver of the sheet said of himself; empty where erased or none signed."""
    ids = texts.ids_of(task)
    return texts.read(ids).get(ids[-1]) or "" if ids else ""


def organisation_of(actor: Actor) -> Organisation | None:
    """In whose name an actor acts."""
    pk = actor.acting.organisation if actor.acting else None
    return None if pk is None else Organisation._all.filter(pk=pk).first()


def that_came_to(rows: QuerySet[Task], outcome: str) -> QuerySet[Task]:
    """Those whose counting result is this one."""
    last = Result._all.filter(task=OuterRef("pk")).order_by("-number").values("outcome")[:1]
    return rows.annotate(last=Subquery(last)).filter(last=outcome)
